"""What needs a service: while anything does, it cannot be retired."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sportello.console.carta.written import NAME, Written
from sportello.console.draft import Draft


@dataclass(frozen=True)
class Ties:
    """What needs a service; false where nothing does.

    Attributes:
        children: the names of the services that inherit from it.
        first_contact: whether it is the one to turn to when nobody knows which.
        mentions: in how many places other files speak of it, by their names.
    """

    children: tuple[str, ...] = ()
    first_contact: bool = False
    mentions: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.children or self.first_contact or self.mentions)


def phrases_of(service_id: str) -> str:
    """The file with the phrases of a service."""
    return f"nlu/bisogni/{service_id}.yml"


def ties(draft: Draft, written: Written, service_id: str) -> Ties:
    """What needs a service, as drafted."""
    cards = [card for section in ("gruppi", "servizi") for card in written.content.get(section) or ()]
    children = [str(card.get("nome")) for card in cards if isinstance(card, dict) and card.get("padre") == service_id]
    named = re.compile(rf"servizio[\\\"']*\s*:\s*[\\\"']*{re.escape(service_id)}\b|bisogno/{re.escape(service_id)}\b")
    mentions = {
        name: found
        for name in draft.names()
        if name not in (NAME, phrases_of(service_id)) and (found := len(named.findall(draft.read(name) or "")))
    }
    return Ties(tuple(children), written.content.get("primo_contatto") == service_id, mentions)
