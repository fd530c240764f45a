from __future__ import annotations

from dataclasses import replace

import pytest
from scores import LIMITS, read

from sportello.nlu.reading import (
    BACK,
    CORRECT,
    LIST,
    MAYBE_EMERGENCY,
    NEED,
    NO_SERVICE,
    Scored,
    Thresholds,
    Understanding,
)


@pytest.mark.parametrize(
    ("asked", "intent", "aspects"),
    [
        ({NEED: 0.9, "chiedi_costi": 0.1}, NEED, ()),
        ({NEED: 0.7, "chiedi_costi": 0.2, "chiedi_dove": 0.1}, NEED, ()),
        ({NEED: 0.6, "chiedi_costi": 0.4}, "chiedi_costi", ("costi",)),
        ({NEED: 0.1, "chiedi_costi": 0.9}, "chiedi_costi", ("costi",)),
        ({"chiedi_dove": 0.15, "chiedi_costi": 0.85}, "chiedi_costi", ("costi",)),
        ({"chiedi_dove": 0.3, "chiedi_costi": 0.7}, "chiedi_costi", ("costi", "dove")),
        ({"chiedi_dove": 0.3, "chiedi_costi": 0.4, "chiedi_orari": 0.3}, "chiedi_costi", ("costi", "dove")),
        ({"chiedi_telefono": 0.5, "chiedi_email": 0.5}, "chiedi_contatti", ("contatti",)),
        ({"chiedi_telefono": 0.9, "chiedi_email": 0.1}, "chiedi_telefono", ("telefono",)),
        ({"chiedi_contatti": 0.6, "chiedi_email": 0.4}, "chiedi_contatti", ("contatti",)),
        ({CORRECT: 0.9, "chiedi_costi": 0.1}, CORRECT, ()),
        ({CORRECT: 1.0}, CORRECT, ()),
    ],
)
def test_what_is_asked_is_the_surest_aspect_and_a_second_one_where_that_is_likely_too(
    asked: dict[str, float], intent: str, aspects: tuple[str, ...]
) -> None:
    understood = read({"sad": 1.0}, asked)
    assert (understood.intent, understood.aspects) == (intent, aspects)


@pytest.mark.parametrize(
    ("topics", "intent"),
    [
        ({"sad": 1.0}, CORRECT),
        ({NO_SERVICE: 1.0}, "chiedi_costi"),
    ],
    ids=["a service is meant", "no service is meant"],
)
def test_a_correction_that_is_not_sure_is_one_only_where_a_service_is_meant(
    topics: dict[str, float], intent: str
) -> None:
    assert read(topics, {CORRECT: 0.6, "chiedi_costi": 0.4}).intent == intent


@pytest.mark.parametrize(
    ("topics", "services", "candidates"),
    [
        ({"sad": 0.9, "adm": 0.05, "pasti": 0.05}, ("sad",), ["sad"]),
        ({"sad": 0.46, "adm": 0.28, "pasti": 0.26}, ("sad",), ["sad", "adm", "pasti"]),
        ({"sad": 0.44, "adm": 0.29, "pasti": 0.27}, (), ["sad", "adm", "pasti"]),
        ({"adm": 0.45, "sad": 0.55}, ("sad", "adm"), ["sad", "adm"]),
        ({"adm": 0.34, "sad": 0.36, "pasti": 0.3}, ("sad", "adm"), ["sad", "adm", "pasti"]),
        ({"sad": 0.29, "adm": 0.11, NO_SERVICE: 0.6}, ("sad",), ["sad", "adm"]),
        ({"sad": 0.29, "adm": 0.12, NO_SERVICE: 0.59}, (), ["sad", "adm"]),
        ({"sad": 0.24, NO_SERVICE: 0.76}, (), ["sad"]),
        ({"sad": 0.09, NO_SERVICE: 0.91}, (), []),
        ({NO_SERVICE: 1.0}, (), []),
    ],
    ids=[
        "one alone",
        "one just sure",
        "none sure",
        "two alike",
        "two of three",
        "one far ahead",
        "one not far ahead",
        "too low for one",
        "too low for a choice",
        "nothing in particular",
    ],
)
def test_services_are_meant_or_offered_by_their_share(
    topics: dict[str, float], services: tuple[str, ...], candidates: list[str]
) -> None:
    understood = read(topics)
    assert understood.intent == NEED
    assert understood.services == services
    assert [scored.name for scored in understood.candidates] == candidates


def test_a_service_that_is_named_needs_a_lower_share() -> None:
    limits = replace(LIMITS, name_boost=1.0, named_floor=0.0, named_service=0.3, lonely_service=0.5)
    scores = {"sad": 0.35, "adm": 0.25, NO_SERVICE: 0.4}
    assert read(scores, named={"sad": 1.0}, thresholds=limits).services == ("sad",)
    assert read(scores, thresholds=limits).services == ()
    assert read(scores, named={"sad": 1.0}, thresholds=replace(limits, named_service=0.4)).services == ()


