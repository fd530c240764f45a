"""The Comune's own sign-on, said by its proxy in a header."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

import httpx
import pytest
from starlette.applications import Starlette

from sportello.console.access.accounts import Account, Accounts, Role
from sportello.console.app import Console
from tests.console.conftest import PASSWORD
from tests.console.operators import Operator, field

Client = Callable[..., Operator]
WRONG = "sbagliata sbagliata"


@pytest.fixture
def ada(account: Callable[[Role], Account]) -> Account:
    return account(Role.ADMIN)


def registered(console: Console) -> list[tuple[str, str]]:
    return [(entry.who, entry.action) for entry in console.audit.listed().entries]


HEADER = "X-Remote-User"


@pytest.fixture
def signed_on(app: Starlette, console: Console, ada: Account) -> Callable[..., Operator]:
    """Makes browsers that come through a proxy with this name in its header."""
    changed = {"console_user_header": HEADER, "trusted_proxies": (ip_network("127.0.0.1"),)}
    console.settings = console.settings.copy(update=changed)

    def make(name: str | None, peer: str = "127.0.0.1") -> Operator:
        return Operator(app, client=(peer, 1), headers={} if name is None else {HEADER: name})

    return make


def knock(who: Operator, **fields: str) -> httpx.Response:
    page = who.get("/entra")
    return who.http.post("/entra", data={"csrf": field(page, "csrf"), **fields}, follow_redirects=False)


def test_who_is_signed_on_enters_without_a_password(signed_on: Callable[..., Operator], console: Console) -> None:
    who = signed_on("Amministra")
    page = who.get("/registro")
    assert page.url.path == "/entra"
    assert "Ada Amministra" in page.text
    assert 'type="password"' not in page.text
    assert knock(who, poi="/registro").headers["location"] == "/registro"
    assert who.get("/registro", follow=False).status_code == 200
    assert registered(console) == [("amministra", "entra")]


def test_even_so_a_form_must_be_ours(signed_on: Callable[..., Operator]) -> None:
    who = signed_on("amministra")
    who.get("/entra")
    assert who.http.post("/entra", data={"csrf": "x"}).status_code == 403
    knock(who)
    assert who.http.post("/persone/nuova", data={"nome": "eva"}).status_code == 403


@pytest.mark.parametrize("peer", ["192.0.2.9", "127.0.0.2", "::1", "testclient", ""])
def test_the_name_in_the_header_is_not_believed_from_strangers(peer: str, signed_on: Callable[..., Operator]) -> None:
    who = signed_on("amministra", peer)
    assert 'type="password"' in who.get("/entra").text
    assert knock(who).status_code == 401
    assert who.get("/", follow=False).status_code == 303


def test_without_the_setting_the_header_is_only_a_header(app: Starlette, console: Console, ada: Account) -> None:
    console.settings = console.settings.copy(update={"trusted_proxies": (ip_network("127.0.0.1"),)})
    who = Operator(app, client=("127.0.0.1", 1), headers={HEADER: "amministra"})
    assert knock(who).status_code == 401


@pytest.mark.parametrize("name", ["nessuno", "disattivata", "amministra, altri", "amministra'--"])
def test_who_has_no_account_here_is_told_so(name: str, signed_on: Callable[..., Operator], console: Console) -> None:
    console.accounts.add("disattivata", "Disattivata", Role.READ, PASSWORD)
    console.accounts.disable("disattivata")
    who = signed_on(name)
    page = who.get("/entra")
    assert "questo account non c'è o è disattivato" in page.text
    assert "<form" not in page.text
    assert who.get("/", follow=False).status_code == 303


def test_two_names_are_no_name(signed_on: Callable[..., Operator]) -> None:
    who = signed_on(None)
    who.http.headers = httpx.Headers([(HEADER, "amministra"), (HEADER, "amministra")])
    assert knock(who).status_code == 401


def test_a_session_is_worth_nothing_under_another_name_or_without(
    app: Starlette, signed_on: Callable[..., Operator], account: Callable[[Role], Account]
) -> None:
    account(Role.READ)
    who = signed_on("amministra")
    knock(who)
    for other in (signed_on("legge"), signed_on(None), signed_on("amministra", "192.0.2.9")):
        other.hold(who.token)
        assert other.get("/", follow=False).status_code == 303
    assert who.get("/", follow=False).status_code == 200


def test_who_is_signed_on_needs_no_password_of_their_own(signed_on: Callable[..., Operator], console: Console) -> None:
    console.accounts.set_password("amministra", PASSWORD, temporary=True)
    who = signed_on("amministra")
    knock(who)
    assert who.get("/", follow=False).status_code == 200
    assert 'type="password"' not in who.get("/account").text


def test_where_nobody_is_signed_on_the_password_serves(signed_on: Callable[..., Operator]) -> None:
    who = signed_on(None)
    assert who.enter("amministra", PASSWORD).url.path == "/"


def test_who_was_disabled_is_out_at_once_though_signed_on(
    signed_on: Callable[..., Operator], console: Console, account: Callable[[Role], Account]
) -> None:
    accounts: Accounts = console.accounts
    account(Role.READ)
    who = signed_on("legge")
    knock(who)
    accounts.disable("legge")
    assert who.get("/", follow=False).status_code == 303
