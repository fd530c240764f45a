"""Coming in and going out."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from sportello.console.access.accounts import Account, Role
from sportello.console.access.sessions import csrf_of
from sportello.console.app import Console
from sportello.console.routing import COOKIE
from tests.console.conftest import PASSWORD
from tests.console.operators import Operator, field

Client = Callable[..., Operator]
WRONG = "sbagliata sbagliata"


@pytest.fixture
def ada(account: Callable[[Role], Account]) -> Account:
    return account(Role.ADMIN)


def cookies(answer: httpx.Response, name: str = COOKIE) -> list[str]:
    return [value for value in answer.headers.get_list("set-cookie") if value.startswith(f"{name}=")]


def registered(console: Console) -> list[tuple[str, str]]:
    return [(entry.who, entry.action) for entry in console.audit.listed().entries]


# The first time


def test_before_the_first_account_the_page_says_how_it_is_made(client: Client) -> None:
    page = client().get("/entra")
    assert "sportello utente aggiungi" in page.text
    assert "<form" not in page.text


def test_the_command_on_that_page_is_a_command_of_ours(client: Client) -> None:
    from typer.testing import CliRunner

    from sportello.cli import app

    words = re.search(r"sportello (utente aggiungi)", client().get("/entra").text)
    assert words
    assert CliRunner().invoke(app, [*words[1].split(), "--help"]).exit_code == 0


# In


def test_name_and_password_lead_to_where_one_wanted_to_be(client: Client, console: Console, ada: Account) -> None:
    who = client()
    asked = who.get("/registro?persona=amministra&pagina=1")
    assert asked.url.path == "/entra"
    page = who.enter("Amministra", PASSWORD, after=field(asked, "poi"))
    assert (page.status_code, str(page.url.raw_path, "ascii")) == (200, "/registro?persona=amministra&pagina=1")
    assert registered(console) == [("amministra", "entra")]


def test_who_is_in_already_needs_not_enter(client: Client) -> None:
    assert client(Role.READ).get("/entra?poi=/account", follow=False).headers["location"] == "/account"


@pytest.mark.parametrize(
    ("name", "password"), [("amministra", WRONG), ("nessuno", PASSWORD), ("", ""), ("amministra", ""), ("", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_sound_the_same(
    name: str, password: str, client: Client, console: Console, ada: Account
) -> None:
    page = client().enter(name, password)
    assert page.status_code == 401
    assert "Il nome o la password non vanno bene" in page.text
    assert not cookies(page)
    assert registered(console) == [("amministra" if name == "amministra" else "(sconosciuto)", "non entra")]


def test_what_was_typed_as_a_name_comes_back_and_the_password_does_not(client: Client, ada: Account) -> None:
    page = client().enter('an"na', WRONG, after="/registro")
    assert 'value="an&#34;na"' in page.text
    assert WRONG not in page.text
    assert field(page, "poi") == "/registro"


def test_a_password_in_the_wrong_field_is_in_neither_register_nor_log(
    client: Client, console: Console, ada: Account, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    who = client()
    who.enter(PASSWORD, "amministra")
    who.enter("amministra", PASSWORD)
    kept = b"".join(file.read_bytes() for file in console.folder.rglob("*") if file.is_file())
    assert kept
    for secret in (PASSWORD, who.token, who.csrf):
        assert secret.encode() not in kept
        assert secret not in caplog.text


def test_blanks_belong_to_a_password(client: Client, console: Console) -> None:
    console.accounts.add("eva", "Eva", Role.READ, "  spazi davanti e dietro  ")
    assert client().enter("eva", "spazi davanti e dietro").status_code == 401
    assert client().enter("eva", "  spazi davanti e dietro  ").status_code == 200


@pytest.mark.parametrize(
    "after",
    [
        "https://altro.example",
        "//altro.example",
        "///altro.example",
        "/\\altro.example",
        "\\\\altro.example",
        "/\t/altro.example",
        "/\n/altro.example",
        "http:altro.example",
        "javascript:alert(1)",
        " //altro.example",
        "altro",
        "",
    ],
)
def test_nobody_is_led_away_from_here(after: str, client: Client, ada: Account) -> None:
    assert client().enter("amministra", PASSWORD, after=after, follow=False).headers["location"] == "/"
    entered = client(Role.ADMIN).http.get("/entra", params={"poi": after}, follow_redirects=False)
    assert entered.headers["location"] == "/"


# The cookie


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(client: Client, ada: Account) -> None:
    (cookie,) = cookies(client().enter("amministra", PASSWORD, follow=False))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=strict"}


def test_by_https_the_cookie_goes_by_https_alone(app: Starlette, ada: Account) -> None:
    safe = Operator(app, base_url="https://console.example")
    (cookie,) = cookies(safe.enter("amministra", PASSWORD, follow=False))
    assert "; Secure" in cookie


@pytest.mark.parametrize(("peer", "is_believed"), [("127.0.0.1", True), ("192.0.2.9", False)])
def test_a_proxy_of_ours_says_that_it_was_https(
    peer: str, is_believed: bool, app: Starlette, console: Console, ada: Account
) -> None:
    console.settings = console.settings.copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})
    who = Operator(app, client=(peer, 1), headers={"X-Forwarded-Proto": "https"})
    # The browser speaks HTTPS with the proxy, and sends cookies that are for HTTPS alone.
    (door,) = cookies(who.get("/entra"), "sportello_entrata")
    token = door.split(";")[0].partition("=")[2]
    who.http.headers["Cookie"] = f"sportello_entrata={token}"
    data = {"csrf": csrf_of(token), "nome": "amministra", "password": PASSWORD}
    (cookie,) = cookies(who.http.post("/entra", data=data, follow_redirects=False))
    assert ("; Secure" in door) == is_believed
    assert ("; Secure" in cookie) == is_believed


def test_a_session_that_somebody_planted_is_not_the_one_that_begins(
    client: Client, console: Console, ada: Account
) -> None:
    planted = client(Role.READ).token
    victim = client()
    form = victim.get("/entra")
    victim.hold(planted)
    data = {"csrf": field(form, "csrf"), "nome": "amministra", "password": PASSWORD}
    (cookie,) = cookies(victim.http.post("/entra", data=data, follow_redirects=False))
    begun = cookie.split(";")[0].partition("=")[2]
    assert begun != planted
    session = console.sessions.find(begun)
    assert session is not None
    assert session.account.role == Role.ADMIN
    assert console.sessions.find(planted) is None


def test_an_invented_token_does_not_become_one(client: Client, console: Console, ada: Account) -> None:
    who = client()
    who.hold("scelto-da-me")
    (cookie,) = cookies(who.enter("amministra", PASSWORD, follow=False))
    assert "scelto-da-me" not in cookie
    assert console.sessions.find("scelto-da-me") is None


# The form of the door


@pytest.mark.parametrize("csrf", ["", "x" * 64, None])
def test_somebody_elses_form_lets_nobody_in(csrf: str | None, client: Client, ada: Account) -> None:
    who = client()
    who.get("/entra")
    data = {"nome": "amministra", "password": PASSWORD, **({} if csrf is None else {"csrf": csrf})}
    page = who.http.post("/entra", data=data, follow_redirects=False)
    assert page.status_code == 403
    assert not cookies(page)


def test_a_form_of_another_browser_lets_nobody_in(client: Client, ada: Account) -> None:
    theirs, who = client(), client()
    token = field(theirs.get("/entra"), "csrf")
    for _ in range(2):
        page = who.http.post("/entra", data={"nome": "amministra", "password": PASSWORD, "csrf": token})
        assert page.status_code == 403
        assert not cookies(page)


@pytest.mark.parametrize("headers", [{"Origin": "https://altro.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_lets_nobody_in(headers: dict[str, str], client: Client, ada: Account) -> None:
    who = client(headers=headers)
    page = who.enter("amministra", PASSWORD)
    assert page.status_code == 403
    assert not cookies(page)
    assert 'value="amministra"' in page.text


@pytest.mark.parametrize("much", [600_000, 3_000_000])
def test_too_much_at_the_door_is_not_read(much: int, client: Client, ada: Account) -> None:
    assert client().enter("amministra", "x" * much).status_code == 413
    assert client().http.post("/entra", files={"f": b"x"}).status_code == 400


# Who guesses


def test_who_guesses_is_told_how_long_to_wait(client: Client, console: Console, ada: Account) -> None:
    who = client()
    assert {who.enter("amministra", WRONG).status_code for _ in range(5)} == {401}
    for password in (WRONG, PASSWORD):
        page = who.enter("amministra", password)
        assert page.status_code == 429
        assert 0 < int(page.headers["Retry-After"]) <= 60
        assert "aspetti un minuto" in page.text
        assert not cookies(page)
    assert len(registered(console)) == 5


def test_a_pause_says_nothing_of_whether_there_is_such_an_account(client: Client, console: Console) -> None:
    console.accounts.add("eva.bianchi", "Eva Bianchi", Role.READ, PASSWORD)
    who = client()
    pages = []
    for name in ("eva.bianchi", "zoe.bianchi"):
        for _ in range(6):
            page = who.enter(name, WRONG)
        csrf = field(page, "csrf")
        pages.append((page.status_code, page.text.replace(name, "NOME").replace(csrf, "")))
    assert pages[0] == pages[1]


def test_behind_a_proxy_of_ours_each_client_is_counted_for_itself(
    app: Starlette, console: Console, ada: Account
) -> None:
    console.settings = console.settings.copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})

    def entering(address: str, name: str, password: str) -> int:
        who = Operator(app, client=("127.0.0.1", 1), headers={"X-Forwarded-For": address})
        return who.enter(name, password).status_code

    for number in range(20):
        assert entering("192.0.2.1", f"nome{number}", WRONG) == 401
    assert entering("192.0.2.1", "amministra", PASSWORD) == 429
    assert entering("192.0.2.1, 192.0.2.2", "amministra", PASSWORD) == 200


def test_a_stranger_cannot_pretend_to_be_another_client(app: Starlette, ada: Account) -> None:
    for number in range(20):
        who = Operator(app, client=("192.0.2.1", 1), headers={"X-Forwarded-For": f"198.51.100.{number}"})
        assert who.enter(f"nome{number}", WRONG).status_code == 401
    who = Operator(app, client=("192.0.2.1", 1), headers={"X-Forwarded-For": "198.51.100.99"})
    assert who.enter("amministra", PASSWORD).status_code == 429


# Out


def test_leaving_ends_the_session_on_the_server_too(client: Client, console: Console) -> None:
    who = client(Role.READ)
    token = who.token
    answer = who.post("/esci", follow=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/entra")
    (cookie,) = cookies(answer)
    assert "Max-Age=0" in cookie
    assert console.sessions.find(token) is None
    again = client()
    again.hold(token)
    assert again.get("/", follow=False).status_code == 303
    assert registered(console)[0] == ("legge", "esce")


def test_leaving_twice_is_no_mistake(client: Client) -> None:
    assert client().post("/esci", follow=False).headers["location"] == "/entra"
