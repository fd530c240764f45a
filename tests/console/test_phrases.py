"""The room of the citizens' phrases."""

from __future__ import annotations

import re

import pytest

from sportello.console import live
from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.phrases import book
from sportello.console.phrases.book import id_of
from tests.console.operators import Operator
from tests.console.phrases import NEW, Client, box, phrases, some, words_of

OTHER = "per il bucato di nonna Pasqualina avete qualcuno?"
ORTI = "- {id: orti, nome: Orti comunali, sezione: '9', cose: {testo: Dà un orto.}}\n"
FORM = {"intento": "bisogno", "servizio": "sad", "anche": "", "voce": "operatore"}


@pytest.fixture
def editor(client: Client) -> Operator:
    return client(Role.EDIT)


# Looking


def test_the_first_page_counts_everything_and_leads_everywhere(client: Client) -> None:
    who = client(Role.READ)
    page = who.get("/frasi")
    for title in ("Bisogni per servizio", "Che cosa si chiede", "Conversazione", "Emergenze", "Fuori ambito"):
        assert re.search(rf'<h2 id="gruppo-\d">{title}</h2>', page.text)
    addresses = re.findall(r'<th scope="row"><a href="([^"]+)">', page.text)
    assert len(addresses) > 70
    for address in addresses[:: len(addresses) // 8]:
        assert who.get(address).status_code == 200, address
    assert "Aggiunga frasi" not in page.text


def test_of_a_new_service_it_is_said_what_is_missing(editor: Operator, console: Console) -> None:
    assert "mancano" not in words_of(editor.get("/frasi"))
    console.draft.write("carta.yml", (console.draft.read("carta.yml") or "") + ORTI)
    assert "Orti comunali 0 ne mancano 20 0 ne mancano 40" in words_of(editor.get("/frasi"))
    editor.post("/frasi/aggiungi", **FORM | {"servizio": "orti"}, frasi="vorrei un pezzo di terra da zappare")
    page = words_of(editor.get("/frasi/servizio/orti"))
    assert "1 frase, di cui 1 racconta un bisogno." in page
    assert "mancano 39 frasi, mancano 19 bisogni" in page


def test_a_service_that_is_gone_from_the_carta_still_shows_its_phrases(editor: Operator, console: Console) -> None:
    text = console.draft.read("nlu/bisogni/sad.yml") or ""
    console.draft.write("nlu/bisogni/sad.yml", text.replace("servizio: sad", "servizio: vecchio", 1))
    assert "vecchio (non è più tra i servizi)" in words_of(editor.get("/frasi"))
    page = editor.get("/frasi/servizio/vecchio")
    assert page.status_code == 200
    assert "Frasi nuove" not in page.text


def test_a_file_that_cannot_be_read_is_told_with_its_place(editor: Operator, console: Console) -> None:
    console.draft.write("nlu/bisogni/sad.yml", "nlu: [")
    assert "sad.yml, riga 2" in words_of(editor.get("/frasi"))
    page = editor.post("/frasi/aggiungi", **FORM, frasi=NEW)
    assert page.status_code == 422
    assert box(page) == NEW


def test_phrases_are_found_and_paged(editor: Operator, console: Console) -> None:
    editor.post("/frasi/aggiungi", **FORM, frasi=NEW)
    assert NEW in words_of(editor.get("/frasi?cerca=BRÀCCIA%20settim"))
    assert "Nessuna frase con queste parole" in words_of(editor.get("/frasi?cerca=zirlapocchio"))
    first = words_of(editor.get("/frasi/intento/chiedi_costi"))
    second = words_of(editor.get("/frasi/intento/chiedi_costi?pagina=2"))
    assert "pagina 1 di" in first
    assert "pagina 2 di" in second
    costs = [phrase for phrase in phrases(console) if phrase.intent == "chiedi_costi"]
    assert costs[0].text in first
    assert costs[0].text not in second
    only = editor.get("/frasi/intento/chiedi_costi?servizio=nessuno&pagina=2")
    assert "servizio=nessuno&amp;pagina=1" in only.text


@pytest.mark.parametrize(
    "path", ["/frasi/servizio/nessuno", "/frasi/intento/x", "/frasi/intento/", "/frasi/intento/a/b/c", "/frasi/frase/x"]
)
def test_what_is_not_there_is_not_found(path: str, editor: Operator) -> None:
    assert editor.get(path).status_code == 404


def test_the_needs_of_a_service_are_on_its_page(editor: Operator) -> None:
    assert str(editor.get("/frasi/intento/bisogno/sad").url).endswith("/frasi/servizio/sad?che=bisogno")


def test_who_reads_changes_nothing(client: Client, console: Console) -> None:
    who, phrase = client(Role.READ), some(console, service="sad")
    assert 'method="post" action="/frasi/aggiungi"' not in who.get("/frasi/servizio/sad").text
    assert "/togli" not in who.get(f"/frasi/frase/{id_of(phrase)}").text
    for path in ("/frasi/aggiungi", *(f"/frasi/frase/{id_of(phrase)}/{what}" for what in ("togli", "sposta"))):
        assert who.post(path, **FORM, frasi=NEW).status_code == 403
    assert console.draft.changes() == []


# Teaching


def test_phrases_are_added_at_once_and_shown_where_they_are(editor: Operator, console: Console) -> None:
    page = editor.post(
        "/frasi/aggiungi", **FORM, frasi=f"- {NEW}\r\n\r\nper i pavimenti non mi piego più da un pezzo\r\n"
    )
    assert page.url.path == "/frasi/servizio/sad"
    assert "2 frasi aggiunte." in words_of(page)
    lines = re.findall(r'<a href="/frasi/frase/\w+">([^<]+)</a> <span class="tenue">(.*?)</span>', page.text)
    assert lines[0] == (NEW, "<strong>nella bozza</strong> · Bisogni · noi operatori")
    assert [bool("nella bozza" in beside) for _, beside in lines[:4]] == [True, True, False, False]
    assert some(console, text=NEW).voice == "operatore"
    last = console.audit.listed().entries[0]
    assert (last.who, last.action) == ("modifica", "aggiunge frasi")
    assert "braccia" not in last.what
    assert "Servizio di Assistenza Domiciliare" in last.what


def test_of_several_lines_the_good_are_kept_and_the_others_come_back_with_the_reason(
    editor: Operator, console: Console
) -> None:
    there = some(console, intent="chiedi_costi", service="sad")
    page = editor.post("/frasi/aggiungi", **FORM | {"voce": "anziana"}, frasi=f"{NEW}\n{there.text}\n{OTHER}")
    assert page.status_code == 422
    assert "Una frase aggiunta. 2 sono da rivedere" in words_of(page)
    assert box(page) == f"{there.text}\n{OTHER}"
    assert "C'è già, ma insegna altro" in words_of(page)
    assert f'href="/frasi/frase/{id_of(there)}"' in page.text
    assert "nonna [nome]" in words_of(page)
    assert '<option value="anziana" selected>' in page.text
    assert some(console, text=NEW).voice == "anziana"
    assert [phrase for phrase in phrases(console) if phrase.text == OTHER] == []


def test_a_phrase_that_teaches_something_else_is_moved_from_there(editor: Operator, console: Console) -> None:
    there = some(console, intent="chiedi_costi", service="sad")
    page = editor.post("/frasi/aggiungi", **FORM, frasi=there.text)
    form = re.search(r'<form method="post" action="(/frasi/frase/\w+/sposta)">(.*?)</form>', page.text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(intento|servizio|anche)" value="([^"]*)"', form[2]))
    moved = editor.post(form[1], **fields)
    assert "La frase è spostata." in words_of(moved)
    assert some(console, text=there.text).intent == "bisogno/sad"


def test_what_is_only_odd_is_taught_and_told(editor: Operator, console: Console) -> None:
    editor.post("/frasi/aggiungi", **FORM, frasi=NEW)
    near = NEW.replace("due braccia", "due mani e braccia")
    page = editor.post("/frasi/aggiungi", **FORM | {"intento": "chiedi_costi"}, frasi=near)
    assert page.status_code == 200
    assert "Somiglia molto" in words_of(page)
    assert f"«{NEW}»" in words_of(page)
    assert box(page) == ""
    assert some(console, text=near).intent == "chiedi_costi"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"frasi": ""}, "frasi"),
        ({"frasi": " \r\n - \r\n"}, "frasi"),
        ({"frasi": "\n".join(f"frase numero {n}" for n in range(101))}, "frasi"),
        ({"intento": ""}, "intento"),
        ({"servizio": ""}, "servizio"),
        ({"servizio": "inventato"}, "servizio"),
        ({"intento": "conversa/saluto"}, "servizio"),
        ({"intento": "chiedi_costi", "anche": "costi"}, "anche"),
    ],
)
def test_a_form_that_does_not_go_comes_back_as_it_was(
    fields: dict[str, str], wrong: str, editor: Operator, console: Console
) -> None:
    sent = {**FORM, "frasi": NEW, **fields}
    page = editor.post("/frasi/aggiungi", **sent)
    assert page.status_code == 422
    assert set(re.findall(r'id="(\w+)-errore"', page.text)) == {wrong}
    assert box(page).split() == sent["frasi"].split()
    for name in ("intento", "servizio"):
        if sent[name] not in ("", "inventato"):
            assert f'<option value="{sent[name]}" selected>' in page.text
    assert console.draft.changes() == []


