"""Names of services in a message, also misspelt, as entities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sportello.nlu.component import TrainedComponent
from sportello.nlu.featurizer import MENDED_TEXT
from sportello.nlu.labels import aliases, text_examples
from sportello.nlu.names import NameFinder

NAMED_SERVICES = "named_services"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SportelloAliasMatcher(TrainedComponent):
    """Knows the names that `CartaImporter` brought from the Carta, those of the training day.

    Leaves on the message how like its name each named service is; `SportelloServiceLinker` weighs it.
    """

    _names: dict[str, list[str]]
    _finder: NameFinder

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the names found in the training data."""
        self._keep(aliases(text_examples(training_data)))
        return self.persist()

    def process(self, messages: List[Message]) -> List[Message]:
        """Leaves the named services on the messages."""
        for message in messages:
            named: dict[str, float] = {}
            for found in self._finder.find(message.get(MENDED_TEXT)):
                named[found.service] = max(found.likeness, named.get(found.service, 0.0))
            message.set(NAMED_SERVICES, named)
        return messages

    def read(self, directory: Path) -> None:
        """Loads the names."""
        self._keep(json.loads((directory / "names.json").read_text(encoding="utf-8")))

    def write(self, directory: Path) -> None:
        """Saves the names."""
        (directory / "names.json").write_text(json.dumps(self._names, ensure_ascii=False), encoding="utf-8")

    def _keep(self, names: dict[str, list[str]]) -> None:
        self._names = names
        self._finder = NameFinder(names)
