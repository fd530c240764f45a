"""The services of the Carta: the list, the form of each, and what may be done to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from sportello.carta import read
from sportello.carta.load import read_text
from sportello.carta.written import Part
from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.carta import desk
from sportello.console.pages.services import today
from tests.console.forms import form
from tests.console.operators import Operator

Client = Callable[..., Operator]

SAD = "/servizi/scheda/sad"


def drafted(console: Console, card_id: str) -> dict[str, Any]:
    """What the draft says of a service, in the words of the file."""
    return desk.read(console.draft).block(Part("servizi", card_id)).data


def wrong(page: httpx.Response) -> dict[str, list[str]]:
    """The errors of a page by the field that they stand beside."""
    lists = re.findall(r'<ul class="errori" id="([\w-]+)-errore"[^>]*>(.*?)</ul>', page.text)
    return {name: [unescape(each) for each in re.findall(r"<li>(.*?)</li>", inner)] for name, inner in lists if inner}


def said(page: httpx.Response) -> str:
    """The text of a page without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def lines(console: Console) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.action, entry.what) for entry in console.audit.listed().entries]


# The list


def test_every_service_is_listed_with_what_it_lacks(editor: Operator, live: Path) -> None:
    page = editor.get("/servizi")
    rows = re.findall(r'<tr id="(\w+)">(.*?)</tr>', page.text, re.S)
    assert [row for row, _ in rows] == [service.id for service in read(live / "carta.yml").servizi]
    geko = dict(rows)["cag_geko"]
    assert "come si accede, orari, documenti" in geko
    assert "(CAG)" in geko
    assert "22 novembre 2026" in geko
    assert "da confermare" in dict(rows)["sportello_afol"]


def test_who_only_reads_sees_everything_and_can_change_nothing(client: Client) -> None:
    reader = client(Role.READ)
    for path in ("/servizi", SAD, "/servizi/generale", "/servizi/categorie"):
        page = reader.get(path)
        assert page.status_code == 200
        forms = re.findall(r'<form[^>]*action="(/servizi[^"]*)"[^>]*>(.*?)</form>', page.text, re.S)
        assert all("disabled" in inner and "submit" not in inner for _, inner in forms)
    assert "Si presenta una domanda individuale" in said(reader.get(SAD))
    assert "Quanto costa?" in said(reader.get(SAD))


def test_verified_today_is_one_press(editor: Operator, console: Console) -> None:
    address = f"{SAD}/verificato"
    page = editor.post(address, **form(editor.get("/servizi"), address))
    assert "Verificato oggi." in page.text
    assert drafted(console, "sad")["verificato_il"] == today()
    assert [change.name for change in console.draft.changes()] == ["carta.yml"]
    assert lines(console)[0] == ("modifica", "verifica il servizio", "sad")


def test_what_was_changed_meanwhile_was_not_verified(editor: Operator, other: Operator, console: Console) -> None:
    address = f"{SAD}/verificato"
    seen = form(editor.get("/servizi"), address)
    other.post(SAD, **form(other.get(SAD), SAD) | {"dove-testo": "Altrove."})
    page = editor.post(address, **seen)
    assert "Intanto un'altra persona ha cambiato questo servizio" in said(page)
    assert drafted(console, "sad")["verificato_il"] == "2026-11-22"


def test_a_service_is_moved_and_the_two_at_the_ends_stay(editor: Operator, console: Console) -> None:
    ids = desk.read(console.draft).ids()
    editor.post(f"{SAD}/sposta", verso="su")
    assert desk.read(console.draft).ids()[7:9] == ["sad", "adh"]
    editor.post(f"{SAD}/sposta", verso="giu")
    assert console.draft.changes() == []
    editor.post(f"/servizi/scheda/{ids[0]}/sposta", verso="su")
    editor.post(f"/servizi/scheda/{ids[-1]}/sposta", verso="giu")
    assert desk.read(console.draft).ids() == ids


@pytest.mark.parametrize("path", [SAD, "/servizi/scheda/misure_di_sostegno"])
def test_a_form_that_is_sent_as_it_came_changes_nothing(path: str, editor: Operator, console: Console) -> None:
    page = editor.post(path, **form(editor.get(path), path))
    assert "Non c'era nulla da cambiare." in said(page)
    assert console.draft.changes() == []


def test_every_service_can_be_opened_and_sent_as_it_came(editor: Operator, console: Console, live: Path) -> None:
    for service in read(live / "carta.yml").servizi:
        path = f"/servizi/scheda/{service.id}"
        page = editor.post(path, **form(editor.get(path), path))
        assert page.status_code == 200, (service.id, wrong(page))
    assert console.draft.changes() == []


# Saving


