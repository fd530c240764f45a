from __future__ import annotations

import datetime as dt

import pytest

from sportello.carta import Catalogue
from sportello.dialogue import talk
from sportello.dialogue.state import Memory, Reading, Turn

BACK = Reading("torna")
NOW = dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC)


def said(turn: Turn) -> list[tuple[str, str]]:
    return [(reply.response, reply.outcome) for reply in turn.replies]


def test_a_yes_to_the_one_offered_service_gives_its_overview(catalogue: Catalogue) -> None:
    memory = Memory(servizio="bollo", aspetti=("dove",), offerti=("pasti",), non_capiti=1)
    turn = talk.confirm(memory, catalogue, NOW)
    assert said(turn) == [("utter_scheda_senza_accesso", "risposto")]
    assert turn.replies[0].service == "pasti"
    assert turn.memory == Memory(servizio="pasti", servizio_precedente="bollo", parlati=("pasti",))


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
    memory = Memory("pasti", "bollo", aspetti=("costi",), in_attesa=("dove",), offerti=("pasti", "bollo"))
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
        "yes": talk.confirm(missed, catalogue, NOW),
        "no": talk.deny(missed),
    }
    assert {name: turn.memory.non_capiti for name, turn in turns.items()} == dict.fromkeys(turns, 0)


LISTED = ("pasti", "sportello", "bollo")


@pytest.mark.parametrize(
    ("place", "service"), [("primo", "pasti"), ("secondo", "sportello"), ("terzo", "bollo"), ("ultimo", "bollo")]
)
def test_one_of_a_list_is_taken_by_its_place(catalogue: Catalogue, place: str, service: str) -> None:
    turn = talk.choose(Reading(f"scegli/{place}"), Memory(offerti=LISTED), catalogue, NOW)
    assert [reply.service for reply in turn.replies] == [service]
    assert turn.memory == Memory(servizio=service, parlati=(service,), offerti=LISTED)


def test_one_of_a_list_answers_the_aspect_that_was_waiting(catalogue: Catalogue) -> None:
    memory = Memory(offerti=LISTED, in_attesa=("costi",))
    turn = talk.choose(Reading("scegli/primo"), memory, catalogue, NOW)
    assert [reply.response for reply in turn.replies] == ["utter_costi"]


@pytest.mark.parametrize(
    ("offered", "place"), [((), "primo"), ((), "ultimo"), (LISTED, "quarto"), (("abolito",), "primo")]
)
def test_a_place_that_no_list_has_asks_which(catalogue: Catalogue, offered: tuple[str, ...], place: str) -> None:
    turn = talk.choose(Reading(f"scegli/{place}"), Memory(offerti=offered), catalogue, NOW)
    assert said(turn) == [("utter_quale_servizio", "chiarito")]


TWO = Memory(servizio="bollo", servizio_precedente="pasti", parlati=("pasti", "bollo"), aspetti=("costi",))


@pytest.mark.parametrize(
    ("place", "service"), [("primo", "pasti"), ("secondo", "bollo"), ("ultimo", "bollo"), ("altro", "pasti")]
)
def test_without_a_list_one_of_those_spoken_of_is_taken(catalogue: Catalogue, place: str, service: str) -> None:
    turn = talk.choose(Reading(f"scegli/{place}", aspects=("email",)), TWO, catalogue, NOW)
    assert [(reply.service, reply.aspect) for reply in turn.replies] == [(service, "email")]


def test_the_other_one_of_many_is_the_one_before(catalogue: Catalogue) -> None:
    memory = Memory(servizio="bollo", servizio_precedente="misura", parlati=("pasti", "misura", "bollo"))
    assert talk.choose(Reading("scegli/altro"), memory, catalogue, NOW).replies[0].service == "misura"


def test_the_other_one_of_a_list_of_many_is_asked_for(catalogue: Catalogue) -> None:
    turn = talk.choose(Reading("scegli/altro"), Memory(servizio="pasti", offerti=LISTED), catalogue, NOW)
    assert said(turn) == [("utter_forse", "chiarito")]
    assert turn.memory.offerti == ("sportello", "bollo")


@pytest.mark.parametrize(
    ("text", "response"), [("e il primo?", "utter_costi"), ("il primo", "utter_scheda_senza_accesso")]
)
def test_and_the_first_one_asks_the_same_again(catalogue: Catalogue, text: str, response: str) -> None:
    turn = talk.choose(Reading("scegli/primo", text=text), TWO, catalogue, NOW)
    assert [reply.response for reply in turn.replies] == [response]


def test_back_with_a_question_answers_it_of_the_service_before(catalogue: Catalogue) -> None:
    turn = talk.go_back(Reading("torna", aspects=("telefono",)), TWO, catalogue, NOW)
    assert [(reply.service, reply.aspect) for reply in turn.replies] == [("pasti", "telefono")]


def test_back_is_the_service_before(catalogue: Catalogue) -> None:
    turn = talk.go_back(BACK, Memory(servizio="pasti", servizio_precedente="bollo"), catalogue, NOW)
    assert turn.replies[0].service == "bollo"
    assert (turn.memory.servizio, turn.memory.servizio_precedente) == ("bollo", "pasti")


@pytest.mark.parametrize("memory", [Memory(), Memory(servizio="abolito")])
def test_back_to_nothing_asks_which(catalogue: Catalogue, memory: Memory) -> None:
    assert said(talk.go_back(BACK, memory, catalogue, NOW)) == [("utter_quale_servizio", "chiarito")]


def test_back_with_one_service_only_tells_of_it_again(catalogue: Catalogue) -> None:
    assert talk.go_back(BACK, Memory(servizio="pasti"), catalogue, NOW).replies[0].service == "pasti"


@pytest.mark.parametrize(
    ("text", "memory", "response"),
    [
        ("gratis?", Memory(servizio="bollo"), "utter_costi"),
        ("gratis?", Memory(), "utter_elenco_gratuiti"),
        ("gratis?", Memory(servizio="abolito"), "utter_elenco_gratuiti"),
        ("quali servizi sono gratis?", Memory(servizio="bollo"), "utter_elenco_gratuiti"),
    ],
)
def test_free_in_the_middle_of_a_conversation_is_asked_of_the_service_in_hand(
    catalogue: Catalogue, text: str, memory: Memory, response: str
) -> None:
    turn = talk.listed(Reading("chiedi_elenco", text=text), memory, catalogue, NOW)
    assert [reply.response for reply in turn.replies] == [response]
