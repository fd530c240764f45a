from __future__ import annotations

from dataclasses import replace

import pytest

from sportello.dialogue.state import Memory

FULL = Memory(
    servizio="sad",
    servizio_precedente="adm",
    parlati=("adm", "sad"),
    aspetti=("costi", "orari"),
    in_attesa=("costi",),
    offerti=("sad", "adh"),
    non_capiti=1,
)


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"servizio": None, "aspetti": None, "in_attesa": None, "offerti": None, "non_capiti": None},
        {"aspetti": [], "offerti": [], "in_attesa": [], "non_capiti": 0.0, "session_started_metadata": {}},
    ],
    ids=["no slots", "empty slots", "slots of others"],
)
def test_a_conversation_that_begins_remembers_nothing(slots: dict[str, object]) -> None:
    assert Memory.from_slots(slots) == Memory()


def test_all_that_is_remembered_comes_back_from_the_slots() -> None:
    assert Memory.from_slots(FULL.changes(Memory())) == FULL


def test_numbers_from_the_tracker_store_are_whole() -> None:
    assert repr(Memory.from_slots({"non_capiti": 2.0}).non_capiti) == "2"


def test_only_slots_that_differ_are_set_and_lists_are_plain_lists() -> None:
    before = Memory("sad", "adm", ("adm", "sad"), aspetti=("costi",), offerti=("sad", "adh"))
    assert FULL.changes(before) == {"aspetti": ["costi", "orari"], "in_attesa": ["costi"], "non_capiti": 1}


def test_what_is_forgotten_is_set_to_nothing() -> None:
    assert Memory().changes(FULL) == {
        "servizio": None,
        "servizio_precedente": None,
        "parlati": [],
        "aspetti": [],
        "in_attesa": [],
        "offerti": [],
        "non_capiti": 0,
    }


def test_a_memory_that_did_not_change_sets_no_slot() -> None:
    assert FULL.changes(Memory.from_slots(FULL.changes(Memory()))) == {}


@pytest.mark.parametrize(
    ("before", "service", "previous"),
    [
        (Memory(), "sad", None),
        (Memory(servizio="adm"), "sad", "adm"),
        (Memory(servizio="sad"), "sad", None),
        (Memory(servizio="sad", servizio_precedente="adm"), "sad", "adm"),
        (Memory(servizio="adm", servizio_precedente="sad"), "sad", "adm"),
    ],
)
def test_an_answer_keeps_the_service_before_unless_it_is_the_same(
    before: Memory, service: str, previous: str | None
) -> None:
    after = before.settled((service,), ("costi",))
    assert (after.servizio, after.servizio_precedente) == (service, previous)


def test_after_an_answer_no_question_is_open_but_a_list_stays() -> None:
    kept = Memory("sad", "adm", ("adm", "sad"), aspetti=("dove",), offerti=("sad", "adh"))
    assert FULL.settled(("sad",), ("dove",)) == kept


def test_a_single_offer_is_spent_by_an_answer() -> None:
    assert replace(FULL, offerti=("sad",)).settled(("sad",), ()).offerti == ()


def test_a_list_is_left_by_an_answer_about_something_else() -> None:
    assert FULL.settled(("geko",), ()).offerti == ()


def test_two_services_answered_together_can_be_pointed_at() -> None:
    after = FULL.settled(("pasti", "geko"), ("costi",))
    assert (after.servizio, after.servizio_precedente) == ("pasti", "geko")
    assert after.pointed_at() == ("pasti", "geko")


def test_what_was_spoken_of_can_be_pointed_at_in_the_order_in_which_it_came_up() -> None:
    memory = Memory()
    for service in ("sad", "adm", "sad", "geko"):
        memory = memory.settled((service,), ())
    assert memory.pointed_at() == ("sad", "adm", "geko")


def test_only_the_last_services_spoken_of_are_remembered() -> None:
    memory = Memory()
    for number in range(20):
        memory = memory.settled((f"servizio_{number}",), ())
    assert memory.parlati == tuple(f"servizio_{number}" for number in range(14, 20))


def test_of_two_services_named_the_second_can_be_pointed_at_though_only_one_was_asked_about() -> None:
    after = Memory().settled(("sad",), ("cose",), named=("sad", "geko"))
    assert after.pointed_at() == ("sad", "geko")
    assert after.servizio_precedente is None
