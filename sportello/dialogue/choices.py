"""What a button stands for: one short code for every channel, one payload for Rasa.

A code is `<kind>.<id>`, e.g. `costi.sad` or `elenco.anziani`, or just `<kind>`: short enough for
Telegram's 64 bytes, stable over restarts, and checked against the Carta, so that only what we
could have issued is accepted.
"""

from __future__ import annotations

import json
import re

from sportello.carta import Aspect, Catalogue

_ASPECTS = {aspect.value for aspect in Aspect}
_OF_SERVICE = _ASPECTS | {"dettagli", "scheda"}
_ALONE = {"elenco", "nega", "ricomincia", "operatore", "privacy"}
_PAYLOAD = re.compile(r"^/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?$")
_INTENTS = {aspect: f"chiedi_{aspect}" for aspect in _ASPECTS} | {
    "dettagli": "chiedi_dettagli",
    "scheda": "bisogno",
    "elenco": "chiedi_elenco",
    "nega": "nega",
    "ricomincia": "ricomincia",
    "operatore": "operatore",
    "privacy": "privacy",
}
_KINDS = {intent: kind for kind, intent in _INTENTS.items()}


class UnknownChoice(ValueError):
    """Not a choice that we issue."""


def to_payload(code: str, catalogue: Catalogue) -> str:
    """The Rasa payload of a code.

    Raises:
        UnknownChoice: when the code is none of ours, or of a service that is no more.
    """
    kind, _, ident = code.partition(".")
    if kind in _OF_SERVICE and ident in catalogue:
        return payload(kind, servizio=ident)
    if kind == "elenco" and ident in {category.id for category in catalogue.carta.categorie}:
        return payload(kind, categoria=ident)
    if kind in _ALONE and not ident and code == kind:
        return payload(kind)
    raise UnknownChoice(code)


def payload(kind: str, **entities: str) -> str:
    """The Rasa payload of a kind of choice with its entities."""
    return f"/{_INTENTS[kind]}" + (json.dumps(entities, separators=(",", ":")) if entities else "")


def to_code(rasa_payload: str) -> str:
    """The code of a payload that a response or an action put on a button.

    Raises:
        UnknownChoice: when the payload has no code: a button that no channel could send back.
    """
    match = _PAYLOAD.match(rasa_payload.strip())
    if not match or match["intent"] not in _KINDS:
        raise UnknownChoice(rasa_payload)
    kind = _KINDS[match["intent"]]
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError:
        raise UnknownChoice(rasa_payload) from None
    if list(entities) not in _entities_of(kind):
        raise UnknownChoice(rasa_payload)
    return ".".join([kind, *entities.values()])


def _entities_of(kind: str) -> list[list[str]]:
    """Which entities a kind of choice may carry."""
    if kind in _OF_SERVICE:
        return [["servizio"]]
    return [[], ["categoria"]] if kind == "elenco" else [[]]
