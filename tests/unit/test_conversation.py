from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns
from actions.conversation import ActionConferma, ActionElenco, ActionNega, ActionNonCapito, ActionScegli, ActionTorna
from actions.turns import TurnAction
from sportello.carta import Catalogue

MakeTracker = Callable[..., Tracker]


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(turns, "get_catalogue", lambda: catalogue)


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (ActionElenco, "action_elenco"),
        (ActionConferma, "action_conferma"),
        (ActionNega, "action_nega"),
        (ActionScegli, "action_scegli"),
        (ActionTorna, "action_torna"),
        (ActionNonCapito, "action_non_capito"),
    ],
)
def test_names_are_those_of_the_domain(action: type[TurnAction], name: str) -> None:
    assert action().name() == name


@pytest.mark.parametrize(
    ("action", "message", "slots", "response", "events"),
    [
        pytest.param(
            ActionElenco,
            {"intent": "chiedi_elenco", "text": "cosa c'è di gratis?", "reading": {}},
            {"in_attesa": ["costi"]},
            "utter_elenco_gratuiti",
            [SlotSet("in_attesa", []), SlotSet("offerti", ["sportello", "figlio", "misura"])],
            id="a list by its words",
        ),
        pytest.param(
            ActionElenco,
            {"intent": "chiedi_elenco", "entities": {"categoria": "casa"}},
            {},
            "utter_elenco",
            [SlotSet("offerti", ["bollo"])],
            id="a list by a choice",
        ),
        pytest.param(
            ActionElenco,
            {"intent": "chiedi_elenco", "text": "che servizi avete?", "reading": {}},
            {"servizio": "pasti"},
            "utter_elenco_categorie",
            [],
            id="a list of nothing in particular",
        ),
        pytest.param(
            ActionConferma,
            {"intent": "conferma", "text": "sì", "reading": {}},
            {"offerti": ["sportello"]},
            "utter_scheda",
            [SlotSet("servizio", "sportello"), SlotSet("parlati", ["sportello"]), SlotSet("offerti", [])],
            id="a yes to one offer",
        ),
        pytest.param(
            ActionConferma,
            {"intent": "conferma", "text": "ok", "reading": {}},
            {"servizio": "pasti"},
            "utter_conferma",
            [],
            id="a yes to nothing",
        ),
        pytest.param(
            ActionNega,
            {"intent": "nega"},
            {"servizio": "pasti", "servizio_precedente": "bollo", "in_attesa": ["costi"], "offerti": ["pasti"]},
            "utter_nega",
            [SlotSet("servizio", None), SlotSet("in_attesa", []), SlotSet("offerti", [])],
            id="a no",
        ),
        pytest.param(
            ActionElenco,
            {"intent": "chiedi_elenco", "text": "cosa c'è di gratis senza appuntamento?", "reading": {}},
            {},
            "utter_elenco_gratuiti_senza_appuntamento",
            [SlotSet("offerti", ["sportello", "figlio"])],
            id="a list by two conditions",
        ),
        pytest.param(
            ActionScegli,
            {"intent": "scegli", "text": "il secondo", "reading": {"intento": "scegli/secondo"}},
            {"offerti": ["pasti", "sportello"]},
            "utter_scheda",
            [SlotSet("servizio", "sportello"), SlotSet("parlati", ["sportello"])],
            id="the second of a list",
        ),
        pytest.param(
            ActionTorna,
            {"intent": "torna", "text": "torniamo a prima", "reading": {}},
            {"servizio": "pasti", "servizio_precedente": "sportello"},
            "utter_scheda",
            [
                SlotSet("servizio", "sportello"),
                SlotSet("servizio_precedente", "pasti"),
                SlotSet("parlati", ["sportello"]),
            ],
            id="back to the service before",
        ),
        pytest.param(
            ActionNonCapito,
            {"intent": "nlu_fallback", "text": "boh", "reading": {}},
            {},
            "utter_non_capito",
            [SlotSet("non_capiti", 1)],
            id="not understood",
        ),
        pytest.param(
            ActionNonCapito,
            {"intent": "nlu_fallback", "text": "boh", "reading": {"candidati": [{"id": "pasti"}]}},
            {"non_capiti": 1.0},
            "utter_non_capito_ancora",
            [SlotSet("non_capiti", 2)],
            id="not understood again",
        ),
        pytest.param(
            ActionNonCapito,
            {
                "intent": "nlu_fallback",
                "text": "boh",
                "reading": {"aspetti": ["costi"], "candidati": [{"id": "pasti"}, {"id": "bollo"}]},
            },
            {},
            "utter_forse",
            [SlotSet("in_attesa", ["costi"]), SlotSet("offerti", ["pasti", "bollo"]), SlotSet("non_capiti", 1)],
            id="not understood but likely",
        ),
    ],
)
async def test_each_message_leads_to_a_response_and_slots(
    tracker: MakeTracker,
    dispatcher: CollectingDispatcher,
    action: type[TurnAction],
    message: dict[str, Any],
    slots: dict[str, Any],
    response: str,
    events: list[EventType],
) -> None:
    given = await action().run(dispatcher, tracker(**message, slots=slots), {})
    assert [said["response"] for said in dispatcher.messages] == [response]
    assert given == events
