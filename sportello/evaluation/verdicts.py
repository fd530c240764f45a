"""What was read of a held-out phrase, and whether it is right. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sportello.carta import Aspect
from sportello.evaluation.held_out import EMERGENCY, LOOKALIKE, NEED, HeldOut
from sportello.nlu.reading import MAYBE_EMERGENCY

_ASPECTS = {aspect.value for aspect in Aspect}
_NOT_UNDERSTOOD = "nlu_fallback"
_OUT_OF_SCOPE = "fuori_ambito"
# An overview tells what a service is, how to get it and whom to ask: it answers these, and they a need.
_OVERVIEW = {"cose", "accesso", "contatti"}
_ANSWERS_A_NEED = {NEED, *_OVERVIEW, "destinatari"}
_CONTACTS = {"telefono", "email", "contatti"}


@dataclass(frozen=True)
class Read:
    """One message as the assistant understood it.

    Attributes:
        intent: with its sub-intent, e.g. `fuori_ambito/tributi`.
        score: how sure it is.
        aspects: the aspects asked.
        services: the services meant, or else the one told of as a guess.
        candidates: the services that would be offered as buttons.
        maybe_danger: whether the numbers to call come before the answer.
    """

    intent: str
    score: float
    aspects: tuple[str, ...]
    services: tuple[str, ...]
    candidates: tuple[str, ...]
    maybe_danger: bool = False

    @property
    def group(self) -> str:
        """The intent without its sub-intent."""
        return self.intent.split("/")[0]

    @property
    def label(self) -> str:
        """What is asked, in the words of the held-out files."""
        return self.aspects[0] if self.aspects else self.intent.removeprefix("chiedi_")


def read_of(parsed: Mapping[str, Any]) -> Read:
    """What Rasa's `parse_message` returned."""
    chosen = [found["response"]["intent_response_key"] for found in _selected(parsed)]
    reading = parsed["lettura"]
    return Read(
        intent=chosen[0] if chosen else parsed["intent"]["name"],
        score=parsed["intent"]["confidence"],
        aspects=tuple(reading["aspetti"]),
        services=tuple(reading["servizi"]) or tuple(filter(None, [reading["forse"]])),
        candidates=tuple(candidate["id"] for candidate in reading["candidati"]),
        maybe_danger=reading["pericolo"],
    )


def _selected(parsed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    name = parsed["intent"]["name"]
    return [found for intent, found in parsed.get("response_selector", {}).items() if intent == name]


def is_intent_right(item: HeldOut, read: Read) -> bool:
    """Whether one of the things asked was understood."""
    if item.kind == LOOKALIKE:
        return read.group != EMERGENCY or read.intent == MAYBE_EMERGENCY
    if item.kind == EMERGENCY:
        return read.group == EMERGENCY or read.maybe_danger
    if item.kind == "conversa":
        return read.group == item.kind
    if item.kind == "altra_lingua":
        return read.intent == f"{_OUT_OF_SCOPE}/altra_lingua"
    if item.kind == _OUT_OF_SCOPE:
        return read.group in (_OUT_OF_SCOPE, _NOT_UNDERSTOOD)
    wanted = set(item.asked)
    if NEED in wanted:
        wanted |= _ANSWERS_A_NEED
    if wanted & _CONTACTS:
        wanted |= {"contatti"}
    if wanted & _OVERVIEW and read.services:
        wanted |= {NEED}
    return bool(wanted & ({*read.aspects} or {read.label, read.intent}))


def is_service_right(item: HeldOut, read: Read) -> bool | None:
    """Whether a service meant was found; None where the phrase means none, or is about danger."""
    if not item.services or item.kind not in _ASPECTS | {NEED}:
        return None
    return bool(set(item.services) & set(read.services))


def is_wrong_service(item: HeldOut, read: Read) -> bool:
    """Whether another service than those meant would be answered about."""
    return bool(item.services and read.services) and not set(item.services) & set(read.services)
