from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from sportello.privacy.notice import NOTICE, SportelloMaskingNotice

DOMAIN = Domain.from_dict(
    {
        "intents": ["chiedi_costi", "emergenza"],
        "responses": {NOTICE: [{"text": "…"}]},
        "actions": ["action_rispondi"],
        "slots": {
            "avvisato_dei_dati": {
                "type": "bool",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
        },
    }
)
MASKED = UserUttered("sono [nome], quanto costa?", {"name": "chiedi_costi"})
PLAIN = UserUttered("quanto costa?", {"name": "chiedi_costi"})
DANGER = UserUttered("sono [nome], mi picchia", {"name": "emergenza"})
ANSWER = ActionExecuted("action_rispondi")
LISTEN = ActionExecuted("action_listen")


def predicted(*events: Event) -> tuple[str | None, list[Any]]:
    context = ExecutionContext(GraphSchema({}))
    policy = SportelloMaskingNotice(SportelloMaskingNotice.get_default_config(), None, Resource("x"), context)
    tracker = DialogueStateTracker.from_events("una", list(events), DOMAIN.slots)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    if prediction.max_confidence == 0:
        return None, []
    return DOMAIN.action_names_or_texts[prediction.max_confidence_index], prediction.optional_events


def test_it_comes_after_the_answer_and_is_remembered() -> None:
    assert predicted(LISTEN, MASKED, ANSWER) == (NOTICE, [SlotSet("avvisato_dei_dati", True)])


@pytest.mark.parametrize(
    "events",
    [
        [LISTEN, MASKED],
        [LISTEN, PLAIN, ANSWER],
        [LISTEN, DANGER, ANSWER],
        [SlotSet("avvisato_dei_dati", True), LISTEN, MASKED, ANSWER],
        [LISTEN, MASKED, ANSWER, LISTEN],
        [LISTEN],
    ],
    ids=["before the answer", "nothing masked", "danger", "said before", "turn over", "no message"],
)
def test_it_is_not_said(events: list[Event]) -> None:
    assert predicted(*events) == (None, [])


def test_after_it_the_turn_is_over() -> None:
    assert predicted(LISTEN, MASKED, ANSWER, ActionExecuted(NOTICE)) == ("action_listen", [])
