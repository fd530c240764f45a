from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import factories
import pytest

from sportello.carta import Catalogue
from sportello.sentences.checks import MOST_CHARACTERS, facts_in
from sportello.sentences.placeholders import can_be_filled, has_stray_braces, places_of, used_in
from sportello.sentences.shelf import Shelf, filled

FILES = {
    "risposte/servizi.yml": """\
responses:
  utter_costi:
  - text: "{nome}: {costi} {contatti}"
    buttons:
    - {title: "Come si accede?", payload: '/chiedi_accesso{{"servizio":"{id}"}}'}
    - {title: "Per chi è?", payload: '/chiedi_destinatari{{"servizio":"{id}"}}'}
  utter_non_indicato_dove:
  - text: "{nome}: la Carta non lo indica. Chieda a {contatti}"
  utter_orari_chiuso:
  - text: "{nome}: riapre {prossimo_giorno} alle {prossima_ora}, {prossimo_modo}."
  utter_elenco:
  - text: "Ecco: {elenco}"
  utter_emergenza/salute:
  - text: "Chiami il {numero_emergenza}."
  utter_conversa/grazie:
  - text: "Prego."
""",
    "risposte/errori.yml": """\
errori:
  vuoto: "È vuoto: chiami il {primo_contatto_telefono}."
  troppo_lungo: "Al massimo {limite}: chiami il {primo_contatto_telefono}."
""",
    "risposte/telegram.yml": """\
telegram:
  comandi: {aiuto: "come si usa"}
  messaggi: {aiuto: "Scelga: {comandi}", gruppo: "Mi scriva: {indirizzo_bot}"}
""",
}


@pytest.fixture
def shelf(catalogue: Catalogue) -> Shelf:
    return Shelf(FILES, catalogue)


def wrong(shelf: Shelf, name: str, **texts: str) -> dict[str, list[str]]:
    found = shelf.problems(shelf.sentences[name].with_texts(texts))
    return {key: [f"{problem.wrong} {problem.cure}" for problem in problems] for key, problems in found.items()}


def test_what_is_right_has_no_problem(shelf: Shelf) -> None:
    assert list(shelf.all_problems()) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("utter_conversa/grazie", "", "non c'è scritto nulla. Scriva il testo."),
        ("utter_conversa/grazie", " \n ", "non c'è scritto nulla. Scriva il testo."),
        ("utter_conversa/grazie", "Prego {comune", "c'è una parentesi graffa da sola o vuota."),
        ("utter_conversa/grazie", "Prego {}", "c'è una parentesi graffa da sola o vuota."),
        ("utter_conversa/grazie", "Prego {{comune}}", "c'è una parentesi graffa da sola o vuota."),
        ("utter_conversa/grazie", "Prego {comune!r} {0}", "c'è una parentesi graffa da sola o vuota."),
        ("utter_conversa/grazie", "{ comune }", "c'è una parentesi graffa da sola o vuota."),
        ("utter_conversa/grazie", "{comunne}", "il segnaposto {comunne} qui non si può usare. Forse voleva {comune}."),
        ("utter_conversa/grazie", "{costi}", "il segnaposto {costi} qui non si può usare."),
        ("utter_costi", "{nome} {costi} {dove}", "il segnaposto {dove} qui non si può usare."),
        ("utter_costi", "{nome} {costi} {elenco}", "il segnaposto {elenco} qui non si può usare."),
        ("utter_costi", "{nome} {costi} {sezione}", "il segnaposto {sezione} qui non si può usare."),
        ("utter_costi", "{nome}", "manca il segnaposto {costi}. Il cittadino deve poterlo leggere: lo aggiunga."),
        ("utter_costi", "{costi}", "manca il segnaposto {nome}."),
        ("utter_elenco", "Eccoli.", "manca il segnaposto {elenco}."),
        ("utter_emergenza/salute", "Chiami qualcuno.", "manca il segnaposto {numero_emergenza}."),
        ("utter_non_indicato_dove", "{nome}: non c'è.", "manca il segnaposto {contatti} o {primo_contatto_email}"),
        ("errori/vuoto", "Vuoto.", "manca il segnaposto {primo_contatto_email} o {primo_contatto_telefono}."),
        ("errori/vuoto", "{primo_contatto_telefono} {limite}", "il segnaposto {limite} qui non si può usare."),
        (
            "errori/vuoto",
            "{primo_contatto_telefono} {giorni_conservazione}",
            "il segnaposto {giorni_conservazione} qui",
        ),
        ("errori/troppo_lungo", "{primo_contatto_telefono}", "manca il segnaposto {limite}."),
        ("telegram/comandi/aiuto", "di {comune}", "il segnaposto {comune} qui non si può usare. Lo tolga"),
        ("telegram/comandi/aiuto", "come\nsi usa", "ha più righe. Nel menu di Telegram ce n'è una sola."),
        ("telegram/comandi/aiuto", "a" * 257, "è di 257 caratteri: al massimo 256. Tolga almeno un carattere."),
        ("telegram/messaggi/aiuto", "Scelga.", "manca il segnaposto {comandi}."),
        ("telegram/messaggi/gruppo", "No.", "manca il segnaposto {indirizzo_bot}."),
        ("utter_conversa/grazie", "a" * 601, "è di 601 caratteri: al massimo 600. Tolga almeno un carattere."),
        ("utter_conversa/grazie", "Chiami il 112", "«112» sembra un numero di emergenza: i fatti non si scrivono"),
        ("utter_conversa/grazie", "Apre alle 9.30", "«9.30» sembra un'ora"),
        ("utter_conversa/grazie", "Costa 16 euro", "«euro» sembra un prezzo"),
        ("utter_conversa/grazie", "Costa € 16", "«€» sembra un prezzo"),
        ("utter_conversa/grazie", "Scriva a uno@due.it", "«uno@due.it» sembra un indirizzo e-mail"),
        ("utter_conversa/grazie", "Chiami 029533334", "«029533334» sembra un telefono"),
        ("utter_conversa/grazie", "Chiami 02 953 3334", "«02 953 3334» sembra un telefono"),
        ("utter_conversa/grazie", "È in via Roma", "«via Roma» sembra un indirizzo"),
        ("utter_conversa/grazie", "Veda www.comune.it", "«www.comune.it» sembra un indirizzo di internet"),
    ],
)
def test_what_a_text_may_not_hold_is_said_with_its_cure(shelf: Shelf, name: str, text: str, said: str) -> None:
    (found,) = wrong(shelf, name, testo=text).values()
    assert any(each.startswith(said) for each in found), found
    assert all(each.endswith(".") for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "Prego {comune}, {giorni_conservazione} giorni",
        "Chi ha meno di 18 anni",
        "Vada via da lì",
        "Sezione 3, punto 2",
        "1 2 3",
    ],
)
def test_what_a_text_may_hold_is_let_through(shelf: Shelf, text: str) -> None:
    assert wrong(shelf, "utter_conversa/grazie", testo=text) == {}


