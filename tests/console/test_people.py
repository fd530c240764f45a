"""The people of the console, one's own account, and the register."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import httpx
import pytest

from sportello.console.access.accounts import Account, Role
from sportello.console.access.audit import PAGE
from sportello.console.app import Console
from tests.console.conftest import PASSWORD
from tests.console.operators import Operator

Client = Callable[..., Operator]
NEW = "sei cani nel cortile"


@pytest.fixture
def admin(client: Client) -> Operator:
    return client(Role.ADMIN)


def told(page: httpx.Response) -> str:
    """The password that a page shows."""
    found = re.search(r"<dt>Password</dt><dd><code>([^<]+)</code>", page.text)
    assert found, page.text
    return found[1]


def lines(console: Console) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.action, entry.what) for entry in console.audit.listed().entries]


# People


def test_a_new_person_enters_with_the_password_that_was_shown_and_chooses_another(
    admin: Operator, client: Client, console: Console
) -> None:
    page = admin.post("/persone/nuova", nome="Eva.Bianchi", nome_completo=" Eva  Bianchi ", ruolo="modifica")
    assert page.status_code == 200
    eva = client()
    first = eva.enter("eva.bianchi", told(page), after="/registro")
    assert first.url.path == "/account"
    assert "provvisoria" in first.text
    fields = {"password_attuale": told(page), "password_nuova": NEW, "password_ripetuta": NEW}
    assert "La password è cambiata" in eva.post("/account/password", **fields).text
    assert "Buongiorno, Eva Bianchi" in eva.get("/").text
    assert lines(console)[-1] == ("amministra", "aggiunge l'account", "eva.bianchi (modifica)")


def test_a_password_is_shown_once_and_kept_nowhere(
    admin: Operator, console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = told(admin.post("/persone/nuova", nome="eva", nome_completo="Eva", ruolo="legge"))
    again = told(admin.post("/persone/account/eva/password"))
    assert shown != again
    kept = b"".join(file.read_bytes() for file in console.folder.rglob("*") if file.is_file())
    for password in (shown, again):
        assert password not in admin.get("/persone/account/eva").text + admin.get("/registro").text + caplog.text
        assert password.encode() not in kept


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"nome": "", "nome_completo": ""}, {"nome", "nome_completo", "ruolo"}),
        ({"nome": "è qui", "nome_completo": "Eva", "ruolo": "legge"}, {"nome"}),
        ({"nome": "eva", "nome_completo": "x" * 101, "ruolo": "comanda"}, {"nome_completo", "ruolo"}),
        ({"nome": "amministra", "nome_completo": "Un'altra", "ruolo": "legge"}, {"nome"}),
    ],
)
def test_everything_that_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    fields: dict[str, str], wrong: set[str], admin: Operator, console: Console
) -> None:
    before = console.accounts.listed()
    page = admin.post("/persone/nuova", **fields)
    assert page.status_code == 422
    assert set(re.findall(r'id="(\w+)-errore"', page.text)) == wrong
    assert set(re.findall(r'<li><a href="#(\w+)">', page.text)) == wrong
    for name in ("nome", "nome_completo"):
        assert f'name="{name}" type="text" value="{fields[name].replace(chr(39), "&#39;")}"' in page.text
    assert console.accounts.listed() == before


def test_another_role_is_given_and_told(admin: Operator, client: Client, console: Console) -> None:
    eva = client(Role.READ)
    page = admin.post("/persone/account/legge/ruolo", ruolo="pubblica")
    assert "Adesso Lia Legge pubblica." in page.text
    changed = console.accounts.get("legge")
    assert changed is not None
    assert changed.role == Role.PUBLISH
    assert eva.get("/").url.path == "/entra"
    assert lines(console)[0] == ("amministra", "cambia il ruolo", "legge: da legge a pubblica")
    assert admin.post("/persone/account/legge/ruolo", ruolo="comanda").status_code == 422


def test_who_is_disabled_is_out_and_comes_back_with_the_same_password(
    admin: Operator, client: Client, console: Console
) -> None:
    eva = client(Role.READ)
    assert "non può più entrare" in admin.post("/persone/account/legge/disattiva").text
    assert eva.get("/").url.path == "/entra"
    assert client().enter("legge", PASSWORD).status_code == 401
    assert "disattivato" in admin.get("/persone").text
    assert "può entrare di nuovo" in admin.post("/persone/account/legge/riattiva").text
    assert client().enter("legge", PASSWORD).status_code == 200
    actions = [action for who, action, _ in lines(console) if who == "amministra"]
    assert actions == ["riattiva l'account", "disattiva l'account"]


@pytest.mark.parametrize(("change", "fields"), [("disattiva", {}), ("ruolo", {"ruolo": "legge"})])
def test_the_last_who_administers_stays(change: str, fields: dict[str, str], admin: Operator, console: Console) -> None:
    page = admin.post(f"/persone/account/amministra/{change}", **fields)
    assert page.status_code == 422
    assert "è l'unico account che amministra" in page.text.replace("&#39;", "'")
    assert lines(console) == []
    assert admin.get("/persone").status_code == 200


def test_another_name_is_read_at_once(admin: Operator, client: Client, console: Console) -> None:
    client(Role.READ)
    assert "Lia Verdi" in admin.post("/persone/account/legge/nome", nome_completo="Lia Verdi").text
    assert admin.post("/persone/account/legge/nome", nome_completo=" ").status_code == 422
    assert lines(console) == [("amministra", "cambia il nome completo", "legge: Lia Verdi")]


def test_a_forgotten_password_is_replaced_and_the_pause_ends(admin: Operator, client: Client) -> None:
    eva, guessing = client(Role.READ), client()
    for _ in range(6):
        page = guessing.enter("legge", "sbagliata sbagliata")
    assert page.status_code == 429
    password = told(admin.post("/persone/account/legge/password"))
    assert eva.get("/").url.path == "/entra"
    assert client().enter("legge", PASSWORD).status_code == 401
    assert client().enter("legge", password).url.path == "/account"


@pytest.mark.parametrize("change", ["", "/nome", "/ruolo", "/password", "/disattiva", "/riattiva"])
def test_who_is_not_there_is_not_found(change: str, admin: Operator) -> None:
    path = f"/persone/account/nessuno{change}"
    fields = {"nome_completo": "Nessuno", "ruolo": "legge"}
    assert (admin.post(path, **fields) if change else admin.get(path)).status_code == 404


# One's own account


def own(**fields: str) -> dict[str, str]:
    return {"password_attuale": PASSWORD, "password_nuova": NEW, "password_ripetuta": NEW, **fields}


def test_a_new_password_ends_every_other_session_and_changes_this_one(
    client: Client, console: Console, account: Callable[[Role], Account]
) -> None:
    here, elsewhere = client(Role.READ), client(Role.READ)
    before = here.token
    assert "La password è cambiata" in here.post("/account/password", **own()).text
    assert console.sessions.find(before) is None
    assert here.token != before
    assert elsewhere.get("/").url.path == "/entra"
    assert client().enter("legge", PASSWORD).status_code == 401
    assert client().enter("legge", NEW).status_code == 200
    assert ("legge", "cambia la propria password", "") in lines(console)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"password_attuale": "sbagliata sbagliata"}, "password_attuale"),
        ({"password_ripetuta": NEW + " "}, "password_ripetuta"),
        ({"password_nuova": "corta", "password_ripetuta": "corta"}, "password_nuova"),
        ({"password_nuova": "Lia Legge", "password_ripetuta": "Lia Legge"}, "password_nuova"),
        ({"password_nuova": PASSWORD, "password_ripetuta": PASSWORD}, "password_nuova"),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_and_for_a_good_one(
    fields: dict[str, str], wrong: str, client: Client, console: Console
) -> None:
    who = client(Role.READ)
    page = who.post("/account/password", **own(**fields))
    assert page.status_code == 422
    assert set(re.findall(r'id="(\w+)-errore"', page.text)) == {wrong}
    for typed in own(**fields).values():
        assert f'value="{typed}"' not in page.text
    assert client().enter("legge", PASSWORD).status_code == 200


def test_who_sits_at_somebodys_open_console_cannot_guess_at_the_password(client: Client) -> None:
    who = client(Role.READ)
    for _ in range(5):
        assert who.post("/account/password", **own(password_attuale="sbagliata")).status_code == 422
    page = who.post("/account/password", **own())
    assert page.status_code == 429
    assert "Aspetti 1 min" in page.text


# The register


def test_the_register_is_read_by_page_and_by_person(admin: Operator, console: Console) -> None:
    for number in range(PAGE + 5):
        console.audit.note("amministra" if number % 5 else "(riga di comando)", "prova", f"numero {number}.")
    newest = admin.get("/registro")
    assert f"numero {PAGE + 4}." in newest.text
    assert "numero 4." not in newest.text
    assert "Ada Amministra" in newest.text
    assert "pagina 1 di 2" in newest.text
    assert "numero 4." in admin.get("/registro?pagina=2").text
    one = admin.get("/registro?persona=(riga%20di%20comando)").text
    assert "numero 5." in one
    assert "numero 6." not in one


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9", "٣", "9" * 30, ""])
def test_a_page_that_is_not_there_is_the_nearest(page: str, admin: Operator, console: Console) -> None:
    console.audit.note("amministra", "prova")
    assert "prova" in admin.get(f"/registro?pagina={page}&persona=").text
