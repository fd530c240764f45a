from __future__ import annotations

import datetime as dt

import pytest
from answers import ask, said

from sportello.carta import Aspect, Catalogue
from sportello.dialogue.answer import overview
from sportello.dialogue.state import Memory, Reading


@pytest.mark.parametrize(
    ("service", "aspect", "response", "outcome"),
    [
        ("sportello", "cose", "utter_cose_in_breve", "risposto"),
        ("pasti", "cose", "utter_cose", "risposto"),
        ("sportello", "dettagli", "utter_dettagli", "risposto"),
        ("pasti", "dettagli", "utter_cose", "risposto"),
        ("figlio", "dettagli", "utter_cose", "risposto"),
        ("pasti", "costi", "utter_costi", "risposto"),
        ("figlio", "costi", "utter_costi", "risposto"),
        ("bollo", "orari", "utter_orari", "risposto"),
        ("pasti", "orari", "utter_non_indicato_orari", "non_indicato"),
        ("pasti", "telefono", "utter_non_indicato_telefono", "non_indicato"),
        ("misura", "telefono", "utter_telefono", "risposto"),
        ("misura", "email", "utter_non_indicato_email", "non_indicato"),
        ("bollo", "contatti", "utter_contatti", "risposto"),
        ("bollo", "dove", "utter_non_indicato_dove", "non_indicato"),
        ("sportello", "dove", "utter_dove", "risposto"),
    ],
)
def test_an_aspect_is_answered_from_what_the_carta_states(
    catalogue: Catalogue, service: str, aspect: str, response: str, outcome: str
) -> None:
    turn = ask(catalogue, Reading(f"chiedi_{aspect}", aspects=(aspect,), services=(service,)))
    assert said(turn) == [(response, service)]
    assert turn.replies[0].outcome == outcome
    assert turn.memory == Memory(servizio=service, parlati=(service,), aspetti=(aspect,))


@pytest.mark.parametrize("aspect", list(Aspect))
def test_every_aspect_of_every_service_has_an_answer_that_names_the_service(
    real_catalogue: Catalogue, aspect: Aspect
) -> None:
    for service in real_catalogue.ids:
        (reply,) = ask(real_catalogue, Reading("chiedi", aspects=(aspect.value,), services=(service,))).replies
        stated = real_catalogue.states(service, aspect)
        assert reply.outcome == ("risposto" if stated else "non_indicato")
        assert not stated or aspect.value in reply.facts
        assert reply.facts["id"] == service


@pytest.mark.parametrize(
    ("moment", "response", "keys"),
    [
        ((2025, 12, 18, 8), "utter_orari_aperto_appuntamento", {"chiude"}),
        ((2025, 12, 18, 15), "utter_orari_aperto_libero", {"chiude"}),
        ((2025, 12, 18, 7), "utter_orari_chiuso", {"prossimo_giorno", "prossima_ora"}),
        ((2025, 12, 25, 10), "utter_orari_chiuso_festivo", {"prossimo_giorno", "prossima_ora", "festa"}),
    ],
)
@pytest.mark.parametrize("service", ["sportello", "figlio"])
def test_hours_are_answered_for_the_moment_of_the_question(
    catalogue: Catalogue, service: str, moment: tuple[int, ...], response: str, keys: set[str]
) -> None:
    reading = Reading("chiedi_orari", aspects=("orari",), services=(service,))
    turn = ask(catalogue, reading, moment=dt.datetime(*moment, tzinfo=dt.UTC))
    assert said(turn) == [(response, service)]
    assert keys | {"orari", "nome"} <= set(turn.replies[0].facts)


@pytest.mark.parametrize(
    ("service", "response"),
    [("sportello", "utter_scheda"), ("figlio", "utter_scheda"), ("pasti", "utter_scheda_senza_accesso")],
)
def test_a_need_gets_an_overview_that_fits_what_is_stated(catalogue: Catalogue, service: str, response: str) -> None:
    turn = ask(catalogue, Reading("bisogno", services=(service,)))
    assert said(turn) == [(response, service)]
    assert turn.replies[0] == overview(service, catalogue)
    assert turn.memory == Memory(servizio=service, parlati=(service,))


