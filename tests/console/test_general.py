"""What the Carta states of no single service: its forms, and two people at once there too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.carta import desk
from tests.console.forms import form
from tests.console.operators import Operator
from tests.console.test_services import lines, said, wrong

Client = Callable[..., Operator]

GENERAL, CATEGORIES = "/servizi/generale", "/servizi/categorie"


@pytest.fixture
def editor(client: Client) -> Operator:
    return client(Role.EDIT)


@pytest.fixture
def other(client: Client) -> Operator:
    return client(Role.PUBLISH)


def changed(console: Console) -> list[tuple[str, str]]:
    """The lines that went from the Carta and those that came."""
    (change,) = console.draft.changes()
    before, after = (change.before or "").splitlines(), (change.after or "").splitlines()
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


@pytest.mark.parametrize("path", [GENERAL, CATEGORIES])
def test_a_form_that_is_sent_as_it_came_changes_nothing(path: str, editor: Operator, console: Console) -> None:
    assert "Non c'era nulla da cambiare." in said(editor.post(path, **form(editor.get(path), path)))
    assert console.draft.changes() == []


def test_the_comune_and_the_common_words_are_changed_where_they_stand(editor: Operator, console: Console) -> None:
    fields = form(editor.get(GENERAL), GENERAL)
    assert fields["primo_contatto"] == "segretariato_sociale"
    fields |= {"comune": "Altrove", "modi_di_ricevimento-libero": "ad accesso libero", "primo_contatto": "sad"}
    fields["parole_degli_elenchi-gratuiti"] += "\r\nquando non ho soldi, gratis"
    assert "Salvato nella bozza." in editor.post(GENERAL, **fields).text
    *others, words = changed(console)
    assert words[1] == words[0].removesuffix("]") + ', "quando non ho soldi, gratis"]'
    assert others == [
        ("comune: Bussero", "comune: Altrove"),
        ("primo_contatto: segretariato_sociale", "primo_contatto: sad"),
        ("  libero: senza appuntamento", "  libero: ad accesso libero"),
    ]
    what = "comune, primo_contatto, modi_di_ricevimento, parole_degli_elenchi"
    assert lines(console)[0] == ("modifica", "modifica la Carta", what)


def test_the_emergency_numbers_are_shown_and_cannot_be_typed(editor: Operator, console: Console) -> None:
    page = editor.get(GENERAL)
    assert "Violenza contro le donne 1522" in said(page)
    assert "qui non si cambiano" in said(page)
    assert not [name for name in form(page, GENERAL) if "emergenza" in name]
    editor.post(GENERAL, **form(page, GENERAL) | {"numeri_di_emergenza-emergenza": "118"})
    assert console.draft.changes() == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"comune": " "}, "comune", "Manca"),
        ({"parole_degli_elenchi-gratuiti": ""}, "parole_degli_elenchi-gratuiti", "Manca"),
        ({"parole_degli_elenchi-gratuiti": "gratis\r\n…"}, "parole_degli_elenchi-gratuiti", "«…» non ha lettere"),
        ({"primo_contatto": "nessuno"}, "primo_contatto", "«nessuno» non è un servizio"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    typed: dict[str, str], field: str, words: str, editor: Operator, console: Console
) -> None:
    page = editor.post(GENERAL, **form(editor.get(GENERAL), GENERAL) | {"carta-ente": "Ente da non perdere"} | typed)
    assert page.status_code == 422
    assert words in wrong(page)[field][0]
    assert f'href="#{field}"' in page.text
    assert form(page, GENERAL)["carta-ente"] == "Ente da non perdere"
    assert console.draft.changes() == []


def test_a_category_more_and_other_words_for_one(editor: Operator, console: Console) -> None:
    fields = form(editor.get(CATEGORIES), CATEGORIES)
    assert "categorie-9-nome" in fields, "two empty rows are always there"
    fields |= {"categorie-8-nome": "chi arriva da lontano", "categorie-8-alias": "stranieri\r\nmigranti"}
    fields |= {"categorie-3-alias": "giovani\r\nragazzi, ragazze"}
    assert editor.post(CATEGORIES, **fields).status_code == 200
    categories = {each["id"]: each for each in desk.read(console.draft).content["categorie"]}
    assert categories["arriva_lontano"] == {
        "id": "arriva_lontano",
        "nome": "chi arriva da lontano",
        "alias": ["stranieri", "migranti"],
    }
    assert categories["giovani"]["alias"] == ["giovani", "ragazzi, ragazze"]
    assert 'value="arriva_lontano"' in editor.get("/servizi/scheda/sad").text


def test_a_category_goes_only_when_no_service_is_in_it(editor: Operator, console: Console) -> None:
    fields = form(editor.get(CATEGORIES), CATEGORIES) | {"categorie-3-nome": "", "categorie-3-alias": ""}
    page = editor.post(CATEGORIES, **fields)
    assert page.status_code == 422
    text = said(page)
    for name in ("Segretariato Sociale", "Sportello AFOL", "Centro di aggregazione giovanile Geko"):
        assert f"{name} : «giovani» non è una categoria." in text
    assert console.draft.changes() == []
    for service in ("segretariato_sociale", "sportello_afol", "cag_geko"):
        path = f"/servizi/scheda/{service}"
        own = form(editor.get(path), path)
        editor.post(
            path, **own | {"categorie": [each for each in own["categorie"] if each != "giovani"] or ["famiglie"]}
        )
    fields = form(editor.get(CATEGORIES), CATEGORIES) | {"categorie-3-nome": "", "categorie-3-alias": ""}
    assert editor.post(CATEGORIES, **fields).status_code == 200
    assert "giovani" not in [each["id"] for each in desk.read(console.draft).content["categorie"]]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"categorie-1-nome": ""}, "categorie-1-nome", "Manca il nome"),
        ({"categorie-1-alias": "disabili\r\n?!"}, "categorie-1-alias", "«?!» non ha lettere"),
        ({"categorie-9-alias": "soli"}, "categorie-8-nome", "Manca il nome"),
    ],
)
def test_what_is_wrong_in_a_category_stands_beside_it(
    typed: dict[str, str], field: str, words: str, editor: Operator, console: Console
) -> None:
    page = editor.post(CATEGORIES, **form(editor.get(CATEGORIES), CATEGORIES) | typed)
    assert page.status_code == 422
    assert words in wrong(page)[field][0]
    assert set(typed.values()) - {""} <= set(form(page, CATEGORIES).values())
    assert console.draft.changes() == []


def test_two_people_at_once_choose_here_too(editor: Operator, other: Operator, console: Console) -> None:
    seen: dict[str, Any] = form(editor.get(GENERAL), GENERAL)
    other.post(GENERAL, **seen | {"csrf": other.csrf, "comune": "Di loro", "carta-ente": "Ente di loro"})
    page = editor.post(GENERAL, **seen | {"comune": "Di noi"})
    assert page.status_code == 409
    assert "Com'è adesso Di loro Come l'ha scritto Lei Di noi" in said(page)
    assert re.search(r'id="scelta-carta-loro"[^>]* checked', page.text)
    done = editor.post(GENERAL, **form(page, GENERAL) | {"scelta-comune": "mio"})
    assert done.status_code == 200
    content = desk.read(console.draft).content
    assert (content["comune"], content["carta"]["ente"]) == ("Di noi", "Ente di loro")


def test_who_changes_the_comune_and_who_changes_a_category_never_conflict(
    editor: Operator, other: Operator, console: Console
) -> None:
    mine, theirs = form(editor.get(GENERAL), GENERAL), form(other.get(CATEGORIES), CATEGORIES)
    assert other.post(CATEGORIES, **theirs | {"categorie-0-nome": "i nonni"}).status_code == 200
    assert editor.post(GENERAL, **mine | {"comune": "Di noi"}).status_code == 200
    content = desk.read(console.draft).content
    assert (content["comune"], content["categorie"][0]["nome"]) == ("Di noi", "i nonni")
