"""Brings the training phrases and the names of the services into Rasa's training data."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Optional, Text, Union

from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import is_key_in_yaml

from sportello.carta import Service, read
from sportello.carta.query import names_of
from sportello.nlu.labels import ALIAS, SECOND_ASPECT, SERVICE, WHOLE_INTENT
from sportello.nlu.phrases import Phrase, read_phrases
from sportello.nlu.reading import NEED
from sportello.settings import get_settings


class CartaImporter(RasaFileImporter):
    """Rasa's files, with the phrases read by `sportello.nlu.phrases` and the names of the Carta.

    `bisogno/<service>` becomes the intent `bisogno` with the service beside it: what is asked and
    which service is meant are two decisions. Rasa's own reader would take a third of the whole
    training, because it parses and validates every file anew in Python.
    """

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[list[Text], Text]] = None,
        carta: Optional[Text] = None,
        **kwargs: Any,
    ) -> None:
        """Reads nothing yet; `carta` is the knowledge file, by default that of the settings."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._carta_path = Path(carta) if carta else get_settings().carta_file

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """The training phrases of the files and the names of the Carta; there is one language.

        Raises:
            PhrasesError: when phrases are written in a way that cannot be read.
            CartaError: when the Carta is invalid.
        """
        with_phrases = [path for path in self._nlu_files if is_key_in_yaml(path, "nlu")]
        others = [path for path in self._nlu_files if path not in with_phrases]
        responses = training_data_from_paths(others, "it").responses
        phrases = [_message(phrase, responses) for phrase in read_phrases(map(Path, with_phrases))]
        names = [_named(service, name) for service in read(self._carta_path).servizi for name in names_of(service)]
        return TrainingData(phrases + names, responses=responses)


def _message(phrase: Phrase, responses: Collection[str]) -> Message:
    base, _, below = phrase.intent.partition("/")
    service = phrase.service or (below if base == NEED else None)
    whole = phrase.intent if below and base != NEED else None
    beside = {SERVICE: service, SECOND_ASPECT: phrase.also, WHOLE_INTENT: whole}
    data = {TEXT: phrase.text, INTENT: base, "metadata": {"intent": {k: v for k, v in beside.items() if v}}}
    # Rasa complains of every phrase that has a response key and no response.
    if whole and UTTER_PREFIX + whole in responses:
        data[INTENT_RESPONSE_KEY] = whole
    return Message(data=data)


def _named(service: Service, name: str) -> Message:
    return Message(data={TEXT: name, INTENT: NEED, "metadata": {"intent": {SERVICE: service.id, ALIAS: service.id}}})
