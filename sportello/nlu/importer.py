"""Brings the names of the services from the Carta into the training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Text, Union

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from sportello.carta import Service, read
from sportello.nlu.decision import NEED
from sportello.nlu.labels import ALIAS, SERVICE
from sportello.settings import get_settings


class CartaImporter(RasaFileImporter):
    """Rasa's files, plus one example for every name, acronym and alias of a service.

    `bisogno/<service>` becomes the intent `bisogno` with the service beside it: what is asked and
    which service is meant are two decisions.
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

    @cached_method
    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """The training phrases of the files and the names of the Carta.

        Raises:
            CartaError: when the Carta is invalid.
        """
        from_files = super().get_nlu_data(language)
        for message in from_files.training_examples:
            _separate_service(message)
        names = [_named(service, name) for service in read(self._carta_path).servizi for name in names_of(service)]
        return from_files.merge(TrainingData(training_examples=names))


def names_of(service: Service) -> list[str]:
    """How people may call a service: its name, its acronym, its aliases, each once."""
    candidates = [service.nome, service.sigla, service.nome_breve, *service.alias]
    return list(dict.fromkeys(str(name) for name in candidates if name))


def _named(service: Service, name: str) -> Message:
    return Message(
        data={
            TEXT: name,
            INTENT: NEED,
            "metadata": {"intent": {SERVICE: service.id, ALIAS: service.id}, "example": None},
        }
    )


def _separate_service(message: Message) -> None:
    key = message.get(INTENT_RESPONSE_KEY)
    if not key or not str(key).startswith(f"{NEED}/"):
        return
    data = dict(message.get("metadata") or {})
    data["intent"] = {**(data.get("intent") or {}), SERVICE: str(key).split("/", 1)[1]}
    message.set("metadata", data)
    del message.data[INTENT_RESPONSE_KEY]
