"""Services that come and go."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sportello.carta.written import Part
from sportello.console.app import Console
from sportello.console.carta import desk
from sportello.console.phrases import book, teach
from tests.console.forms import form
from tests.console.operators import Operator
from tests.console.test_services import lines, said, wrong

Client = Callable[..., Operator]

NEW = "/servizi/nuovo"


def save(who: Operator, path: str, seen: dict[str, Any], **typed: Any) -> Any:
    """Sends a form that was opened before, with something else typed into it; `_` stands for `-`."""
    return who.post(path, **seen | {name.replace("__", "-"): value for name, value in typed.items()})


# A service more


def new_fields(editor: Operator, **typed: Any) -> dict[str, Any]:
    fields = form(editor.get(f"{NEW}?nome=Sportello per gli anziani soli&dopo=sad"), NEW)
    stated = {
        "sezione": "9",
        "categorie": ["anziani"],
        "cose-testo": "Fa compagnia a chi è solo.",
        "contatti-0-etichetta": "Sportello",
        "contatti-0-telefono": "02-9533350",
        "tace": ["destinatari", "accesso", "orari", "costi", "documenti", "dove"],
    }
    return fields | stated | typed


def test_a_new_service_begins_with_its_name(editor: Operator) -> None:
    assert form(editor.get(NEW), NEW)["dopo"] == "erp_cambio"
    assert "Manca il nome" in wrong(editor.get(f"{NEW}?nome=+&dopo=sad"))["nome"][0]
    fields = form(editor.get(f"{NEW}?nome=Sportello per gli anziani soli&dopo=sad"), NEW)
    assert (fields["id"], fields["nome"], fields["dopo"]) == (
        "sportello_anziani_soli",
        "Sportello per gli anziani soli",
        "sad",
    )
    assert form(editor.get(f"{NEW}?nome=SAD"), NEW)["id"] == "sad_2"


def test_a_23rd_service_is_added_where_it_was_wanted_and_the_next_step_is_told(
    editor: Operator, console: Console
) -> None:
    before = desk.read(console.draft).ids()
    page = editor.post(NEW, **new_fields(editor))
    assert page.status_code == 200, wrong(page)
    assert page.url.path == "/servizi/scheda/sportello_anziani_soli"
    assert "Adesso scriva le frasi con cui i cittadini lo chiedono." in said(page)
    assert 'href="/frasi"' in page.text
    ids = desk.read(console.draft).ids()
    assert [each for each in ids if each != "sportello_anziani_soli"] == before
    assert ids[ids.index("sad") + 1] == "sportello_anziani_soli"
    assert len(ids) == 23
    assert "23 servizi" in editor.get("/servizi").text
    assert "senza frasi" in editor.get("/servizi").text
    assert lines(console)[0] == ("modifica", "aggiunge il servizio", "sportello_anziani_soli")
    path = "/servizi/scheda/sportello_anziani_soli"
    assert "Non c'era nulla da cambiare." in said(editor.post(path, **form(editor.get(path), path)))


def test_a_service_that_no_printed_carta_has_yet_has_no_section(editor: Operator, console: Console, live: Path) -> None:
    page = editor.post(NEW, **new_fields(editor, sezione=""))
    assert page.status_code == 200, wrong(page)
    path = "/servizi/scheda/sportello_anziani_soli"
    data = desk.read(console.draft).block(Part("servizi", "sportello_anziani_soli")).data
    assert data["sezione"] is None
    assert "Non c'era nulla da cambiare." in said(editor.post(path, **form(editor.get(path), path)))
    row = re.search(r'<tr id="sportello_anziani_soli">.*?</tr>', editor.get("/servizi").text, re.S)
    assert row
    assert "nessuna" in row[0]
    assert "None" not in row[0]


@pytest.mark.parametrize("card", ["sad", "misure_di_sostegno"])
def test_a_section_can_be_taken_away_and_given_again(card: str, editor: Operator, console: Console) -> None:
    path, before = f"/servizi/scheda/{card}", console.draft.read("carta.yml")
    fields = form(editor.get(path), path)
    page = save(editor, path, fields, sezione="")
    assert page.status_code == 200, wrong(page)
    assert "None" not in said(editor.get("/servizi"))
    assert "sezione: null" in (console.draft.read("carta.yml") or "")
    save(editor, path, form(editor.get(path), path), sezione=fields["sezione"])
    assert console.draft.read("carta.yml") == before


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"id": "sad"}, "id", "È usato 2 volte"),
        ({"id": "misure_di_sostegno"}, "id", "È usato 2 volte"),
        ({"id": "Due parole"}, "id", "«Due parole» non va bene"),
        ({"id": ""}, "id", "Manca l'identificativo"),
        ({"id": "../sad"}, "id", "non va bene"),
        ({"categorie": []}, "categorie", "Non c'è nessuna categoria"),
        ({"tace": []}, "tace-orari", "Orari: scriva che cosa dice la Carta"),
        ({"alias": "geko"}, "alias", "«geko» è anche di"),
    ],
)
def test_a_new_service_that_is_not_right_is_not_added_and_not_lost(
    typed: dict[str, Any], field: str, words: str, editor: Operator, console: Console
) -> None:
    page = editor.post(NEW, **new_fields(editor, **typed))
    assert page.status_code == 422
    assert words in wrong(page)[field][0]
    assert console.draft.changes() == []
    again = form(page, NEW)
    assert again["cose-testo"] == "Fa compagnia a chi è solo."
    assert again["id"] == typed.get("id", "sportello_anziani_soli")
    assert again["dopo"] == "sad"


def test_two_people_do_not_add_the_same_service_twice(editor: Operator, other: Operator, console: Console) -> None:
    fields = new_fields(editor)
    assert other.post(NEW, **fields | {"csrf": other.csrf}).status_code == 200
    page = editor.post(NEW, **fields)
    assert page.status_code == 422
    assert "È usato 2 volte" in wrong(page)["id"][0]
    assert len(desk.read(console.draft).ids()) == 23


def test_where_the_service_to_stand_behind_is_gone_the_new_one_stands_at_the_end(
    editor: Operator, console: Console
) -> None:
    editor.post(NEW, **new_fields(editor, dopo="nessuno"))
    assert desk.read(console.draft).ids()[-1] == "sportello_anziani_soli"


# A service less


def about(console: Console, card_id: str) -> list[str]:
    """The files that name a service."""
    names = console.draft.names("nlu/**/*.yml")
    return [name for name in names if re.search(rf"\b{card_id}\b", console.draft.read(name) or "")]


@pytest.mark.parametrize(
    ("card_id", "words"),
    [
        ("segretariato_sociale", "È il primo contatto"),
        ("servizio_sociale_professionale", "«Servizio Minori e Famiglia» eredita da questo servizio"),
    ],
)
def test_what_others_need_cannot_be_retired(card_id: str, words: str, editor: Operator, console: Console) -> None:
    path = f"/servizi/scheda/{card_id}/ritira"
    page = editor.get(path)
    assert words in said(page)
    assert f'action="{path}"' not in page.text
    mark = form(editor.get("/servizi"), f"/servizi/scheda/{card_id}/verificato")["impronta"]
    page = editor.post(path, impronta=mark)
    assert page.status_code == 409
    assert words in said(page)
    assert console.draft.changes() == []


def test_what_only_a_technician_can_change_keeps_a_service_from_being_retired(
    editor: Operator, console: Console
) -> None:
    console.draft.write("regole/geko.yml", "rules:\n- slot: {servizio: cag_geko}\n")
    assert "regole/geko.yml : una volta" in said(editor.get("/servizi/scheda/cag_geko/ritira"))


def test_a_service_is_retired_with_every_phrase_about_it_and_put_back(
    editor: Operator, console: Console, live: Path
) -> None:
    files = about(console, "cag_geko")
    assert len(files) > 2
    path = "/servizi/scheda/cag_geko/ritira"
    page = editor.get(path)
    counted = sum(phrase.service == "cag_geko" for phrase in book.read(console.draft).phrases)
    assert f"insieme con le {counted} frasi dei cittadini che ne parlano" in said(page)
    page = editor.post(path, **form(page, path))
    assert "Il servizio è ritirato nella bozza." in page.text
    assert "cag_geko" not in desk.read(console.draft).ids()
    assert about(console, "cag_geko") == []
    assert {change.name for change in console.draft.changes()} == {"carta.yml", *files}
    assert (live / "nlu/bisogni/cag_geko.yml").exists()
    assert editor.get("/servizi/scheda/cag_geko").status_code == 404
    page = editor.post("/servizi/rimetti/cag_geko")
    assert "di nuovo nell'elenco, con le sue frasi" in said(page)
    assert console.draft.changes() == []
    assert [action for _, action, _ in lines(console)[:2]] == ["rimette il servizio", "ritira il servizio"]


def test_what_else_was_changed_beside_the_phrases_of_a_retired_service_stays_when_it_is_put_back(
    editor: Operator, console: Console
) -> None:
    before = book.read(console.draft).phrases
    path, name = "/servizi/scheda/cag_geko/ritira", "nlu/conversazione/cambi.yml"
    editor.post(path, **form(editor.get(path), path))
    other = next(phrase for phrase in before if phrase.file.as_posix() == name and phrase.service == "sad")
    teach.remove(console.draft, book.id_of(other))
    editor.post("/servizi/rimetti/cag_geko")
    assert {change.name for change in console.draft.changes()} == {name}
    assert set(book.read(console.draft).phrases) == set(before) - {other}


def test_a_service_that_was_never_published_goes_for_good_and_its_page_says_so(
    editor: Operator, console: Console
) -> None:
    editor.post(NEW, **new_fields(editor))
    path = "/servizi/scheda/sportello_anziani_soli/ritira"
    page = editor.get(path)
    assert "non si può rimettere" in said(page)
    assert "è tolto dalla bozza" in said(editor.post(path, **form(page, path)))
    assert console.draft.changes() == []


def test_a_service_whose_name_was_taken_meanwhile_is_not_put_back(editor: Operator, console: Console) -> None:
    path = "/servizi/scheda/cag_geko/ritira"
    editor.post(path, **form(editor.get(path), path))
    editor.post(NEW, **new_fields(editor, nome="Geko"))
    assert "intanto un altro servizio ha preso il suo nome" in said(editor.post("/servizi/rimetti/cag_geko"))
    assert "cag_geko" not in desk.read(console.draft).ids()


def test_what_changed_since_it_was_looked_at_is_not_retired(
    editor: Operator, other: Operator, console: Console
) -> None:
    path = "/servizi/scheda/cag_geko"
    seen = form(editor.get(f"{path}/ritira"), f"{path}/ritira")
    save(other, path, form(other.get(path), path), sigla="")
    page = editor.post(f"{path}/ritira", **seen)
    assert page.status_code == 409
    assert "Intanto un'altra persona ha cambiato questo servizio." in said(page)
    assert "cag_geko" in desk.read(console.draft).ids()


def test_a_group_is_not_retired_by_a_form(editor: Operator) -> None:
    assert editor.get("/servizi/scheda/misure_di_sostegno/ritira").status_code == 404