def test_a_voice_that_was_not_offered_is_ours(editor: Operator, console: Console) -> None:
    editor.post("/frasi/aggiungi", **FORM | {"voce": "x}\n- intent: y"}, frasi=NEW)
    assert some(console, text=NEW).voice == "operatore"


# Changing one


def test_a_phrase_is_reworded_moved_and_taken_out(editor: Operator, console: Console) -> None:
    editor.post("/frasi/aggiungi", **FORM, frasi=NEW)
    page = editor.post(f"/frasi/frase/{id_of(some(console, text=NEW))}/riscrivi", testo=f"{NEW}, e presto")
    assert "La frase è cambiata." in words_of(page)
    here = f"/frasi/frase/{id_of(some(console, text=f'{NEW}, e presto'))}"
    assert page.url.path == here
    page = editor.post(f"{here}/sposta", intento="chiedi_dove", servizio="sad", anche="orari")
    moved = some(console, text=f"{NEW}, e presto")
    assert (moved.intent, moved.service, moved.also) == ("chiedi_dove", "sad", "orari")
    page = editor.post(f"/frasi/frase/{id_of(moved)}/togli")
    assert "La frase è tolta dalla bozza" in words_of(page)
    assert console.draft.changes() == []
    actions = [entry.action for entry in console.audit.listed().entries]
    assert actions == ["toglie una frase", "sposta una frase", "riscrive una frase", "aggiunge frasi"]
    assert not any("braccia" in entry.what for entry in console.audit.listed().entries)


