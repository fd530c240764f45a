"""Rasa's own response generator, with the facts that belong to no single service."""

from __future__ import annotations

from typing import Any, Dict, Optional, Text

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from sportello.carta import get_catalogue
from sportello.sentences.placeholders import common


class CartaNaturalLanguageGenerator(TemplatedNaturalLanguageGenerator):
    """Fills `{primo_contatto_telefono}`, `{numero_emergenza}` and the like in any response.

    They come from the Carta in force, not from the day of training, and without the action server:
    an emergency is answered also when that one is down.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Takes the responses of the trained domain."""
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: Text, tracker: DialogueStateTracker, output_channel: Text, **kwargs: Any
    ) -> Optional[Dict[Text, Any]]:
        """The response with its placeholders filled; what an action passes wins over shared facts."""
        return await super().generate(utter_action, tracker, output_channel, **{**common(get_catalogue()), **kwargs})
