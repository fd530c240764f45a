"""Held-out conversations: whether each turn is answered in its context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sportello.carta import Aspect, Catalogue, present
from sportello.evaluation.citizen import Citizen, Message

_ASPECTS = {aspect.value for aspect in Aspect}
_BULLET = "•"


@dataclass(frozen=True)
class Turn:
    """One message of a conversation, and what its answer is to speak of; nothing is checked without an aspect.

    Attributes:
        text: what the citizen writes.
        services: the services of which any one is right; empty where none is meant.
        asked: what is asked, any one is right; aspects with `+` between them all are.
    """

    text: str
    services: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the answer is judged."""
        return bool(self.asked)


@dataclass(frozen=True)
class Dialogue:
    """A conversation with its name."""

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Judged:
    """A turn that counts, what was answered, and whether that is right."""

    turn: Turn
    reply: str
    right: bool


def read_dialogues(path: Path) -> list[Dialogue]:
    """The conversations of a file whose only key is `dialoghi`."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Dialogue(
            item["nome"],
            tuple(Turn(t["testo"], _listed(t["servizio"]), _listed(t["aspetto"])) for t in item["turni"]),
        )
        for item in content["dialoghi"]
    ]


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in (value if isinstance(value, list) else [value]) if item)


def judge(dialogue: Dialogue, citizen: Citizen, catalogue: Catalogue) -> list[Judged]:
    """Has the conversation and judges the turns that count."""
    listed: list[str] = []
    found = []
    for turn in dialogue.turns:
        messages = citizen.say(turn.text)
        if turn.counts:
            right = is_right(turn, messages, listed, catalogue)
            found.append(Judged(turn, "\n".join(message["testo"] for message in messages), right))
        lines = [line for message in messages for line in message["testo"].splitlines()]
        listed = [line.removeprefix(_BULLET).strip() for line in lines if line.startswith(_BULLET)] or listed
    return found


def is_right(turn: Turn, messages: Sequence[Message], listed: Sequence[str], catalogue: Catalogue) -> bool:
    """Whether an answer speaks of what the turn asks; `listed` is what an answer before it listed."""
    reply = "\n".join(message["testo"] for message in messages)
    if turn.services:
        return any(
            all(_states(reply, service, part, catalogue) for part in asked.split("+"))
            for service in turn.services
            for asked in turn.asked
        )
    asked = turn.asked[0]
    if asked.startswith("emergenza"):
        return catalogue.carta.numeri_di_emergenza.emergenza in messages[0]["testo"]
    if asked == "elenco":
        return reply.count(_BULLET) > 1
    if asked == "secondo":
        return len(listed) > 1 and listed[1] in reply
    if asked == "fuori_ambito":
        return not any(present.title(service) + ":" in reply for service in catalogue.services)
    return True


def _states(reply: str, service: str, asked: str, catalogue: Catalogue) -> bool:
    """Whether a reply gives this aspect of this service, or says that the Carta does not."""
    facts = present.facts(catalogue, service)
    if facts["nome"] not in reply:
        return False
    if asked == "bisogno":
        return facts["cose"] in reply
    if asked not in _ASPECTS:
        return True
    if not catalogue.states(service, Aspect(asked)):
        return "non indica" in reply
    return facts[asked] in reply
