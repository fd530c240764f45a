from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import services, turns
from actions.services import ActionRispondi
from sportello.carta import Catalogue

MakeTracker = Callable[..., Tracker]


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(turns, "get_catalogue", lambda: catalogue)


def test_its_name_is_that_of_the_domain() -> None:
    assert ActionRispondi().name() == "action_rispondi"


@pytest.mark.parametrize(
    ("intent", "reading", "slots", "responses", "events"),
    [
        pytest.param(
            "chiedi_costi",
            {"aspetti": ["costi"], "servizi": ["pasti"]},
            {},
            ["utter_costi"],
            [SlotSet("servizio", "pasti"), SlotSet("parlati", ["pasti"]), SlotSet("aspetti", ["costi"])],
            id="an aspect of a service",
        ),
        pytest.param(
            "chiedi_costi",
            {"aspetti": ["costi", "dove"], "servizi": ["pasti"]},
            {"servizio": "bollo", "aspetti": ["costi", "dove"]},
            ["utter_costi", "utter_non_indicato_dove"],
            [SlotSet("servizio", "pasti"), SlotSet("servizio_precedente", "bollo"), SlotSet("parlati", ["pasti"])],
            id="two aspects of another service",
        ),
        pytest.param(
            "bisogno",
            {"servizi": ["sportello"]},
            {"non_capiti": 1},
            ["utter_scheda"],
            [SlotSet("servizio", "sportello"), SlotSet("parlati", ["sportello"]), SlotSet("non_capiti", 0)],
            id="a need",
        ),
        pytest.param(
            "chiedi_costi",
            {"aspetti": ["costi"]},
            {"servizio": "pasti", "parlati": ["pasti"], "aspetti": ["costi"]},
            ["utter_costi"],
            [],
            id="the same again of the service in hand",
        ),
        pytest.param(
            "chiedi_costi",
            {"aspetti": ["costi"], "candidati": [{"id": "pasti"}, {"id": "bollo"}]},
            {},
            ["utter_forse"],
            [SlotSet("in_attesa", ["costi"]), SlotSet("offerti", ["pasti", "bollo"])],
            id="unsure between two",
        ),
        pytest.param(
            "bisogno",
            {"servizi": ["bollo"]},
            {"in_attesa": ["costi"], "offerti": ["pasti", "bollo"]},
            ["utter_costi"],
            [
                SlotSet("servizio", "bollo"),
                SlotSet("parlati", ["bollo"]),
                SlotSet("aspetti", ["costi"]),
                SlotSet("in_attesa", []),
            ],
            id="the answer to which one",
        ),
        pytest.param(
            "correggi",
            {"servizi": ["bollo"]},
            {"servizio": "pasti", "aspetti": ["costi"]},
            ["utter_costi"],
            [SlotSet("servizio", "bollo"), SlotSet("servizio_precedente", "pasti"), SlotSet("parlati", ["bollo"])],
            id="a correction",
        ),
        pytest.param(
            "chiedi_costi",
            {"aspetti": ["costi"]},
            {},
            ["utter_quale_servizio"],
            [SlotSet("in_attesa", ["costi"])],
            id="of no service at all",
        ),
    ],
)
async def test_a_typed_question_leads_to_responses_and_slots(
    tracker: MakeTracker,
    dispatcher: CollectingDispatcher,
    intent: str,
    reading: dict[str, Any],
    slots: dict[str, Any],
    responses: list[str],
    events: list[EventType],
) -> None:
    given = await ActionRispondi().run(dispatcher, tracker(intent, text="testo", slots=slots, reading=reading), {})
    assert [message["response"] for message in dispatcher.messages] == responses
    assert given == events


async def test_a_choice_is_answered_for_its_own_service_and_aspect(
    tracker: MakeTracker, dispatcher: CollectingDispatcher
) -> None:
    slots = {"servizio": "bollo", "aspetti": ["dove"], "in_attesa": ["email"]}
    choice = tracker("chiedi_costi", slots=slots, entities={"servizio": "pasti"})
    events = await ActionRispondi().run(dispatcher, choice, {})
    assert [message["response"] for message in dispatcher.messages] == ["utter_costi"]
    assert dispatcher.messages[0]["id"] == "pasti"
    assert events == [
        SlotSet("servizio", "pasti"),
        SlotSet("servizio_precedente", "bollo"),
        SlotSet("parlati", ["pasti"]),
        SlotSet("aspetti", ["costi"]),
        SlotSet("in_attesa", []),
    ]


@pytest.mark.parametrize(
    ("moment", "response"),
    [
        (dt.datetime(2025, 12, 18, 8, tzinfo=dt.UTC), "utter_orari_aperto_appuntamento"),
        (dt.datetime(2025, 12, 18, 15, tzinfo=dt.UTC), "utter_orari_aperto_libero"),
        (dt.datetime(2025, 12, 18, 17, tzinfo=dt.UTC), "utter_orari_chiuso"),
        (dt.datetime(2025, 12, 25, 9, tzinfo=dt.UTC), "utter_orari_chiuso_festivo"),
    ],
)
async def test_hours_are_answered_for_now(
    monkeypatch: pytest.MonkeyPatch,
    tracker: MakeTracker,
    dispatcher: CollectingDispatcher,
    moment: dt.datetime,
    response: str,
) -> None:
    clock = SimpleNamespace(now=lambda zone: moment.astimezone(zone))
    monkeypatch.setattr(services, "dt", SimpleNamespace(datetime=clock, UTC=dt.UTC))
    await ActionRispondi().run(dispatcher, tracker("chiedi_orari", entities={"servizio": "sportello"}), {})
    assert [message["response"] for message in dispatcher.messages] == [response]
