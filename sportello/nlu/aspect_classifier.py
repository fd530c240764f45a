"""What is asked: one of the aspects, just the need, or a correction of what was understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sportello.nlu.component import TrainedComponent
from sportello.nlu.featurizer import PART_VECTORS, vectors_of
from sportello.nlu.labels import SECOND_ASPECT, is_about_services, metadata, text_examples
from sportello.nlu.linear import LinearModel
from sportello.nlu.reading import ASK, BACK, CHOOSE, NEED

ASKED_SCORES = "asked_scores"
ASKED_IN_PARTS = "asked_in_parts"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SportelloAspectClassifier(TrainedComponent):
    """Learns only from phrases about services: what else there is, the service linker tells apart.

    A phrase that asks two aspects (`anche:` in its metadata) is learnt for both; one that points at a
    service ("il secondo quanto costa") for the aspect beside it, or for none. Leaves the score
    of every aspect on the message, and of every part of it ("quanto costa | che numero chiamo"),
    for `SportelloServiceLinker`, which decides.
    """

    _model: LinearModel

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rare aspects weigh as much as frequent ones."""
        return {"penalty": 1.0, "sharpness": 4.0, "balanced": True}

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on every aspect that a phrase asks."""
        examples: list[Message] = []
        asked: list[str] = []
        for example in text_examples(training_data):
            for intent in _asked_in(example):
                examples.append(example)
                asked.append(intent)
        self._model = LinearModel(self._config["penalty"], self._config["sharpness"], self._config["balanced"])
        self._model.fit(vectors_of(examples), asked)
        return self.persist()

    def process(self, messages: List[Message]) -> List[Message]:
        """Leaves the scores on the messages and the best as their intent."""
        for message, scores in zip(messages, self._model.scores(vectors_of(messages)), strict=True):
            parts = message.get(PART_VECTORS)
            message.set(ASKED_SCORES, scores)
            message.set(ASKED_IN_PARTS, [] if parts is None else self._model.scores(parts))
            best = max(scores, key=lambda intent: scores[intent])
            message.set(INTENT, {"name": best, "confidence": scores[best]}, add_to_output=True)
        return messages

    def read(self, directory: Path) -> None:
        """Loads the linear model."""
        self._model = LinearModel(sharpness=self._config["sharpness"])
        self._model.load(directory / "asked.npz")

    def write(self, directory: Path) -> None:
        """Saves the linear model."""
        self._model.save(directory / "asked.npz")


def _asked_in(example: Message) -> list[str]:
    """The intents that an example teaches about what is asked; none where it is about something else."""
    intent, also = str(example.get(INTENT)), metadata(example).get(SECOND_ASPECT)
    if intent in (CHOOSE, BACK):
        return [ASK + also if also else NEED]
    if not is_about_services(example):
        return []
    return [intent, *([ASK + also] if also else [])]