def test_everything_that_is_wrong_is_said_at_once(shelf: Shelf) -> None:
    found = wrong(shelf, "utter_costi", testo="{prezzo} 16 euro {", tasto_1="", tasto_2="a" * 41)
    assert set(found) == {"testo", "tasto_1", "tasto_2"}
    assert len(found["testo"]) == 5
    assert found["tasto_1"] == ["non c'è scritto nulla. Scriva il titolo del tasto."]
    assert found["tasto_2"] == ["è di 41 caratteri: al massimo 40. Tolga almeno un carattere."]


def test_it_must_fit_with_the_facts_of_every_service(shelf: Shelf) -> None:
    room = MOST_CHARACTERS - max(
        len(filled(shelf.sentences["utter_costi"].variants[0], each).text) for each in shelf.occasions("utter_costi")
    )
    fits = "{nome}: {costi} {contatti}" + "a" * room
    assert wrong(shelf, "utter_costi", testo=fits) == {}
    (said,) = wrong(shelf, "utter_costi", testo=fits + "a")["testo"]
    assert said == (
        "con i fatti di «Domanda di alloggio (DA)» è di 601 caratteri: al massimo 600. "
        "Tolga almeno un carattere, o accorci la scheda di quel servizio."
    )


def test_a_list_is_as_long_as_the_carta_makes_it(shelf: Shelf) -> None:
    assert wrong(shelf, "utter_elenco", testo="a" * MOST_CHARACTERS + "{elenco}") == {}
    assert wrong(shelf, "utter_elenco", testo="a" * MOST_CHARACTERS + "a{elenco}") != {}


def test_two_buttons_have_two_titles(shelf: Shelf) -> None:
    found = wrong(shelf, "utter_costi", tasto_1="per chi è? ")
    assert found == {
        "tasto_1": ["due tasti si chiamano «per chi è?». Dia a ogni tasto un titolo diverso."],
        "tasto_2": ["due tasti si chiamano «Per chi è?». Dia a ogni tasto un titolo diverso."],
    }


@pytest.mark.parametrize(
    "payload", ["/paga", '/chiedi_costi{{"servizio":"sad"}}', "ciao", '/chiedi_costi{{"x":"{id}"}}', ""]
)
def test_a_button_leads_somewhere(shelf: Shelf, payload: str) -> None:
    sentence = shelf.sentences["utter_costi"]
    (variant,) = sentence.variants
    button = replace(variant.buttons[0], payload=payload)
    changed = replace(sentence, variants=(replace(variant, buttons=(button,)),))
    (problem,) = shelf.problems(changed)["tasto_1"]
    assert problem.wrong == "il tasto «Come si accede?» non porta da nessuna parte."


