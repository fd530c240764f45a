from __future__ import annotations

import datetime as dt

import factories
import pytest

from sportello.carta import Catalogue
from sportello.dialogue import talk
from sportello.dialogue.answer import MAX_BUTTONS
from sportello.dialogue.state import Memory, Reading, Turn

NOW = dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC)


def said(turn: Turn) -> list[tuple[str, str]]:
    return [(reply.response, reply.outcome) for reply in turn.replies]


@pytest.mark.parametrize(
    ("text", "category", "response", "services"),
    [
        ("che c'è per un anziano?", None, "utter_elenco", ["sportello", "pasti"]),
        ("bambini di un anziano", None, "utter_elenco", ["sportello"]),
        ("", "famiglie", "utter_elenco", ["sportello", "figlio"]),
        ("per gli anziani", "casa", "utter_elenco", ["bollo"]),
        ("cosa è gratis?", None, "utter_elenco_gratuiti", ["sportello", "figlio", "misura"]),
        ("gratis per un anziano", None, "utter_elenco_gratuiti", ["sportello"]),
        ("senza appuntamento", None, "utter_elenco_senza_appuntamento", ["sportello", "figlio"]),
    ],
)
def test_a_list_holds_what_was_asked_for_and_offers_it(
    catalogue: Catalogue, text: str, category: str | None, response: str, services: list[str]
) -> None:
    memory = Memory(servizio="bollo", in_attesa=("costi",), non_capiti=1)
    turn = talk.list_services(Reading("chiedi_elenco", text=text, category=category), memory, catalogue)
    assert said(turn) == [(response, "elenco")]
    (reply,) = turn.replies
    assert len(reply.facts["elenco"].splitlines()) == len(services)
    assert [button.payload for button in reply.buttons] == [f'/bisogno{{"servizio":"{each}"}}' for each in services]
    assert turn.memory == Memory(servizio="bollo", offerti=tuple(services))


def test_a_list_names_every_service_by_its_short_name(catalogue: Catalogue) -> None:
    (reply,) = talk.list_services(Reading("chiedi_elenco", category="casa"), Memory(), catalogue).replies
    assert reply.facts == {"elenco": "• Alloggio"}
    assert [button.title for button in reply.buttons] == ["Alloggio"]


def test_a_long_list_names_all_and_offers_the_first_as_buttons() -> None:
    many = [f"s{number}" for number in range(MAX_BUTTONS + 2)]
    services = (factories.service(each, categorie=["casa"]) for each in many)
    catalogue = factories.catalogue(factories.carta(*services))
    turn = talk.list_services(Reading("chiedi_elenco", category="casa"), Memory(), catalogue)
    assert len(turn.replies[0].facts["elenco"].splitlines()) == len(many)
    assert len(turn.replies[0].buttons) == MAX_BUTTONS
    assert turn.memory.offerti == tuple(many)


def test_a_list_of_nothing_in_particular_asks_for_whom(catalogue: Catalogue) -> None:
    memory = Memory(servizio="bollo")
    turn = talk.list_services(Reading("chiedi_elenco", text="che servizi ci sono?"), memory, catalogue)
    assert said(turn) == [("utter_elenco_categorie", "elenco")]
    assert [(button.title, button.payload) for button in turn.replies[0].buttons] == [
        ("gli anziani", '/chiedi_elenco{"categoria":"anziani"}'),
        ("le famiglie", '/chiedi_elenco{"categoria":"famiglie"}'),
        ("la casa", '/chiedi_elenco{"categoria":"casa"}'),
    ]
    assert turn.memory == memory


def test_no_more_categories_are_offered_than_fit(real_catalogue: Catalogue) -> None:
    (reply,) = talk.list_services(Reading("chiedi_elenco"), Memory(), real_catalogue).replies
    assert len(reply.buttons) == MAX_BUTTONS


@pytest.mark.parametrize(
    ("text", "category"), [("alloggio per un anziano", None), ("alloggio gratis", None), ("", "abolita")]
)
def test_a_list_that_would_be_empty_says_so(catalogue: Catalogue, text: str, category: str | None) -> None:
    turn = talk.list_services(Reading("chiedi_elenco", text=text, category=category), Memory(), catalogue)
    assert said(turn) == [("utter_elenco_vuoto", "elenco")]
    assert turn.replies[0].buttons == ()


