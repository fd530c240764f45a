"""Refusals and failures of a channel: a stable word, a status, and a sentence from `data/`."""

from __future__ import annotations

from enum import Enum
from typing import Any

import yaml

from sportello.carta import get_catalogue, present
from sportello.files import Followed
from sportello.sentences.placeholders import REFUSAL, can_be_filled
from sportello.settings import DATA


class Refusal(Enum):
    """Why a message was not answered, with its HTTP status."""

    NOT_JSON = ("non_json", 400)
    EMPTY = ("vuoto", 400)
    UNKNOWN_CHOICE = ("scelta_sconosciuta", 400)
    FORGED = ("non_autorizzato", 401)
    FOREIGN_SITE = ("sito_non_ammesso", 403)
    NO_CONVERSATION = ("conversazione_sconosciuta", 404)
    NOT_FOUND = ("non_trovato", 404)
    WRONG_METHOD = ("metodo_non_ammesso", 405)
    TOO_LONG = ("troppo_lungo", 413)
    WRONG_TYPE = ("tipo_non_ammesso", 415)
    TOO_FAST = ("troppi_messaggi", 429)
    FAILED = ("errore", 500)
    NO_ANSWER = ("nessuna_risposta", 503)
    BUSY = ("occupato", 503)

    def __init__(self, code: str, status: int) -> None:
        self.code = code
        self.status = status


class Refused(Exception):
    """A request that is not answered, and why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


def _read(text: str) -> dict[str, str]:
    found = dict(yaml.safe_load(text)["errori"])
    if not all(can_be_filled(REFUSAL + each.code, found[each.code]) for each in Refusal):
        raise ValueError("a placeholder that nothing fills")
    return found


_file = Followed(DATA / "risposte" / "errori.yml", _read)


def _sentences() -> dict[str, str]:
    return _file.current()


def sentence(refusal: Refusal, **values: str) -> str:
    """What the citizen reads, with the phone of the first contact in it."""
    return _sentences()[refusal.code].format(**present.shared(get_catalogue()), **values)


def people() -> list[dict[str, Any]]:
    """Whom to call instead of the assistant, as data that a page can make links of."""
    catalogue = get_catalogue()
    return present.contact_cards(catalogue, catalogue.first_contact.id)
