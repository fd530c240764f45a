"""What is understood in the course of a conversation: who turns away, goes back, corrects or points."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from scores import LIMITS, read

from sportello.nlu.reading import (
    BACK,
    CORRECT,
    NEED,
    NO_SERVICE,
)

COSTS = {"chiedi_costi": 1.0}
LIKELY_OTHER = {"sad": 0.25, "pasti": 0.55, NO_SERVICE: 0.2}


@pytest.mark.parametrize(
    ("course", "services"),
    [
        ({}, ("sad",)),
        ({"away": True}, ("pasti",)),
        ({"back": True, "recent": ("pasti",)}, ("pasti",)),
    ],
    ids=["goes on", "turns away", "goes back"],
)
def test_words_that_turn_away_or_back_let_go_of_the_service_in_hand(
    course: dict[str, Any], services: tuple[str, ...]
) -> None:
    assert read(LIKELY_OTHER, COSTS, in_hand="sad", **course).services == services


def test_words_that_turn_away_from_nothing_leave_the_question_to_the_service_in_hand() -> None:
    understood = read({NO_SERVICE: 0.9, "pasti": 0.1}, COSTS, in_hand="sad", away=True)
    assert (understood.aspects, understood.services) == (("costi",), ())


def test_who_may_have_it_is_asked_of_the_service_in_hand_whoever_is_described() -> None:
    topics = {"sad": 0.03, "pasti": 0.67, NO_SERVICE: 0.3}
    asks = {"chiedi_destinatari": 1.0}
    assert read(topics, asks, in_hand="sad").services != ("sad",)
    assert read(topics, asks, in_hand="sad", thresholds=replace(LIMITS, for_whom_boost=9.0)).services == ("sad",)


@pytest.mark.parametrize("named", [{"sad": 1.0, "pasti": 1.0}, {"pasti": 1.0, "sad": 1.0}])
def test_two_that_are_named_together_are_both_meant_in_the_order_of_the_words(named: dict[str, float]) -> None:
    assert read({"sad": 0.8, "pasti": 0.2}, named=named).services == tuple(named)


def test_who_names_somebody_who_told_them_of_a_service_means_the_service() -> None:
    named = {"geko": 1.0, "sad": 1.0}
    assert read({"sad": 0.88, "geko": 0.12}, COSTS, named=named).services == ("sad",)
    assert read({"sad": 0.8, "geko": 0.2}, COSTS, named=named).services == ("geko", "sad")


@pytest.mark.parametrize(("score", "intent"), [(0.02, "chiedi_costi"), (0.3, BACK)])
def test_words_that_go_back_without_saying_where_do_so_only_where_that_is_likely(score: float, intent: str) -> None:
    topics = {NO_SERVICE: 1 - score, BACK: score}
    assert read(topics, COSTS, in_hand="sad", back=True, recent=("pasti", "adm")).intent == intent


def test_who_corrects_means_one_service_though_two_are_named() -> None:
    understood = read({"sad": 0.8, "pasti": 0.2}, {CORRECT: 1.0}, {"pasti": 1.0, "sad": 1.0})
    assert len(understood.services) == 1


@pytest.mark.parametrize("intent", ["scegli/secondo", BACK])
def test_who_points_at_a_service_may_ask_something_of_it(intent: str) -> None:
    topics = {intent: 0.8, "sad": 0.1, NO_SERVICE: 0.1}
    assert read(topics, COSTS).aspects == ("costi",)
    assert read(topics, COSTS).intent == intent
    assert read(topics, {"chiedi_costi": 0.4, NEED: 0.6}).aspects == ()


def test_who_points_at_a_former_service_and_describes_it_means_that_one() -> None:
    topics = {BACK: 0.7, "pasti": 0.2, "sad": 0.05, NO_SERVICE: 0.05}
    understood = read(topics, COSTS, in_hand="sad", recent=("pasti",), back=True)
    assert (understood.intent, understood.services) == ("chiedi_costi", ("pasti",))
    assert read(topics, COSTS, in_hand="sad", recent=("geko",), back=True).services == ()


def test_what_a_part_surely_asks_comes_before_what_the_whole_may_ask() -> None:
    whole = {"chiedi_email": 0.3, "chiedi_costi": 0.25, "chiedi_dove": 0.25, NEED: 0.2}
    parts = ({NEED: 1.0}, {"chiedi_orari": 0.9, NEED: 0.1})
    assert read({"sad": 1.0}, whole, parts=parts).aspects[0] == "orari"


def test_who_corrects_and_asks_in_one_breath_is_understood_in_both() -> None:
    parts = ({CORRECT: 1.0}, {"chiedi_destinatari": 0.9, CORRECT: 0.1})
    understood = read({"sad": 1.0}, {CORRECT: 0.9, "chiedi_destinatari": 0.1}, parts=parts)
    assert (understood.intent, understood.aspects) == (CORRECT, ("destinatari",))