def test_a_problem_says_in_which_file_and_sentence_it_is(catalogue: Catalogue) -> None:
    files = {
        **FILES,
        "risposte/rotto.yml": "a: [",
        "risposte/errori.yml": FILES["risposte/errori.yml"].replace("{limite}", "5"),
    }
    found = [str(problem) for problem in Shelf(files, catalogue).all_problems()]
    assert found[0].startswith("risposte: risposte/rotto.yml: il testo non si lascia leggere")
    assert found[1].startswith("risposte/errori.yml → errori/troppo_lungo → testo: manca il segnaposto {limite}.")


# Placeholders and occasions


def test_placeholders_are_found_in_order_and_braces_must_be_theirs() -> None:
    assert used_in("{b} {a} {b} {A} { c } {d.e}") == ["b", "a"]
    assert [has_stray_braces(text) for text in ("{a}", "a", "{a", "a}", "{a}}", "{A}", "{a b}")] == [False] * 2 + [
        True
    ] * 5
    assert can_be_filled("errori/vuoto", "{comune}")
    assert not can_be_filled("errori/vuoto", "{elenco}")


def test_an_unknown_sentence_may_say_what_any_may() -> None:
    assert places_of("utter_fuori_ambito/nuova") == places_of("utter_conversa/grazie")
    assert "numero_emergenza" in places_of("utter_emergenza/nuova").needs[0]


@pytest.mark.parametrize(
    "town",
    [
        factories.town(),
        factories.carta(factories.service("solo")),
        factories.carta(factories.service("solo", sezione=None)),
    ],
    ids=["town", "least", "no section"],
)
def test_whatever_the_carta_states_every_sentence_is_filled(town: dict[str, object], tmp_path: Path) -> None:
    shelf = Shelf(FILES, factories.catalogue(town))
    beside = ["utter_scheda", "utter_orari", "utter_orari_aperto_libero", "utter_dettagli", "telegram/messaggi/fonte"]
    for name in [*shelf.sentences, *beside]:
        occasions = shelf.occasions(name)
        assert occasions
        for occasion in occasions:
            assert places_of(name).may <= set(occasion.facts)
            assert None not in occasion.facts.values()


def test_a_sentence_is_said_of_the_services_that_the_carta_makes_it_be_said_of(shelf: Shelf) -> None:
    assert {each.service: each.happens for each in shelf.occasions("utter_non_indicato_dove")} == {
        "bollo": True,
        "pasti": True,
        "misura": True,
    }
    assert [each.service for each in shelf.occasions("utter_orari_chiuso")] == ["sportello", "figlio"]
    assert not any(each.happens for each in shelf.occasions("utter_non_indicato_cose"))
    assert [each.service for each in shelf.occasions("utter_elenco")] == [None] * 3


def test_hours_are_shown_for_each_way_of_being_open(shelf: Shelf) -> None:
    for name, key in (("aperto_libero", "chiude"), ("aperto_appuntamento", "chiude"), ("chiuso_festivo", "festa")):
        (first, _) = shelf.occasions(f"utter_orari_{name}")
        assert first.facts[key] in {"18.00", "16.00", "Natale"}


def test_what_a_citizen_reads_has_the_facts_and_the_choices(shelf: Shelf) -> None:
    occasion = shelf.occasions("utter_costi")[0]
    read = filled(shelf.sentences["utter_costi"].variants[0], occasion)
    assert read.text == "Servizio sportello: È gratuito. Sportello: 02 953 3334, sportello@comune.it"
    assert read.buttons == ("Come si accede?", "Per chi è?")
    help_ = shelf.sentences["telegram/messaggi/aiuto"].variants[0]
    assert filled(help_, shelf.occasions("telegram/messaggi/aiuto")[0]).text == "Scelga: /aiuto – come si usa"
    listed = filled(shelf.sentences["utter_elenco"].variants[0], shelf.occasions("utter_elenco")[0])
    assert len(listed.choices) == len(re.findall("•", listed.text)) == 2


def test_the_readability_is_that_of_the_hardest_case(shelf: Shelf) -> None:
    sentence = shelf.sentences["utter_conversa/grazie"]
    assert shelf.readability(sentence).index == 100
    hard = "Presentazione documentazione attestante situazione economica equivalente nucleo familiare residente"
    assert shelf.readability(sentence.with_texts({"testo": hard})).index == 21


def test_facts_are_told_from_what_only_looks_like_one() -> None:
    assert [what for _, what, _ in facts_in("€ 5 alle 9:30, 1522, in Via Verdi, a@b.it, 3331234567")] == [
        "un numero di emergenza",
        "un prezzo",
        "un'ora",
        "un indirizzo e-mail",
        "un telefono",
        "un indirizzo",
    ]
    assert list(facts_in("per via della legge 104 del 1992, entro 30 giorni")) == []