def test_shares_are_taken_among_what_is_asked_of_services() -> None:
    understood = read({"sad": 0.4, "adm": 0.1, "conversa/saluto": 0.3, "fuori_ambito/sport": 0.2})
    assert understood.score == pytest.approx(0.5)
    assert understood.services == ("sad",)
    assert understood.candidates[0] == Scored("sad", pytest.approx(0.8))


@pytest.mark.parametrize(
    ("topics", "intent", "score"),
    [
        ({"conversa/saluto": 0.6, "sad": 0.4}, "conversa/saluto", 0.6),
        ({"conversa/saluto": 0.2, "conversa/grazie": 0.35, "sad": 0.45}, "conversa/grazie", 0.55),
        ({"privacy": 0.7, NO_SERVICE: 0.3}, "privacy", 0.7),
        ({"chiedi_elenco": 0.7, "sad": 0.3}, "chiedi_elenco", 0.7),
        ({"fuori_ambito/sport": 0.35, "fuori_ambito/meteo": 0.25, "sad": 0.4}, "fuori_ambito/sport", 0.6),
    ],
)
def test_another_topic_is_the_best_of_the_best_group_and_asks_nothing_of_a_service(
    topics: dict[str, float], intent: str, score: float
) -> None:
    assert read(topics, {"chiedi_costi": 1.0}) == Understanding(intent, pytest.approx(score))


def test_services_and_nothing_in_particular_count_together_against_other_topics() -> None:
    assert read({"sad": 0.2, "adm": 0.15, NO_SERVICE: 0.2, "conversa/saluto": 0.45}).intent == NEED


@pytest.mark.parametrize(
    ("topics", "intent"),
    [
        ({"emergenza/salute": 0.41, "sad": 0.59}, "emergenza/salute"),
        ({"emergenza/salute": 0.15, "emergenza/minori": 0.26, "sad": 0.59}, "emergenza/minori"),
        ({"emergenza/salute": 0.39, "sad": 0.61}, NEED),
    ],
)
def test_an_emergency_wins_from_its_own_lower_score(topics: dict[str, float], intent: str) -> None:
    assert read(topics).intent == intent


@pytest.mark.parametrize(
    ("likeness", "services"),
    [(0.0, ("adm",)), (0.5, ("adm", "sad")), (1.0, ("sad", "adm"))],
)
def test_a_name_in_the_text_raises_its_service_the_more_the_better_it_is_spelt(
    likeness: float, services: tuple[str, ...]
) -> None:
    understood = read({"sad": 0.25, "adm": 0.75}, named={"sad": likeness})
    assert understood.services == services


def test_a_name_counts_even_where_the_words_say_nothing_of_its_service() -> None:
    floor = Thresholds(name_boost=5.0, named_floor=0.1)
    understood = read({"sad": 0.0, "adm": 0.2, NO_SERVICE: 0.8}, named={"sad": 1.0}, thresholds=floor)
    assert understood.candidates[0] == Scored("sad", pytest.approx(0.5 / 1.5))


def test_a_name_brings_the_message_back_from_other_topics() -> None:
    topics = {"sad": 0.2, "conversa/saluto": 0.8}
    assert read(topics).intent == "conversa/saluto"
    assert read(topics, named={"sad": 1.0}).intent == NEED


def test_the_service_in_hand_and_a_question_that_names_none_are_raised_alike() -> None:
    topics = {"sad": 0.2, "adm": 0.5, NO_SERVICE: 0.3}
    understood = read(topics, in_hand="sad")
    assert read(topics).services == ("adm",)
    assert {scored.name: scored.score for scored in understood.candidates} == pytest.approx({"sad": 0.3, "adm": 0.25})


def test_the_name_of_the_service_in_hand_weighs_nothing_more() -> None:
    topics = {"sad": 0.1, "adm": 0.9}
    assert read(topics, named={"sad": 1.0}, in_hand="sad") == read(topics, in_hand="sad")


def test_who_goes_back_and_names_nothing_is_heard_as_going_back() -> None:
    topics = {NO_SERVICE: 0.9, BACK: 0.1}
    costs = {"chiedi_costi": 1.0}
    back = read(topics, costs, in_hand="sad", recent=("adm",), back=True)
    assert (back.intent, back.aspects) == (BACK, ("costi",))
    assert read(topics, costs, in_hand="sad", back=True).intent == "chiedi_costi"


def test_who_goes_back_does_not_mean_the_service_in_hand() -> None:
    topics = {"sad": 0.7, "adm": 0.2, NO_SERVICE: 0.1}
    back = read(topics, {"chiedi_costi": 1.0}, in_hand="sad", recent=("adm",), back=True)
    assert back.services == ("adm",)
    assert read(topics, {"chiedi_costi": 1.0}, in_hand="sad", back=True).services == ("sad",)