def test_a_fact_is_changed_in_the_draft_and_not_in_what_is_live(editor: Operator, console: Console, live: Path) -> None:
    before = (live / "carta.yml").read_text(encoding="utf-8")
    path = "/servizi/scheda/erp_cambio"
    page = editor.post(path, **form(editor.get(path), path) | {"importi-0-euro": "20,50", "importi-1-nome": ""})
    assert "Salvato nella bozza." in page.text
    assert 'value="20,50"' in page.text
    assert "marca da bollo da 20,50 €" in said(page).replace("\xa0", " ")
    assert drafted(console, "erp_cambio")["costi"]["importi"] == {"bollo": "2050"}
    assert (live / "carta.yml").read_text(encoding="utf-8") == before
    assert lines(console)[0] == ("modifica", "modifica il servizio", "erp_cambio: costi")
    assert re.search(r'id="erp_cambio">.*?modificato', editor.get("/servizi").text, re.S)


# All that can be typed of a service, as a hand types it.
EVERYTHING = {
    "nome_breve": "Aiuto a casa",
    "padre": "servizio_sociale_professionale",
    "alias": "aiuto in casa\r\n\r\n  badante del comune  ",
    "categorie": ["anziani"],
    "accesso-appuntamento": "sì",
    "accesso-testo": "Si telefona: {orari}.",
    "fasce-0-giorno": "lunedì",
    "fasce-0-dalle": "9.30",
    "fasce-0-alle": "12:00",
    "fasce-0-tipo": "libero",
    "documenti-testo": "Servono:",
    "documenti-elenco": "carta d'identità\r\nISEE: quello nuovo",
    "costi-tipo": "importo",
    "costi-testo": "Costa {ora} l'ora.",
    "importi-1-nome": "ora",
    "importi-1-euro": "€ 1.234,5",
    "contatti-2-etichetta": "Segreteria",
    "contatti-2-email": "segreteria@comune.it",
    "tace": [],
    "verificato_il": "01/12/2026",
    "note": "Prima riga.\r\nSeconda.",
}


def test_everything_of_a_service_can_be_stated(editor: Operator, console: Console) -> None:
    page = editor.post(SAD, **form(editor.get(SAD), SAD) | EVERYTHING)
    assert page.status_code == 200, wrong(page)
    assert drafted(console, "sad") == {
        "id": "sad",
        "nome": "Servizio di Assistenza Domiciliare",
        "sigla": "SAD",
        "nome_breve": "Aiuto a casa",
        "padre": "servizio_sociale_professionale",
        "sezione": "3",
        "alias": ["aiuto in casa", "badante del comune"],
        "categorie": ["anziani"],
        "cose": read_text(console.draft.read("carta.yml") or "", Path("carta.yml")).servizi[8].cose.dict()
        | {"dettagli": ["L'obiettivo è permettere alla persona di restare a casa propria in sicurezza e con dignità."]},
        "destinatari": drafted(console, "sad")["destinatari"],
        "accesso": {"appuntamento": "sì", "testo": "Si telefona: {orari}."},
        "orari": {"fasce": [{"giorno": "lunedì", "dalle": "09:30", "alle": "12:00", "tipo": "libero"}]},
        "costi": {"tipo": "importo", "testo": "Costa {ora} l'ora.", "importi": {"ora": "123450"}},
        "documenti": {"testo": "Servono:", "elenco": ["carta d'identità", "ISEE: quello nuovo"]},
        "dove": drafted(console, "sad")["dove"],
        "contatti": [
            *(
                {
                    "etichetta": "Area Fragilità",
                    "telefono": "02-9533351",
                    "email": "areafragilita@comune.bussero.mi.it",
                },
            ),
            {"etichetta": "Segreteria", "email": "segreteria@comune.it"},
        ],
        "verificato_il": "2026-12-01",
        "note": "Prima riga.\nSeconda.",
    }


def test_a_row_that_is_emptied_is_gone(editor: Operator, console: Console) -> None:
    path = "/servizi/scheda/servizio_sociale_professionale"
    fields = form(editor.get(path), path)
    assert "contatti-3-etichetta" in fields, "two empty rows are always there"
    editor.post(path, **fields | {f"contatti-0-{name}": "" for name in ("etichetta", "telefono", "email", "avviso")})
    (left,) = drafted(console, "servizio_sociale_professionale")["contatti"]
    assert left["etichetta"].startswith("Assistente Sociale Area Fragilità")


def test_what_is_not_stated_is_null_and_inherited_where_there_is_a_parent(editor: Operator, console: Console) -> None:
    fields = form(editor.get(SAD), SAD)
    assert "l'assistente lo dice e dà il contatto" in said(editor.get(SAD))
    fields |= {
        "costi-tipo": "",
        "costi-testo": "",
        "tace": [*fields["tace"], "costi"],
        "padre": "servizio_sociale_professionale",
    }
    page = editor.post(SAD, **fields)
    assert drafted(console, "sad")["costi"] is None
    assert "vale ciò che dice «Servizio Sociale Professionale»: Il servizio è gratuito." in said(page)


def test_saving_can_note_that_it_was_verified(editor: Operator, console: Console) -> None:
    editor.post(SAD, **form(editor.get(SAD), SAD) | {"oggi": "sì", "dove-testo": "In via Roma."})
    assert (drafted(console, "sad")["verificato_il"], drafted(console, "sad")["dove"]["testo"]) == (
        today(),
        "In via Roma.",
    )
