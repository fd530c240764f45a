"""What is answered where it is not sure which service is meant."""

from __future__ import annotations

import factories
import pytest
from answers import ask, said

from sportello.carta import Catalogue
from sportello.dialogue.answer import ask_which
from sportello.dialogue.state import MAX_BUTTONS, Memory, Reading


def test_unsure_between_services_it_asks_which_and_remembers_the_aspect(catalogue: Catalogue) -> None:
    reading = Reading("chiedi_costi", aspects=("costi",), candidates=("bollo", "abolito", "pasti"))
    turn = ask(catalogue, reading, Memory(non_capiti=1))
    (reply,) = turn.replies
    assert (reply.response, reply.outcome, reply.service) == ("utter_forse", "chiarito", None)
    assert [(button.title, button.payload) for button in reply.buttons] == [
        ("Alloggio", '/chiedi_costi{"servizio":"bollo"}'),
        ("Servizio pasti (PAD)", '/chiedi_costi{"servizio":"pasti"}'),
    ]
    assert turn.memory == Memory(in_attesa=("costi",), offerti=("bollo", "pasti"))


def test_a_need_without_an_aspect_offers_overviews(catalogue: Catalogue) -> None:
    (reply,) = ask(catalogue, Reading("bisogno", candidates=("pasti",))).replies
    assert reply.response == "utter_forse_uno"
    assert [button.payload for button in reply.buttons] == ['/bisogno{"servizio":"pasti"}']


def test_without_any_candidate_it_asks_openly(catalogue: Catalogue) -> None:
    turn = ask(catalogue, Reading("chiedi_costi", aspects=("costi",), candidates=("abolito",)))
    assert said(turn) == [("utter_quale_servizio", None)]
    assert turn.replies[0].outcome == "chiarito"
    assert turn.replies[0].buttons == ()
    assert turn.memory == Memory(in_attesa=("costi",))


def test_no_more_buttons_are_offered_than_fit_and_only_those_are_remembered() -> None:
    many = tuple(f"s{number}" for number in range(MAX_BUTTONS + 2))
    catalogue = factories.catalogue(factories.carta(*map(factories.service, many)))
    turn = ask_which(many, (), Memory(servizio="s0"), catalogue)
    assert len(turn.replies[0].buttons) == MAX_BUTTONS == 4
    assert turn.memory == Memory(servizio="s0", offerti=many[:MAX_BUTTONS])


def test_a_choice_of_a_service_that_left_the_carta_gets_no_facts_of_another_one(catalogue: Catalogue) -> None:
    reading = Reading("chiedi_costi", aspects=("costi",), services=("abolito",), is_choice=True)
    turn = ask(catalogue, reading, Memory(servizio="pasti"))
    assert "pasti" not in [reply.service for reply in turn.replies]


def test_a_need_without_a_sure_service_is_answered_as_a_guess_with_the_others_at_hand(catalogue: Catalogue) -> None:
    reading = Reading("bisogno", text="mia mamma", candidates=("pasti", "sportello"), likely="pasti")
    turn = ask(catalogue, reading, Memory())
    assert said(turn) == [("utter_forse_scheda", None), ("utter_scheda_senza_accesso", "pasti")]
    assert [button.payload for button in turn.replies[0].buttons] == ['/bisogno{"servizio":"sportello"}']
    assert turn.memory == Memory(servizio="pasti", parlati=("pasti",), offerti=("pasti", "sportello"))


def test_nothing_is_guessed_while_an_aspect_is_waiting(catalogue: Catalogue) -> None:
    reading = Reading("bisogno", text="mia mamma", candidates=("pasti", "sportello"), likely="pasti")
    turn = ask(catalogue, reading, Memory(in_attesa=("costi",)))
    assert said(turn) == [("utter_forse", None)]
    assert turn.memory.in_attesa == ("costi",)


def test_nothing_is_guessed_of_a_service_that_is_no_more(catalogue: Catalogue) -> None:
    reading = Reading("bisogno", text="mia mamma", candidates=("abolito", "pasti"), likely="abolito")
    assert said(ask(catalogue, reading)) == [("utter_forse_uno", None)]


@pytest.mark.parametrize("candidates", [(), ("bollo", "pasti")])
def test_a_need_that_says_nothing_new_stays_with_the_service_in_hand(
    catalogue: Catalogue, candidates: tuple[str, ...]
) -> None:
    reading = Reading("bisogno", text="mi aiuta qualcuno?", candidates=candidates)
    turn = ask(catalogue, reading, Memory(servizio="pasti", aspetti=("costi",)))
    assert said(turn) == [("utter_scheda_senza_accesso", "pasti")]


def test_a_need_that_points_elsewhere_asks_which(catalogue: Catalogue) -> None:
    reading = Reading("bisogno", text="mi aiuta qualcuno?", candidates=("bollo",))
    assert said(ask(catalogue, reading, Memory(servizio="pasti"))) == [("utter_forse_uno", None)]
