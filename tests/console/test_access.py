"""Who gets where: nobody without an account, each role only to its own, no form but ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from sportello.console.access.accounts import Account, Role
from sportello.console.app import Console, make_app
from sportello.console.pages import ROOMS
from sportello.console.routing import Visit
from sportello.settings import Settings
from tests.console.conftest import PASSWORD
from tests.console.operators import Operator, field

Client = Callable[..., Operator]
DOORS = [(method, path, role) for room in ROOMS for method, path, role, _ in room._doors]
OPEN = {"/entra", "/salute", "/aspetto"}


def address(path: str) -> str:
    """A door's path with something in the place of each name."""
    return re.sub(r"\{[^}]*\}", "1", path)


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Who gets through a door leaves a mark here, and nothing else happens behind any."""
    marks: list[tuple[str, str]] = []

    def mark(visit: Visit) -> Response:
        marks.append((visit.request.method, visit.request.url.path))
        return PlainTextResponse("dentro")

    for room in ROOMS:
        monkeypatch.setattr(room, "_doors", [(method, path, role, mark) for method, path, role, _ in room._doors])
    return marks


# In this order: the doors are replaced before the application is made.
@pytest.fixture
def doors(passed: list[tuple[str, str]], app: Starlette) -> list[tuple[str, str]]:
    return passed


# Without an account


def test_without_an_account_only_the_way_in_is_there(
    doors: list[tuple[str, str]], app: Starlette, client: Client
) -> None:
    stranger, reached = client(), set()
    for route in app.routes:
        assert isinstance(route, Route | Mount)
        if isinstance(route, Mount):
            reached.add(route.path)
            continue
        for method in route.methods or ():
            data = {"csrf": "x", "nome": "x", "password": "x"}
            sent = stranger.http.request(
                method, address(route.path), follow_redirects=False, **({"data": data} if method == "POST" else {})
            )
            if not sent.headers.get("location", "").startswith("/entra"):
                reached.add(route.path)
            else:
                assert (sent.status_code, sent.text) == (303, "")
    assert doors == []
    assert reached == OPEN


def test_an_old_or_invented_session_opens_nothing(doors: list[tuple[str, str]], app: Starlette, client: Client) -> None:
    entered = client(Role.ADMIN)
    entered.expire()
    for token in (entered.token, "inventato", "x" * 10_000, "' OR 1=1 --"):
        stranger = client()
        stranger.hold(token)
        for method, path, _ in DOORS:
            assert stranger.http.request(method, address(path), follow_redirects=False).status_code == 303
    assert doors == []


def test_a_part_of_a_page_sends_the_whole_to_the_way_in(client: Client) -> None:
    answer = client().get("/persone", follow=False, **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/entra")


def test_the_watch_on_the_machine_learns_only_that_it_runs(client: Client) -> None:
    assert client().get("/salute").json() == {"stato": "pronto"}


# Roles


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_through_its_own_doors_only(role: Role, doors: list[tuple[str, str]], client: Client) -> None:
    who = client(role)
    for method, path, least in DOORS:
        before = len(doors)
        sent = who.post(address(path), follow=False) if method == "POST" else who.get(address(path), follow=False)
        assert (sent.status_code, len(doors) - before) == ((200, 1) if role >= least else (403, 0)), (method, path)


def test_only_who_administers_sees_people_and_register() -> None:
    theirs = [role for _, path, role in DOORS if path.startswith(("/persone", "/registro"))]
    assert len(theirs) > 5
    assert set(theirs) == {Role.ADMIN}


def test_what_changes_something_is_never_done_by_looking(client: Client) -> None:
    paths = {path for method, path, _ in DOORS if method == "POST"}
    for path in paths - {path for method, path, _ in DOORS if method == "GET"}:
        assert client(Role.ADMIN).get(address(path), follow=False).status_code in {404, 405}, path


def test_the_menu_shows_what_a_role_may_see(client: Client) -> None:
    assert 'href="/persone"' in client(Role.ADMIN).get("/").text
    assert 'href="/persone"' not in client(Role.PUBLISH).get("/").text


def test_a_role_that_is_taken_away_is_gone_at_once(client: Client, console: Console) -> None:
    who = client(Role.PUBLISH)
    assert who.get("/", follow=False).status_code == 200
    console.accounts.change_role("pubblica", Role.READ)
    assert who.get("/", follow=False).headers["location"] == "/entra"


def test_who_has_a_password_that_others_know_chooses_one_first(
    doors: list[tuple[str, str]], client: Client, console: Console, account: Callable[[Role], Account]
) -> None:
    account(Role.ADMIN)
    console.accounts.set_password("amministra", PASSWORD, temporary=True)
    who = client(Role.ADMIN)
    for method, path, _ in DOORS:
        sent = who.post(address(path), follow=False) if method == "POST" else who.get(address(path), follow=False)
        inside = path == "/account" or path.startswith("/account/")
        assert (sent.status_code, sent.headers.get("location")) == ((200, None) if inside else (303, "/account")), path


# Forms that are not ours


def wrong_tokens(who: Operator, other: Operator) -> Iterator[dict[str, str]]:
    yield {}
    yield {"csrf": ""}
    yield {"csrf": "x" * 64}
    yield {"csrf": who.token}
    yield {"csrf": other.csrf}
    yield {"csrf": who.csrf[:-1]}
    yield {"csrf": "é"}


def test_a_form_without_the_token_of_its_session_does_nothing(
    doors: list[tuple[str, str]], app: Starlette, client: Client
) -> None:
    who, other = client(Role.ADMIN), client(Role.ADMIN)
    for path in {path for method, path, _ in DOORS if method == "POST"} | {"/esci"}:
        for fields in wrong_tokens(who, other):
            sent = who.http.post(address(path), data=fields, follow_redirects=False)
            assert sent.status_code == 403, (path, fields)
    assert doors == []
    assert app.state.console.sessions.find(who.token) is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://altro.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.altro.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_does_nothing_even_with_the_token(
    headers: dict[str, str], doors: list[tuple[str, str]], client: Client
) -> None:
    who = client(Role.ADMIN)
    sent = who.http.post("/persone/nuova", data={"csrf": who.csrf}, headers=headers)
    assert (sent.status_code, doors) == (403, [])


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}])
def test_our_own_form_is_taken_with_its_token_in_a_field_or_a_header(
    headers: dict[str, str], doors: list[tuple[str, str]], client: Client
) -> None:
    who = client(Role.ADMIN)
    assert who.http.post("/persone/nuova", data={"csrf": who.csrf}, headers=headers).status_code == 200
    assert who.http.post("/persone/nuova", headers={**headers, "X-CSRF": who.csrf}).status_code == 200


# Where it stands


def test_two_consoles_on_the_same_folder_know_the_same_people(
    console_settings: Settings, live: Path, client: Client
) -> None:
    who = client(Role.READ)
    again = Operator(make_app(console_settings, live))
    again.hold(who.token)
    assert again.get("/", follow=False).status_code == 200


def test_the_page_where_one_enters_names_nobody(client: Client, account: Callable[[Role], Account]) -> None:
    account(Role.ADMIN)
    page = client().get("/entra")
    assert field(page, "poi") == "/"
    assert "amministra" not in page.text.lower().replace("chi amministra", "")
