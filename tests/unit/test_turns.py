from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns
from actions.turns import TurnAction, reading_of
from sportello.carta import Aspect, Catalogue
from sportello.dialogue.state import Button, Memory, Reading, Reply, Turn

MakeTracker = Callable[..., Tracker]


class Scripted(TurnAction):
    """Says what the test gave it and keeps what it was given."""

    def __init__(self, *replies: Reply, memory: Memory | None = None) -> None:
        self.replies, self.memory = replies, memory
        self.given: tuple[Reading, Memory, Catalogue] | None = None

    def name(self) -> str:
        return "action_scripted"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        self.given = (reading, memory, catalogue)
        return Turn(self.replies, self.memory or memory)


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(turns, "get_catalogue", lambda: catalogue)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ({}, Reading("chiedi_costi", text="quanto costa?")),
        (
            {
                "aspetti": ["costi", "dove"],
                "servizi": ["sad", "adm"],
                "candidati": [{"id": "sad", "punteggio": 0.6}, {"id": "adm", "punteggio": 0.4}],
            },
            Reading(
                "chiedi_costi",
                text="quanto costa?",
                aspects=("costi", "dove"),
                services=("sad", "adm"),
                candidates=("sad", "adm"),
            ),
        ),
    ],
)
def test_a_typed_message_is_taken_as_it_was_read(
    tracker: MakeTracker, reading: dict[str, Any], expected: Reading
) -> None:
    assert reading_of(tracker("chiedi_costi", text="quanto costa?", reading=reading)) == expected


def test_entities_of_a_typed_message_do_not_make_it_a_choice(tracker: MakeTracker) -> None:
    typed = tracker("bisogno", text="i pasti", entities={"servizio": "pasti"}, reading={"servizi": ["sad"]})
    assert reading_of(typed).services == ("sad",)
    assert not reading_of(typed).is_choice


@pytest.mark.parametrize(
    ("intent", "entities", "expected"),
    [
        *(
            (f"chiedi_{aspect.value}", {"servizio": "sad"}, {"aspects": (aspect.value,), "services": ("sad",)})
            for aspect in Aspect
        ),
        ("chiedi_dettagli", {"servizio": "sad"}, {"aspects": ("dettagli",), "services": ("sad",)}),
        ("bisogno", {"servizio": "sad"}, {"services": ("sad",)}),
        ("chiedi_elenco", {"categoria": "anziani"}, {"category": "anziani"}),
        ("chiedi_elenco", {}, {}),
        ("nega", {}, {}),
    ],
)
def test_a_choice_carries_its_service_and_aspect_by_itself(
    tracker: MakeTracker, intent: str, entities: dict[str, str], expected: dict[str, Any]
) -> None:
    choice = tracker(intent, text=f"/{intent}", entities=entities)
    assert reading_of(choice) == Reading(intent, is_choice=True, **expected)


async def test_an_action_gets_the_reading_the_memory_and_the_carta_in_force(
    tracker: MakeTracker, dispatcher: CollectingDispatcher, catalogue: Catalogue
) -> None:
    action = Scripted()
    slots = {"servizio": "pasti", "offerti": ["pasti"], "non_capiti": 1.0}
    await action.run(dispatcher, tracker("nega", slots=slots), {})
    assert action.given == (
        Reading("nega", is_choice=True),
        Memory(servizio="pasti", offerti=("pasti",), non_capiti=1),
        catalogue,
    )


async def test_only_slots_that_changed_are_set(tracker: MakeTracker, dispatcher: CollectingDispatcher) -> None:
    before = {"servizio": "pasti", "aspetti": ["costi"], "non_capiti": 1.0}
    memory = Memory(servizio="pasti", aspetti=("dove", "costi"))
    events = await Scripted(memory=memory).run(dispatcher, tracker("nega", slots=before), {})
    assert events == [SlotSet("aspetti", ["dove", "costi"]), SlotSet("non_capiti", 0)]


async def test_a_turn_that_changes_nothing_sets_nothing(tracker: MakeTracker, dispatcher: CollectingDispatcher) -> None:
    assert await Scripted().run(dispatcher, tracker("nega", slots={"servizio": "pasti"}), {}) == []
    assert dispatcher.messages == []


async def test_replies_are_said_in_order_with_their_facts_and_buttons(
    tracker: MakeTracker, dispatcher: CollectingDispatcher
) -> None:
    first = Reply("utter_elenco", "elenco", facts={"elenco": "x"}, buttons=(Button("Pasti", "/nega"),))
    await Scripted(first, Reply("utter_conferma", "conversazione")).run(dispatcher, tracker("nega"), {})
    assert [message["response"] for message in dispatcher.messages] == ["utter_elenco", "utter_conferma"]
    assert [message["esito"] for message in dispatcher.messages] == ["elenco", "conversazione"]
    assert dispatcher.messages[0]["elenco"] == "x"
    assert dispatcher.messages[0]["buttons"] == [{"title": "Pasti", "payload": "/nega"}]
    assert [message.get("text") for message in dispatcher.messages] == [None, None]


async def test_a_reply_about_a_service_brings_its_contacts_and_source(
    tracker: MakeTracker, dispatcher: CollectingDispatcher
) -> None:
    await Scripted(Reply("utter_costi", "risposto", "bollo", {"costi": "x"})).run(dispatcher, tracker("nega"), {})
    (message,) = dispatcher.messages
    assert [card["etichetta"] for card in message["contatti_dati"]] == ["Ufficio casa", "Segreteria"]
    assert message["fonte"]["sezione"] == "1"


async def test_a_reply_says_for_the_statistics_what_it_was_about(
    tracker: MakeTracker, dispatcher: CollectingDispatcher
) -> None:
    reply = Reply("utter_costi", "risposto", "bollo", {"costi": "x"}, aspect="costi")
    await Scripted(reply).run(dispatcher, tracker("nega"), {})
    (message,) = dispatcher.messages
    assert (message["esito"], message["servizio"], message["aspetto"]) == ("risposto", "bollo", "costi")


async def test_a_reply_about_no_service_brings_neither(tracker: MakeTracker, dispatcher: CollectingDispatcher) -> None:
    await Scripted(Reply("utter_conferma", "conversazione")).run(dispatcher, tracker("nega"), {})
    assert not {"contatti_dati", "fonte"} & set(dispatcher.messages[0])


async def test_where_there_may_be_danger_the_numbers_come_first(
    tracker: Callable[..., Tracker], dispatcher: CollectingDispatcher
) -> None:
    reading = {"servizi": ["pasti"], "aspetti": ["costi"], "pericolo": True}
    script = Scripted(Reply("utter_costi", "risposto"))
    await script.run(dispatcher, tracker("chiedi_costi", "quanto costa", reading=reading), {})
    assert [said["response"] for said in dispatcher.messages] == ["utter_forse_pericolo", "utter_costi"]