def test_what_is_not_ours_is_raised_where_no_service_is_named_or_in_hand() -> None:
    topics = {"sad": 0.6, "fuori_ambito/sport": 0.4}
    raised = Thresholds(out_of_scope_boost=2.0)
    assert read(topics, thresholds=raised).intent == "fuori_ambito/sport"
    assert read(topics, thresholds=raised, named={"sad": 1.0}).intent == NEED
    assert read(topics, thresholds=raised, in_hand="sad").intent == NEED


def test_scores_of_the_whole_reading_stay_a_distribution() -> None:
    topics = {"sad": 0.3, "adm": 0.2, NO_SERVICE: 0.1, "conversa/saluto": 0.4}
    understood = read(topics, named={"sad": 1.0}, in_hand="adm")
    assert 0 < understood.score <= 1
    assert sum(scored.score for scored in understood.candidates) <= 1


COSTS = {"chiedi_costi": 0.6, NEED: 0.4}


@pytest.mark.parametrize(
    ("parts", "aspects"),
    [
        ((COSTS, {"chiedi_telefono": 0.9, NEED: 0.1}), ("telefono", "costi")),
        ((COSTS, {"chiedi_telefono": 0.4, "chiedi_orari": 0.3, NEED: 0.3}), ("telefono", "costi")),
        (({"chiedi_telefono": 0.9, NEED: 0.1}, {NEED: 1.0}), ("telefono",)),
        (({NEED: 0.6, "chiedi_costi": 0.4}, {NEED: 1.0}), ("telefono",)),
        (({"chiedi_costi": 0.49, NEED: 0.3, "chiedi_dove": 0.21},), ("telefono",)),
        ((COSTS, {"chiedi_dove": 1.0}), ("telefono", "costi")),
    ],
)
def test_a_part_that_surely_asks_another_aspect_adds_one(
    parts: tuple[dict[str, float], ...], aspects: tuple[str, ...]
) -> None:
    asked = {"chiedi_telefono": 0.95, "chiedi_costi": 0.05}
    assert read({"sad": 1.0}, asked, parts=parts).aspects == aspects


@pytest.mark.parametrize(
    ("asked", "in_hand", "named", "meant"),
    [
        ({"chiedi_costi": 1.0}, "adm", {}, ("adm",)),
        ({"chiedi_costi": 1.0}, "pasti", {}, ("sad",)),
        ({"chiedi_costi": 1.0}, "geko", {}, ("sad",)),
        ({"chiedi_costi": 1.0}, "adm", {"sad": 1.0}, ("sad",)),
        ({NEED: 1.0}, "adm", {}, ("sad",)),
    ],
    ids=["it may be meant", "it is far behind", "it cannot be meant", "another is named", "a need is told anew"],
)
def test_a_question_that_names_no_service_stays_with_the_one_in_hand_where_that_may_be_meant(
    asked: dict[str, float], in_hand: str, named: dict[str, float], meant: tuple[str, ...]
) -> None:
    limits = replace(LIMITS, in_hand_boost=1.0, stay_factor=3.0)
    understood = read({"sad": 0.6, "adm": 0.25, "pasti": 0.15}, asked, named, in_hand, limits)
    assert understood.services == meant


def test_an_emergency_is_one_whatever_service_is_named_or_in_hand() -> None:
    topics = {"emergenza/suicidio": 0.45, "sad": 0.2, NO_SERVICE: 0.35}
    understood = read(topics, {"chiedi_costi": 1.0}, {"sad": 1.0}, "sad")
    assert understood.intent == "emergenza/suicidio"


@pytest.mark.parametrize("others", [{"sad": 0.7}, {LIST: 0.7}, {"adm": 0.4, "geko": 0.3}])
def test_where_there_may_be_danger_the_question_is_answered_all_the_same(others: dict[str, float]) -> None:
    understood = read({"emergenza/salute": 0.3, **others})
    assert understood == replace(read(others), maybe_danger=True)


@pytest.mark.parametrize("others", [{"fuori_ambito/mondo": 0.7}, {"conversa/saluto": 0.7}, {NO_SERVICE: 0.7}])
def test_where_there_may_be_danger_and_nothing_else_to_answer_danger_comes_first(others: dict[str, float]) -> None:
    assert read({"emergenza/salute": 0.3, **others}) == Understanding(MAYBE_EMERGENCY, 0.3)


def test_a_low_score_is_no_danger_and_takes_nothing_from_the_rest() -> None:
    assert read({"emergenza/salute": 0.19, "sad": 0.81}) == read({"sad": 0.81})


def test_a_bare_need_of_no_sure_service_has_a_likely_one() -> None:
    limits = replace(LIMITS, likely_service=0.35, sure_service=0.5, lonely_service=0.5)
    scores = {"sad": 0.42, "adm": 0.29, "geko": 0.29}
    assert read(scores, thresholds=limits).likely == "sad"
    assert read(scores, {"chiedi_costi": 1.0}, thresholds=limits).likely is None
    assert read({"sad": 0.34, "adm": 0.33, "geko": 0.33}, thresholds=limits).likely is None