def test_who_has_no_contact_is_answered_with_the_first_one(catalogue: Catalogue) -> None:
    for aspects in ((), ("costi",), ("orari",)):
        (reply,) = ask(catalogue, Reading("bisogno", aspects=aspects, services=("pasti",))).replies
        assert reply.facts["contatti"] == "Sportello: 02 953 3334, sportello@comune.it"


def test_two_aspects_of_two_services_get_four_answers_in_order(catalogue: Catalogue) -> None:
    turn = ask(catalogue, Reading("chiedi_costi", aspects=("costi", "dove"), services=("sportello", "pasti")))
    assert said(turn) == [
        ("utter_costi", "sportello"),
        ("utter_dove", "sportello"),
        ("utter_costi", "pasti"),
        ("utter_non_indicato_dove", "pasti"),
    ]
    both = ("sportello", "pasti")
    assert turn.memory == Memory("sportello", "pasti", parlati=both, aspetti=("costi", "dove"), offerti=both)


def test_a_follow_up_keeps_the_service_in_hand(catalogue: Catalogue) -> None:
    memory = Memory(servizio="pasti", servizio_precedente="bollo", aspetti=("cose",), non_capiti=1)
    turn = ask(catalogue, Reading("chiedi_costi", text="e quanto costa?", aspects=("costi",)), memory)
    assert said(turn) == [("utter_costi", "pasti")]
    assert turn.memory == Memory(servizio="pasti", servizio_precedente="bollo", parlati=("pasti",), aspetti=("costi",))


def test_a_named_service_wins_over_the_one_in_hand(catalogue: Catalogue) -> None:
    turn = ask(catalogue, Reading("chiedi_costi", aspects=("costi",), services=("bollo",)), Memory(servizio="pasti"))
    assert said(turn) == [("utter_costi", "bollo")]
    assert turn.memory == Memory(servizio="bollo", servizio_precedente="pasti", parlati=("bollo",), aspetti=("costi",))


def test_a_service_that_left_the_carta_is_no_longer_in_hand(catalogue: Catalogue) -> None:
    turn = ask(catalogue, Reading("chiedi_costi", aspects=("costi",)), Memory(servizio="abolito"))
    assert said(turn) == [("utter_quale_servizio", None)]


@pytest.mark.parametrize(
    "reading",
    [
        Reading("correggi", text="no, intendevo i pasti", services=("pasti",)),
        Reading("bisogno", text="e per i pasti?", services=("pasti",)),
        Reading("bisogno", text="Ed i pasti", services=("pasti",)),
        Reading("bisogno", text="i pasti invece?", services=("pasti",)),
        Reading("bisogno", text="e per i pasti di mia nonna", services=("pasti",)),
    ],
    ids=lambda reading: reading.text,
)
def test_a_correction_or_a_switch_answers_the_same_aspects_of_the_new_service(
    catalogue: Catalogue, reading: Reading
) -> None:
    turn = ask(catalogue, reading, Memory(servizio="sportello", aspetti=("costi", "dove")))
    assert said(turn) == [("utter_costi", "pasti"), ("utter_non_indicato_dove", "pasti")]
    assert turn.memory == Memory(
        servizio="pasti", servizio_precedente="sportello", parlati=("pasti",), aspetti=("costi", "dove")
    )


@pytest.mark.parametrize(
    "reading",
    [
        Reading("bisogno", text="mi servono i pasti", services=("pasti",)),
        Reading("bisogno", text="e poi mi servirebbero anche i pasti caldi", services=("pasti",)),
        Reading("bisogno", text="", services=("pasti",)),
        Reading("bisogno", text="e i pasti", services=("pasti",), is_choice=True),
    ],
    ids=["a need", "too long for a switch", "no text", "a choice"],
)
def test_a_need_or_a_choice_does_not_repeat_the_last_question(catalogue: Catalogue, reading: Reading) -> None:
    turn = ask(catalogue, reading, Memory(servizio="sportello", aspetti=("costi",), in_attesa=()))
    assert said(turn) == [("utter_scheda_senza_accesso", "pasti")]


