"""Two people at the same service, and previews."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from tests.console.forms import form
from tests.console.operators import Operator
from tests.console.test_services import SAD, drafted, said, wrong
from tests.console.test_services_added import NEW, new_fields, save

Client = Callable[..., Operator]

ADH = "/servizi/scheda/adh"


# Two at once


def test_different_services_never_conflict(editor: Operator, other: Operator, console: Console) -> None:
    mine, theirs = form(editor.get(SAD), SAD), form(other.get(ADH), ADH)
    assert save(other, ADH, theirs, dove__testo="Da loro.").status_code == 200
    assert save(editor, SAD, mine, dove__testo="Da noi.").status_code == 200
    assert (drafted(console, "sad")["dove"], drafted(console, "adh")["dove"]) == (
        {"testo": "Da noi."},
        {"testo": "Da loro."},
    )


def test_the_second_of_two_sees_both_versions_and_nothing_is_written_yet(
    editor: Operator, other: Operator, console: Console
) -> None:
    seen = form(editor.get(SAD), SAD)
    save(other, SAD, seen | {"csrf": other.csrf}, dove__testo="Da loro.", sezione="30")
    page = save(editor, SAD, seen, dove__testo="Da noi.", nome="Il mio nome")
    assert page.status_code == 409
    text = said(page)
    assert "Intanto un'altra persona ha salvato" in text
    assert (
        "L'avete cambiato tutti e due: decida Lei. Com'è adesso Testo Da loro. Come l'ha scritto Lei Testo Da noi."
        in text
    )
    assert re.search(r'id="scelta-nome-mio"[^>]* checked', page.text), "only I have changed it"
    assert re.search(r'id="scelta-sezione-loro"[^>]* checked', page.text), "only they have changed it"
    assert not re.search(r'id="scelta-dove-(mio|loro)"[^>]* checked', page.text)
    assert drafted(console, "sad")["dove"] == {"testo": "Da loro."}


@pytest.mark.parametrize(("choice", "kept"), [("mio", "Da noi."), ("loro", "Da loro.")])
def test_each_choice_is_kept_and_what_was_not_in_dispute_too(
    choice: str, kept: str, editor: Operator, other: Operator, console: Console
) -> None:
    seen = form(editor.get(SAD), SAD)
    save(other, SAD, seen | {"csrf": other.csrf}, dove__testo="Da loro.", sezione="30")
    page = save(editor, SAD, seen, dove__testo="Da noi.", nome="Il mio nome")
    both = form(page, SAD)
    both["categorie"] = seen["categorie"]
    both["tace"] = seen["tace"]
    unchosen = editor.post(SAD, **both)
    assert unchosen.status_code == 409
    assert "per ogni voce scelga una delle due" in said(unchosen)
    done = editor.post(SAD, **both | {"scelta-dove": choice})
    assert "Salvato nella bozza." in done.text
    data = drafted(console, "sad")
    assert (data["dove"]["testo"], data["nome"], data["sezione"]) == (kept, "Il mio nome", "30")


def test_who_chooses_while_a_third_one_saves_chooses_again(editor: Operator, other: Operator, console: Console) -> None:
    seen = form(editor.get(SAD), SAD)
    save(other, SAD, seen | {"csrf": other.csrf}, dove__testo="Da loro.")
    page = save(editor, SAD, seen, dove__testo="Da noi.")
    both = form(page, SAD) | {"scelta-dove": "mio", "categorie": seen["categorie"], "tace": seen["tace"]}
    save(other, SAD, form(other.get(SAD), SAD), dove__testo="Da un terzo.")
    again = editor.post(SAD, **both)
    assert again.status_code == 409
    assert "Da un terzo." in said(again)
    assert "Da noi." in said(again)
    assert drafted(console, "sad")["dove"] == {"testo": "Da un terzo."}


def test_who_typed_the_same_has_only_to_save(editor: Operator, other: Operator, console: Console) -> None:
    seen = form(editor.get(SAD), SAD)
    save(other, SAD, seen | {"csrf": other.csrf}, dove__testo="Qui.")
    page = save(editor, SAD, seen, dove__testo="Qui.")
    assert "basta salvare" in said(page)
    both = form(page, SAD) | {"categorie": seen["categorie"], "tace": seen["tace"]}
    assert "Non c'era nulla da cambiare." in said(editor.post(SAD, **both))


def test_a_comment_or_another_place_in_the_list_is_no_conflict(editor: Operator, console: Console) -> None:
    seen = form(editor.get(SAD), SAD)
    text = console.draft.read("carta.yml") or ""
    console.draft.write("carta.yml", text.replace("- id: sad\n", "- id: sad\n  # Da rivedere a gennaio.\n"))
    editor.post(f"{SAD}/sposta", verso="su")
    assert "Salvato nella bozza." in save(editor, SAD, seen, dove__testo="Qui.").text
    assert "# Da rivedere a gennaio." in (console.draft.read("carta.yml") or "")


def test_what_was_typed_about_a_service_that_was_retired_meanwhile_can_become_one_again(
    editor: Operator, console: Console
) -> None:
    path = "/servizi/scheda/cag_geko"
    seen = form(editor.get(path), path)
    editor.post(f"{path}/ritira", **form(editor.get(f"{path}/ritira"), f"{path}/ritira"))
    page = save(editor, path, seen, dove__testo="In piazza.")
    assert page.status_code == 409
    assert "un'altra persona ha ritirato questo servizio" in said(page)
    fields = form(page, NEW)
    assert (fields["id"], fields["dove-testo"]) == ("cag_geko", "In piazza.")
    assert editor.post(NEW, **fields).status_code == 200
    assert drafted(console, "cag_geko")["dove"] == {"testo": "In piazza."}


def test_a_form_without_what_it_showed_overwrites_nothing(editor: Operator, console: Console) -> None:
    for seen in ("", "{", "[]", '{"nome": 1}'):
        page = editor.post(SAD, **form(editor.get(SAD), SAD) | {"visto": seen, "nome": "Altro"})
        assert page.status_code == 409
    assert console.draft.changes() == []


# Before it is saved


def live_part(who: Operator, path: str, **fields: Any) -> Any:
    return who.http.post(f"{path}/anteprima", data={"csrf": who.csrf, **fields}, headers={"HX-Request": "true"})


def test_the_preview_shows_what_is_being_typed_without_saving(editor: Operator, console: Console) -> None:
    fields = form(editor.get(SAD), SAD) | {"dove-testo": "In via Roma.", "nome": "Aiuto a casa"}
    for page in (editor.post(f"{SAD}/anteprima", **fields), live_part(editor, SAD, **fields)):
        assert page.status_code == 200
        assert "Aiuto a casa (SAD): dove. In via Roma." in said(page)
        assert "Orari" not in wrong(page)
    assert console.draft.changes() == []
    whole = editor.post(f"{SAD}/anteprima", **fields)
    assert "nulla è stato salvato" in said(whole)
    assert form(whole, SAD)["dove-testo"] == "In via Roma."
    assert "<main" not in live_part(editor, SAD, **fields).text


def test_the_preview_begins_with_what_changes(editor: Operator) -> None:
    fields = form(editor.get(SAD), SAD)
    assert "Ciò che cambia" not in said(live_part(editor, SAD, **fields))
    page = said(live_part(editor, SAD, **fields | {"dove-testo": "In via Roma."}))
    changed, same = page.split("Ciò che resta uguale")
    assert "In via Roma." in changed.split("Ciò che cambia")[1]
    assert "In via Roma." not in same


def test_the_preview_of_a_group_is_that_of_who_inherits(editor: Operator) -> None:
    path = "/servizi/scheda/misure_di_sostegno"
    page = live_part(editor, path, **form(editor.get(path), path) | {"costi-testo": "Non si paga nulla."})
    assert "ecco «Assegno di Inclusione (ADI) e Supporto Formazione Lavoro (SFL)», che ne eredita" in said(page)
    assert "Non si paga nulla." in said(page)


def test_while_somebody_types_errors_appear_beside_their_fields_but_nobody_is_told_what_is_still_empty(
    editor: Operator,
) -> None:
    fields = form(editor.get(SAD), SAD) | {"contatti-0-telefono": "abc", "nome": "", "fasce-1-dalle": "26:00"}
    page = live_part(editor, SAD, **fields)
    found = wrong(page)
    assert set(found) == {"fasce-1-dalle", "tace-orari", "contatti-0-telefono"}, "the row keeps its number"
    assert re.search(r'<ul class="errori" id="nome-errore" hx-swap-oob="true"></ul>', page.text)
    assert "Manca il nome" in said(page), "it is said where the answers would be"
    found = wrong(live_part(editor, SAD, **fields | {"nome": "Nome", "fasce-1-dalle": ""}))
    assert set(found) == {"contatti-0-telefono"}


def test_the_preview_follows_another_parent(editor: Operator) -> None:
    fields = form(editor.get(SAD), SAD) | {"padre": "segretariato_sociale"}
    page = live_part(editor, SAD, **fields)
    assert "vale ciò che dice «Segretariato Sociale»: giovedì 09:00–16:00 (su appuntamento); giovedì 16:00" in said(
        page
    )
    assert "Servizio di Assistenza Domiciliare (SAD): giovedì dalle 9.00" in said(page)


def test_a_new_service_is_previewed_before_it_is_there(editor: Operator, console: Console) -> None:
    page = live_part(editor, NEW, **new_fields(editor))
    assert "Sportello per gli anziani soli: il telefono è 02 953 3350" in said(page)
    assert "Manca il nome" not in said(page)
    assert console.draft.changes() == []


def test_a_sentence_that_nothing_fills_is_named(editor: Operator, console: Console) -> None:
    text = console.draft.read("risposte/servizi.yml") or ""
    console.draft.write("risposte/servizi.yml", text.replace("Può esserle utile: {nome}.", "Può esserle utile: {boh}."))
    assert "nulla riempie «boh»" in said(editor.get(SAD))


def test_what_was_typed_outlives_the_session(client: Client, console: Console) -> None:
    editor = client(Role.EDIT)
    fields = form(editor.get(SAD), SAD) | {"dove-testo": "Da non perdere."}
    csrf = editor.csrf
    editor.expire()
    part = live_part(editor, SAD, **fields)
    assert part.status_code == 401
    assert "HX-Redirect" not in part.headers, "the page with what was typed stays"
    assert "ciò che ha scritto è ancora in questa pagina" in part.text
    page = editor.post(SAD, **fields | {"csrf": csrf})
    assert page.status_code == 401
    assert "Da non perdere." in page.text
