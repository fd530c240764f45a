"""What citizens would read: answers filled with the facts of a Carta, without Rasa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from sportello.carta import Aspect, Catalogue
from sportello.console.draft import Draft
from sportello.dialogue.answer import answer
from sportello.dialogue.state import Memory, Reading, Reply
from sportello.sentences.placeholders import common, fill

Responses = Mapping[str, list[dict[str, Any]]]
_DETAILS = "dettagli"


@dataclass(frozen=True)
class Said:
    """One answer as it is read: its text and the titles of its buttons."""

    response: str
    text: str
    buttons: tuple[str, ...]


def responses(draft: Draft) -> Responses:
    """Every response of the draft by its name, each a list of variants, the first for any channel."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in draft.names("risposte/*.yml"):
        content = yaml.load(draft.read(name) or "", Loader=yaml.CSafeLoader) or {}
        found |= content.get("responses") or {}
    return found


def filled(variant: Mapping[str, Any], catalogue: Catalogue, facts: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text and the titles of the buttons of a response, with its placeholders filled.

    Raises:
        KeyError: with the name of a placeholder that nothing fills.
        ValueError: when there are braces that are no placeholder.
    """
    values = {**common(catalogue), **facts}
    text = fill(str(variant.get("text") or ""), values)
    return text, tuple(fill(str(button["title"]), values) for button in variant.get("buttons") or [])


def said(reply: Reply, known: Responses, catalogue: Catalogue) -> Said:
    """What a reply of the dialogue says on the web."""
    text, buttons = filled(known[reply.response][0], catalogue, reply.facts)
    return Said(reply.response, text, (*buttons, *(button.title for button in reply.buttons)))


def answers_about(service_id: str, known: Responses, catalogue: Catalogue, moment: dt.datetime) -> Iterable[Said]:
    """What is said of a service: its overview, then each aspect, whether or not the Carta states it."""
    for asked in ((), *((aspect.value,) for aspect in Aspect), (_DETAILS,)):
        if asked == (_DETAILS,) and not catalogue.service(service_id).cose.dettagli:
            continue
        reading = Reading("bisogno", aspects=asked, services=(service_id,), is_choice=True)
        for reply in answer(reading, Memory(), catalogue, moment).replies:
            yield said(reply, known, catalogue)
