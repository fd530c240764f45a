"""Says, once in a conversation, that personal data are not needed."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.constants import RULE_POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from sportello.privacy.marks import has_marks

NOTICE = "utter_dati_personali"
# The slot that remembers it: of a long conversation the store hands out the last turns only, and the slots.
_TOLD = "avvisato_dei_dati"
_EMERGENCY = "emergenza"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SportelloMaskingNotice(Policy):
    """Adds a sentence to the first answer to a message in which something was masked.

    No rule can do that: it would have to be written once more for every intent. It comes after the
    answer, on every channel, and never where somebody is in danger.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Above the rules, which know no more than that the answer has been given."""
        return {"priority": RULE_POLICY_PRIORITY + 1}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing."""
        return SupportedData.RULE_DATA

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The notice where it is due, the end of the turn after it, and nothing otherwise."""
        action = _next_action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        told: List[Event] = [SlotSet(_TOLD, True)] if action == NOTICE else []
        return self._prediction(confidence_scores_for(action, 1.0, domain), optional_events=told)


def _next_action(tracker: DialogueStateTracker) -> Optional[Text]:
    if tracker.latest_action_name == NOTICE:
        return ACTION_LISTEN_NAME
    message = tracker.latest_message
    if message is None or tracker.latest_action_name == ACTION_LISTEN_NAME or not has_marks(message.text or ""):
        return None
    in_danger = message.intent.get("name") == _EMERGENCY
    return None if in_danger or tracker.get_slot(_TOLD) else NOTICE