def test_words_that_do_not_go_come_back_with_the_reason(editor: Operator, console: Console) -> None:
    phrase = some(console, service="sad")
    page = editor.post(f"/frasi/frase/{id_of(phrase)}/riscrivi", testo=OTHER)
    assert page.status_code == 422
    assert "nonna [nome]" in words_of(page)
    assert re.search(r'<textarea id="testo"[^>]*>([^<]*)', page.text)[1] == OTHER  # type: ignore[index]
    other = some(console, intent="nega")
    page = editor.post(f"/frasi/frase/{id_of(phrase)}/riscrivi", testo=f"{other.text}!!")
    assert "C'è già, ma insegna altro" in words_of(page)
    assert f'href="/frasi/frase/{id_of(other)}"' in page.text
    page = editor.post(f"/frasi/frase/{id_of(phrase)}/sposta", intento="bisogno", servizio="")
    assert page.status_code == 422
    assert "Scelga il servizio" in words_of(page)
    assert console.draft.changes() == []


def test_what_was_typed_for_a_phrase_that_is_gone_is_not_lost(editor: Operator, console: Console) -> None:
    phrase = some(console, service="sad")
    editor.post(f"/frasi/frase/{id_of(phrase)}/riscrivi", testo=NEW)
    page = editor.post(f"/frasi/frase/{id_of(phrase)}/riscrivi", testo="tutt'altro <b>")
    assert page.status_code == 409
    assert page.text.count("tutt&#39;altro &lt;b&gt;") == 2
    assert editor.post(f"/frasi/frase/{id_of(phrase)}/togli").status_code == 404
    assert some(console, text=NEW)


def test_a_phrase_of_somebody_in_danger_teaches_nothing_else_until_somebody_vouches(
    editor: Operator, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, another = "lui beve e poi mi riempie di botte", "mi ha messo le mani al collo di nuovo"
    monkeypatch.setattr(live, "alarming", lambda texts, settings: frozenset(texts) & {text, another})
    fields = {"frasi": f"{text}\n{another}", "intento": "conversa/grazie", "voce": "operatore"}
    refused = editor.post("/frasi/aggiungi", **fields)
    assert refused.status_code == 422
    assert "la legge come la frase di chi è in pericolo" in words_of(refused)
    assert console.draft.changes() == []
    assert refused.text.count('name="sicura"') == 2
    one = editor.post("/frasi/aggiungi", sicura=text, **fields)
    assert "Una frase aggiunta" in words_of(one)
    assert one.text.count('name="sicura"') == 1, "each is vouched for by itself"
    assert [phrase.text for phrase in book.drafted_only(console.draft)] == [text]


def test_a_phrase_of_somebody_in_danger_is_taught_as_an_emergency_without_more(
    editor: Operator, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "alarming", lambda texts, settings: frozenset(texts))
    editor.post("/frasi/aggiungi", frasi="mi ha riempita di botte ieri sera", intento="emergenza/violenza_donne")
    assert len(console.draft.changes()) == 1