def test_a_sentence_that_begins_with_the_verb_is_no_switch(catalogue: Catalogue) -> None:
    reading = Reading("bisogno", text="È per portare i pasti", services=("pasti",))
    turn = ask(catalogue, reading, Memory(servizio="sportello", aspetti=("costi",)))
    assert said(turn) == [("utter_scheda_senza_accesso", "pasti")]


@pytest.mark.parametrize("is_choice", [False, True])
def test_what_is_asked_now_wins_over_what_was_asked_before(catalogue: Catalogue, is_choice: bool) -> None:
    reading = Reading("chiedi_dove", text="e dove?", aspects=("dove",), services=("sportello",), is_choice=is_choice)
    turn = ask(catalogue, reading, Memory(in_attesa=("costi",), aspetti=("email",)))
    assert said(turn) == [("utter_dove", "sportello")]


def test_a_service_named_after_the_question_which_answers_what_was_waiting(catalogue: Catalogue) -> None:
    memory = Memory(in_attesa=("costi", "dove"), offerti=("pasti", "sportello"), aspetti=("email",))
    turn = ask(catalogue, Reading("bisogno", text="i pasti", services=("pasti",)), memory)
    assert said(turn) == [("utter_costi", "pasti"), ("utter_non_indicato_dove", "pasti")]
    assert turn.memory == Memory(
        servizio="pasti", parlati=("pasti",), aspetti=("costi", "dove"), offerti=memory.offerti
    )


def test_a_correction_without_a_service_asks_which_and_keeps_the_aspects(catalogue: Catalogue) -> None:
    memory = Memory(servizio="sportello", aspetti=("costi",))
    turn = ask(catalogue, Reading("correggi", text="non quello", candidates=("pasti",)), memory)
    assert said(turn) == [("utter_forse_uno", None)]
    assert turn.memory.in_attesa == ("costi",)


def test_a_correction_that_asks_something_is_not_answered_of_the_service_it_rejects(catalogue: Catalogue) -> None:
    reading = Reading("correggi", text="no, il costo di un altro", aspects=("costi",))
    turn = ask(catalogue, reading, Memory(servizio="pasti"))
    assert said(turn) == [("utter_quale_servizio", None)]


CHILD = Memory(servizio="figlio", aspetti=("costi",))


@pytest.mark.parametrize(
    ("reading", "service"),
    [
        (Reading("chiedi_telefono", aspects=("telefono",), services=("sportello",)), "figlio"),
        (Reading("bisogno", services=("sportello",)), "sportello"),
        (Reading("chiedi_telefono", aspects=("telefono",), services=("sportello",), is_choice=True), "sportello"),
    ],
    ids=["a question of the service above", "a need", "a button"],
)
def test_the_service_above_said_of_the_area_in_hand_means_the_area(
    catalogue: Catalogue, reading: Reading, service: str
) -> None:
    assert catalogue.service("figlio").padre == "sportello"
    assert ask(catalogue, reading, CHILD).replies[0].service == service


@pytest.mark.parametrize(
    ("memory", "responses"),
    [
        (Memory(servizio="pasti", aspetti=("costi",)), ["utter_costi"]),
        (Memory(servizio="pasti"), ["utter_quale_servizio"]),
        (Memory(aspetti=("costi",)), ["utter_quale_servizio"]),
    ],
)
def test_and_for_somebody_else_asks_the_same_again(catalogue: Catalogue, memory: Memory, responses: list[str]) -> None:
    turn = ask(catalogue, Reading("correggi", text="e suo fratello di 20?"), memory)
    assert [reply.response for reply in turn.replies] == responses
