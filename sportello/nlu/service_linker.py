"""What a message is about: the service meant, or something else; and so what is understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import RESPONSE_SELECTOR_PROPERTY_NAME
from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sportello.nlu.alias_matcher import NAMED_SERVICES
from sportello.nlu.aspect_classifier import ASKED_IN_PARTS, ASKED_SCORES
from sportello.nlu.component import TrainedComponent
from sportello.nlu.decision import understand
from sportello.nlu.featurizer import MENDED_TEXT, vectors_of
from sportello.nlu.labels import SERVICE, metadata, text_examples, topic
from sportello.nlu.linear import LinearModel
from sportello.nlu.reading import NEED, Asked, Context, Thresholds, Understanding
from sportello.text import contains, words

# Slots: see `sportello.dialogue.state.Memory`.
SPOKEN_OF, OFFERED = "parlati", "offerti"
READING = "lettura"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SportelloServiceLinker(TrainedComponent):
    """Decides about a whole message, most of which name no service but tell a need.

    One linear model scores every service, "no service in particular" and everything that is no
    question about a service. With the aspects and the names found before it, `decision.understand`
    makes of it the intent, one entity `servizio` for each service that is sure, and the key
    `lettura` (whole intent, mended text, aspects, services, names, candidates) that the actions read.

    It must stand after both in the pipeline. Rasa cannot check that (`required_components` would
    also bind training, where classifiers do not see each other's output): a contract test does.
    """

    _model: LinearModel
    _service_ids: list[str]
    _thresholds: Thresholds

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Takes the words of the configuration; the rest comes with `train` or `read`."""
        super().__init__(config, model_storage, resource)
        self._away, self._back = ([words(phrase) for phrase in config[name]] for name in ("away", "back"))

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`thresholds` may override any field of `reading.Thresholds`.

        `away` and `back` are the words by which people turn to something else, or go back to something.
        """
        return {"penalty": 1.0, "sharpness": 4.0, "thresholds": {}, "away": [], "back": []}

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on what every phrase is about."""
        examples = text_examples(training_data)
        self._service_ids = sorted({metadata(m)[SERVICE] for m in examples if metadata(m).get(SERVICE)})
        self._thresholds = Thresholds(**self._config["thresholds"])
        self._model = LinearModel(self._config["penalty"], self._config["sharpness"])
        self._model.fit(vectors_of(examples), [topic(example) for example in examples])
        return self.persist()

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Sets intent, entities and `lettura` of every message; Rasa hands the tracker in by its name."""
        slots = {name: tracker.get_slot(name) for name in (SERVICE, SPOKEN_OF, OFFERED)} if tracker else {}
        vectors = vectors_of(messages)
        for message, topics, known in zip(messages, self._model.scores(vectors), vectors.getnnz(axis=1), strict=True):
            # Where no word is known, nor a piece of one (masks, emoji, another alphabet), all topics are as likely.
            read = self._understand(message, topics, slots) if known else Understanding(NEED, 0.0)
            self._write_on(message, read)
        return messages

    def _understand(self, message: Message, topics: dict[str, float], slots: Mapping[str, Any]) -> Understanding:
        asked = Asked(message.get(ASKED_SCORES), message.get(ASKED_IN_PARTS))
        context = self._context(message.get(MENDED_TEXT), slots)
        return understand(asked, topics, self._service_ids, message.get(NAMED_SERVICES), context, self._thresholds)

    def _context(self, text: str, slots: Mapping[str, Any]) -> Context:
        said, in_hand = words(text), slots.get(SERVICE)
        recent = dict.fromkeys([*(slots.get(SPOKEN_OF) or ()), *(slots.get(OFFERED) or ())])
        return Context(
            in_hand=in_hand,
            recent=tuple(service for service in recent if service != in_hand),
            away=any(contains(said, phrase) for phrase in self._away),
            back=any(contains(said, phrase) for phrase in self._back),
        )

    def _write_on(self, message: Message, read: Understanding) -> None:
        base = read.intent.split("/")[0]
        intent = {"name": base, "confidence": read.score}
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
        if base != read.intent:
            chosen = {"intent_response_key": read.intent, "utter_action": UTTER_PREFIX + read.intent}
            message.set(RESPONSE_SELECTOR_PROPERTY_NAME, {base: {"response": chosen}}, add_to_output=True)
        reading = {
            "intento": read.intent,
            "testo": message.get(MENDED_TEXT),
            "aspetti": list(read.aspects),
            "servizi": list(read.services),
            "nominati": list(message.get(NAMED_SERVICES) or {}),
            "forse": read.likely,
            "pericolo": read.maybe_danger,
            "candidati": [{"id": scored.name, "punteggio": scored.score} for scored in read.candidates],
        }
        message.set(READING, reading, add_to_output=True)
        message.set(ENTITIES, [*(message.get(ENTITIES) or []), *self._entities(message, read)], add_to_output=True)

    def _entities(self, message: Message, read: Understanding) -> list[dict[str, Any]]:
        scores = {scored.name: scored.score for scored in read.candidates}
        whole = {"start": 0, "end": len(message.get(TEXT) or ""), "extractor": type(self).__name__}
        return [
            {"entity": SERVICE, "value": service, "confidence_entity": scores[service], **whole}
            for service in read.services
        ]

    def read(self, directory: Path) -> None:
        """Loads the linear model and the services that it was trained with."""
        self._service_ids = json.loads((directory / "services.json").read_text(encoding="utf-8"))
        self._thresholds = Thresholds(**self._config["thresholds"])
        self._model = LinearModel(sharpness=self._config["sharpness"])
        self._model.load(directory / "topics.npz")

    def write(self, directory: Path) -> None:
        """Saves the linear model and the services that it was trained with."""
        (directory / "services.json").write_text(json.dumps(self._service_ids), encoding="utf-8")
        self._model.save(directory / "topics.npz")
