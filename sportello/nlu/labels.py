"""What a training example says besides its text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sportello.nlu.reading import ASK, CORRECT, LIST, NEED, NO_SERVICE

SERVICE = "servizio"
ALIAS = "nome_di"
SECOND_ASPECT = "anche"
WHOLE_INTENT = "intento"


def metadata(message: Message) -> dict[str, Any]:
    """The metadata written beside the intent in the training file; empty where there is none."""
    data = message.get("metadata") or {}
    return data.get("intent") or {} if isinstance(data, dict) else {}


def full_intent(message: Message) -> str:
    """The intent with its sub-intent, e.g. `conversa/saluto`."""
    return str(metadata(message).get(WHOLE_INTENT) or message.get(INTENT))


def text_examples(training_data: TrainingData) -> list[Message]:
    """The examples that have both a text and an intent, whether or not they carry entities."""
    return [m for m in training_data.intent_examples if m.get(INTENT) and m.get(TEXT)]


def aliases(examples: Iterable[Message]) -> dict[str, list[str]]:
    """Every name of every service, as the importer brought it from the Carta."""
    found: dict[str, list[str]] = {}
    for message in examples:
        owner = metadata(message).get(ALIAS)
        if owner:
            found.setdefault(owner, []).append(str(message.get(TEXT)))
    return found


def is_about_services(message: Message) -> bool:
    """Whether the example asks something of a service, or of the one in hand."""
    intent = str(message.get(INTENT))
    return intent in (NEED, CORRECT) or (intent.startswith(ASK) and intent != LIST)


def topic(message: Message) -> str:
    """What the example is about: a service, no service in particular, or another intent."""
    if is_about_services(message):
        return str(metadata(message).get(SERVICE) or NO_SERVICE)
    return full_intent(message)