def test_a_yes_to_the_one_offered_service_gives_its_overview(catalogue: Catalogue) -> None:
    memory = Memory(servizio="bollo", aspetti=("dove",), offerti=("pasti",), non_capiti=1)
    turn = talk.confirm(memory, catalogue, NOW)
    assert said(turn) == [("utter_scheda_senza_accesso", "risposto")]
    assert turn.replies[0].service == "pasti"
    assert turn.memory == Memory(servizio="pasti", servizio_precedente="bollo")


@pytest.mark.parametrize("offered", [(), ("pasti", "bollo"), ("abolito",)])
def test_a_yes_to_nothing_in_particular_is_just_taken(catalogue: Catalogue, offered: tuple[str, ...]) -> None:
    memory = Memory(servizio="bollo", offerti=offered)
    turn = talk.confirm(memory, catalogue, NOW)
    assert said(turn) == [("utter_conferma", "conversazione")]
    assert turn.memory == memory


def test_a_yes_to_the_service_asked_about_answers_the_aspect_that_was_waiting(catalogue: Catalogue) -> None:
    turn = talk.confirm(Memory(in_attesa=("costi",), offerti=("pasti",)), catalogue, NOW)
    assert [reply.response for reply in turn.replies] == ["utter_costi"]


def test_a_no_takes_back_the_offer_and_the_service_in_hand() -> None:
    memory = Memory("pasti", "bollo", ("costi",), ("dove",), ("pasti", "bollo"))
    turn = talk.deny(memory)
    assert said(turn) == [("utter_nega", "conversazione")]
    assert turn.memory == Memory(servizio_precedente="bollo", aspetti=("costi",))


@pytest.mark.parametrize(
    ("candidates", "missed", "responses", "buttons", "missed_after"),
    [
        ((), 0, [("utter_non_capito", "non_capito")], 0, 1),
        (("abolito",), 0, [("utter_non_capito", "non_capito")], 0, 1),
        (("pasti",), 0, [("utter_forse_uno", "chiarito")], 1, 1),
        (("pasti", "bollo"), 0, [("utter_forse", "chiarito")], 2, 1),
        (("pasti", "bollo"), 1, [("utter_non_capito_ancora", "non_capito")], 0, 2),
        ((), 1, [("utter_non_capito_ancora", "non_capito")], 0, 2),
        ((), 5, [("utter_non_capito_ancora", "non_capito")], 0, 6),
    ],
)
def test_what_is_not_understood_gets_a_question_first_and_a_person_after(
    catalogue: Catalogue,
    candidates: tuple[str, ...],
    missed: int,
    responses: list[tuple[str, str]],
    buttons: int,
    missed_after: int,
) -> None:
    turn = talk.not_understood(Reading("nlu_fallback", candidates=candidates), Memory(non_capiti=missed), catalogue)
    assert said(turn) == responses
    assert len(turn.replies[0].buttons) == buttons
    assert turn.memory.non_capiti == missed_after


def test_what_was_asked_is_kept_while_it_asks_which_service(catalogue: Catalogue) -> None:
    reading = Reading("nlu_fallback", aspects=("costi",), candidates=("pasti",))
    turn = talk.not_understood(reading, Memory(servizio="bollo"), catalogue)
    assert turn.memory == Memory(servizio="bollo", in_attesa=("costi",), offerti=("pasti",), non_capiti=1)


def test_messages_not_understood_are_counted_in_a_row_only(catalogue: Catalogue) -> None:
    missed = Memory(non_capiti=1, offerti=("pasti", "bollo"))
    turns = {
        "list of categories": talk.list_services(Reading("chiedi_elenco"), missed, catalogue),
        "empty list": talk.list_services(Reading("chiedi_elenco", category="abolita"), missed, catalogue),
        "yes": talk.confirm(missed, catalogue, NOW),
        "no": talk.deny(missed),
    }
    assert {name: turn.memory.non_capiti for name, turn in turns.items()} == dict.fromkeys(turns, 0)
