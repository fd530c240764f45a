"""The room «Testi delle risposte»: found, read, changed, put back; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from tests.console.operators import Operator, field

Client = Callable[..., Operator]
PATH = "/testi/frase/utter_costi"
NEW = "{nome}: ecco quanto si paga.\n{costi}\nPer informazioni: {contatti}"


@pytest.fixture
def mara(client: Client) -> Operator:
    return client(Role.EDIT)


def typed(page: httpx.Response, name: str = "testo") -> str:
    found = re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', page.text, re.S)
    assert found
    return unescape(found[1])


def send(who: Operator, action: str = "frase", name: str = "utter_costi", **fields: str) -> httpx.Response:
    """What the form of a sentence sends, with these fields changed."""
    seen = field(who.get(f"/testi/frase/{name}"), "impronta")
    return who.post(f"/testi/{action}/{name}", **{"impronta": seen, **fields})


def lines(console: Console) -> list[tuple[str, str, str]]:
    return [(entry.who, entry.action, entry.what) for entry in console.audit.listed().entries]


# The list


def test_every_sentence_is_listed_by_what_it_is_about(mara: Operator, console: Console) -> None:
    page = unescape(mara.get("/testi").text)
    for said in ("Quando qualcuno è in pericolo", "Scheda di un servizio", "Soltanto su Telegram", "Messaggio vuoto"):
        assert said in page
    assert page.count('href="/testi/frase/') > 100
    assert "utter_" not in re.sub(r'href="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("cerca=PERICOLO+violenza", "Violenza su una donna", "Prego"),
        ("cerca=utter_conversa/grazie", "Prego", "Arrivederci"),
        ("cerca=tasse", "Tributi", "Prego"),
        ("lettura=difficili", "Scheda di un servizio", "Prego"),
        ("stato=cambiati", "Quanto costa un servizio", "Prego"),
        ("cerca=xyzxyz", "Nessun testo è così", "Prego"),
        ("stato=da_correggere", "Nessun testo è così", "Prego"),
    ],
)
def test_sentences_are_found(query: str, found: str, missing: str, mara: Operator) -> None:
    send(mara, testo=NEW)
    page = unescape(mara.get(f"/testi?{query}").text)
    assert found in page
    assert f">{missing}</a>" not in page


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_there(mara: Operator, live: Path) -> None:
    (live / "risposte" / "privacy.yml").write_text("responses: [")
    page = mara.get("/testi")
    assert page.status_code == 200
    assert "risposte/privacy.yml: il testo non si lascia leggere" in page.text
    assert "Scheda di un servizio" in page.text


def test_what_was_broken_by_hand_is_marked(mara: Operator, live: Path) -> None:
    path = live / "risposte" / "conversa.yml"
    path.write_text(path.read_text().replace("Prego, è stato un piacere.", "Prego {nessuno}."))
    page = unescape(mara.get("/testi?stato=da_correggere").text)
    assert "Un testo." in page
    assert ">Prego</a>" in page
    broken = unescape(mara.get("/testi/frase/utter_conversa/grazie").text)
    assert "L'anteprima si vedrà quando il testo sarà corretto." in broken


# One sentence


def test_a_sentence_is_shown_with_when_it_is_said_its_placeholders_and_its_preview(mara: Operator) -> None:
    page = unescape(mara.get(f"{PATH}?servizio=pasto_domicilio").text)
    for said in (
        "Il cittadino chiede il prezzo",
        "Porta a: come si accede",
        '{costi}</code> <span class="obbligo">deve esserci',
        "secondo le tariffe comunali",
        "caratteri su 600",
        "si legge:",
    ):
        assert said in page
    assert '<option value="pasto_domicilio" selected>' in page


def test_what_is_shared_says_where_else_it_changes(mara: Operator) -> None:
    page = unescape(mara.get("/testi/frase/utter_scheda").text)
    assert "Si usa anche in «Scheda, se la Carta non dice come si accede»: cambia anche lì." in page
    assert "Testo sul sito e su Telegram" in page
    assert page.count("Lo stesso testo, con questi tasti:") == 1


def test_who_only_reads_gets_no_form(client: Client) -> None:
    page = client(Role.READ).get(PATH).text
    assert "<textarea" not in page
    assert 'action="/testi/frase' not in page.replace('method="get" action="/testi/frase', "")
    assert "caratteri su 600" in page


@pytest.mark.parametrize("name", ["utter_inventata", "errori/mai", "x", "../carta", "%00"])
def test_a_sentence_that_is_not_there_is_not_found(name: str, mara: Operator) -> None:
    assert mara.get(f"/testi/frase/{name}").status_code == 404
    for action in ("frase", "anteprima", "ripristina"):
        assert mara.post(f"/testi/{action}/{name}", testo="x").status_code == 404


def test_every_sentence_has_its_page(mara: Operator) -> None:
    links = re.findall(r'href="(/testi/frase/[^"]+)"', mara.get("/testi").text)
    broken = [link for link in links if mara.get(unescape(link)).status_code != 200]
    assert broken == []


# Changing it


def test_a_change_is_saved_in_the_draft_noted_and_shown(mara: Operator, console: Console, live: Path) -> None:
    before = (live / "risposte" / "servizi.yml").read_text()
    page = send(mara, testo=NEW)
    assert page.url.path == PATH
    assert "Salvato nella bozza" in page.text
    assert typed(page) == NEW
    assert "Com&#39;è pubblicato" in page.text or "Com'è pubblicato" in page.text
    assert (live / "risposte" / "servizi.yml").read_text() == before
    assert lines(console)[0] == ("modifica", "cambia un testo", "utter_costi")
    assert "cambiato, non pubblicato" in mara.get("/testi?cerca=quanto+costa").text


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(mara: Operator, console: Console) -> None:
    page = send(mara, testo="{nome} {prezzo} <b>", tasto_1="", servizio="sad")
    assert page.status_code == 422
    assert typed(page) == "{nome} {prezzo} <b>"
    assert set(re.findall(r'id="(\w+)-errore"', page.text)) == {"testo", "tasto_1"}
    assert "Non è stato salvato: ci sono 3 cose da correggere." in page.text
    assert '<option value="sad" selected>' in page.text
    assert console.draft.changes() == []
    assert lines(console) == []


def test_of_two_who_edit_the_same_the_second_sees_both_versions_and_may_go_on(client: Client) -> None:
    mara, pia = client(Role.EDIT), client(Role.PUBLISH)
    seen = field(pia.get(PATH), "impronta")
    send(mara, testo=NEW)
    page = pia.post(PATH, impronta=seen, testo="{nome} {costi} di Pia")
    assert page.status_code == 409
    assert "intanto qualcun altro ha cambiato questo testo" in page.text
    assert "ecco quanto si paga" in page.text
    assert typed(page) == "{nome} {costi} di Pia"
    assert "Salvato" in pia.post(PATH, impronta=field(page, "impronta"), testo=typed(page)).text
    assert typed(mara.get(PATH)) == "{nome} {costi} di Pia"


def test_saving_the_same_words_changes_nothing(mara: Operator, console: Console) -> None:
    assert "Il testo è rimasto com" in send(mara, testo=typed(mara.get(PATH))).text
    assert (console.draft.changes(), lines(console)) == ([], [])


def test_a_preview_shows_what_is_typed_and_saves_nothing(mara: Operator, console: Console) -> None:
    page = send(mara, "anteprima", testo="{nome}: gratis? {costi}", servizio="sad")
    assert page.status_code == 200
    assert "gratis?" in page.text
    assert typed(page) == "{nome}: gratis? {costi}"
    assert "<html" in page.text
    wrong = unescape(send(mara, "anteprima", testo="{nome} {").text)
    assert "L'anteprima si vedrà quando il testo sarà corretto." in wrong
    assert "C'è una parentesi graffa da sola o vuota." in wrong
    assert console.draft.changes() == []


def test_htmx_gets_the_preview_alone_with_what_is_wrong(mara: Operator) -> None:
    data = {"csrf": mara.csrf, "testo": "{nome}: 16 euro", "servizio": "sad"}
    part = mara.http.post("/testi/anteprima/utter_costi", data=data, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="anteprima">')
    assert "<html" not in part.text
    assert "sembra un prezzo" in part.text


def test_a_preview_without_a_session_leaves_the_page_as_it_is(client: Client) -> None:
    headers = {"HX-Request": "true"}
    answer = client().http.post("/testi/anteprima/utter_costi", data={"testo": "x"}, headers=headers)
    assert (answer.status_code, answer.headers.get("HX-Redirect")) == (401, None)


def test_a_sentence_is_put_back_as_it_is_published(mara: Operator, console: Console) -> None:
    before = typed(mara.get(PATH))
    send(mara, testo=NEW)
    page = send(mara, "ripristina")
    assert "Il testo è di nuovo quello pubblicato." in page.text
    assert typed(page) == before
    assert console.draft.changes() == []
    assert [action for _, action, _ in lines(console)] == ["rimette un testo com'è pubblicato", "cambia un testo"]


def test_what_somebody_else_has_written_meanwhile_is_not_thrown_away(mara: Operator, console: Console) -> None:
    send(mara, testo=NEW)
    seen = field(mara.get(PATH), "impronta")
    send(mara, testo=f"{NEW} Grazie.")
    page = mara.post("/testi/ripristina/utter_costi", impronta=seen)
    assert page.status_code == 409
    assert typed(page) == f"{NEW} Grazie."
    assert "Grazie." in str(console.draft.changes()[0].after)


def test_facts_of_the_draft_are_those_of_the_preview(mara: Operator, console: Console) -> None:
    carta = console.draft.read("carta.yml") or ""
    console.draft.write("carta.yml", carta.replace("nome: Pasto a domicilio", "nome: Pasto a casa", 1))
    assert "Pasto a casa" in mara.get(f"{PATH}?servizio=pasto_domicilio").text
    console.draft.write("carta.yml", "rotta: [")
    assert "Pasto a domicilio" in mara.get(f"{PATH}?servizio=pasto_domicilio").text


def test_what_telegram_and_the_errors_say_is_changed_like_the_rest(mara: Operator, console: Console) -> None:
    assert "Salvato" in send(mara, name="telegram/comandi/aiuto", testo="che cosa può chiedere").text
    assert "che cosa può chiedere" in mara.get("/testi/frase/telegram/messaggi/aiuto").text
    assert "Salvato" in send(mara, name="errori/vuoto", testo="Vuoto: chiami il {primo_contatto_telefono}.").text
    refused = send(mara, name="errori/vuoto", testo="Vuoto.")
    assert refused.status_code == 422
    assert {change.name for change in console.draft.changes()} == {"risposte/telegram.yml", "risposte/errori.yml"}


@pytest.mark.parametrize("braces", ["{nome:>300000}", "{nome.__class__}", "{nome!r:>300000}", "{nome[0]}"])
def test_braces_do_nothing_but_name_a_fact(mara: Operator, braces: str) -> None:
    page = send(mara, "anteprima", testo=f"{braces} {{costi}}")
    assert page.status_code == 200
    assert "c'è una parentesi graffa da sola o vuota" in unescape(page.text).lower()
    assert "L'anteprima si vedrà quando il testo sarà corretto." in unescape(page.text)
    assert len(page.text) < 200_000
    assert "&lt;class" not in page.text
