"""What was being typed when the session ended."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from sportello.console.access.accounts import Account, Role
from sportello.console.app import Console
from tests.console.conftest import PASSWORD
from tests.console.operators import Operator, field

Client = Callable[..., Operator]
WRONG = "sbagliata sbagliata"


@pytest.fixture
def ada(account: Callable[[Role], Account]) -> Account:
    return account(Role.ADMIN)


def test_what_was_typed_when_the_session_ended_is_there_again(client: Client, console: Console) -> None:
    who = client(Role.ADMIN)
    who.expire()
    page = who.post("/persone/nuova", nome="eva", nome_completo="Eva <Bianchi>\r\nseconda", ruolo=["legge", "due"])
    assert page.status_code == 401
    assert "non è perso" in page.text
    mistyped = who.http.post("/entra", data={**hidden(page), "nome": "amministra", "password": WRONG})
    assert mistyped.status_code == 401
    again = who.http.post("/entra", data={**hidden(mistyped), "nome": "amministra", "password": PASSWORD})
    assert again.status_code == 200
    assert 'action="/persone/nuova"' in again.text
    assert re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', again.text) == [
        ("nome", "eva"),
        ("nome_completo", "Eva &lt;Bianchi&gt;\r\nseconda"),
        ("ruolo", "legge"),
        ("ruolo", "due"),
    ]
    assert console.accounts.get("eva") is None
    assert field(again, "csrf") == who.csrf
    assert who.post("/persone/nuova", nome="eva", nome_completo="Eva", ruolo="legge").status_code == 200
    assert console.accounts.get("eva") is not None


def hidden(page: httpx.Response) -> dict[str, str]:
    return {name: field(page, name) for name in ("csrf", "poi", "scritto")}


def test_no_password_is_kept_of_what_was_typed(client: Client) -> None:
    who = client(Role.READ)
    who.expire()
    page = who.post("/account/password", password_attuale=PASSWORD, password_nuova=WRONG, password_ripetuta=WRONG)
    assert page.status_code == 401
    assert PASSWORD not in page.text
    assert WRONG not in page.text


def test_what_another_site_sends_is_not_kept(client: Client) -> None:
    who = client(Role.ADMIN)
    who.expire()
    for csrf, headers in (("x" * 64, {}), ("", {}), (who.csrf, {"Origin": "https://altro.example"})):
        data = {"csrf": csrf, "nome": "eva"}
        sent = who.http.post("/persone/nuova", data=data, headers=headers, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (303, "/entra")


@pytest.mark.parametrize(
    "kept",
    [
        "boh",
        "[]",
        "{}",
        '{"indirizzo": "https://altro.example", "campi": []}',
        '{"indirizzo": "//altro.example", "campi": []}',
        r'{"indirizzo": "/\\altro.example", "campi": []}',
        r'{"indirizzo": "/\t/altro.example", "campi": []}',
        '{"indirizzo": "/persone", "campi": [1]}',
    ],
)
def test_what_is_not_ours_is_not_shown_again(kept: str, client: Client, ada: Account) -> None:
    page = client().enter("amministra", PASSWORD, scritto=kept)
    assert page.status_code == 200
    assert "altro.example" not in page.text
    assert "Buongiorno" in page.text


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_who_has_entered_anew_in_another_window_can_send_the_form_again(
    headers: dict[str, str], client: Client, console: Console
) -> None:
    who, former = client(Role.ADMIN), client(Role.ADMIN)
    data = {"csrf": former.csrf, "nome": "eva", "nome_completo": "Eva", "ruolo": "legge", "password": WRONG}
    page = who.http.post("/persone/nuova", data=data, headers=headers)
    assert page.status_code == 403
    assert 'action="/persone/nuova"' in page.text
    assert "Eva</textarea>" in page.text
    assert WRONG not in page.text
    assert field(page, "csrf") == who.csrf
    assert console.accounts.get("eva") is None


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://altro.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_what_may_come_from_another_site_cannot_be_sent_again(headers: dict[str, str], client: Client) -> None:
    page = client(Role.ADMIN).http.post("/persone/nuova", data={"csrf": "x", "nome": "eva"}, headers=headers)
    assert page.status_code == 403
    assert "<textarea" not in page.text
