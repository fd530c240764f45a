"""A service that is retired: what needs it, and the phrases that go with it and come back with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sportello.carta.written import NAME, Written
from sportello.console.draft import Draft
from sportello.console.phrases.lines import PhraseLines, StrangeFile
from sportello.nlu.phrases import Phrase, PhrasesError
from sportello.nlu.reading import NEED


@dataclass(frozen=True)
class Ties:
    """What needs a service; false where nothing does.

    Attributes:
        children: the names of the services that inherit from it.
        first_contact: whether it is the one to turn to when nobody knows which.
        mentions: in how many places other files speak of it, by their names; phrases about it do not count.
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
    mentions = {
        name: found
        for name, text in _others(draft, service_id)
        if (found := len(_named(service_id).findall(_without(text, name, service_id) or "")))
    }
    return Ties(tuple(children), written.content.get("primo_contatto") == service_id, mentions)


def take_out_phrases(draft: Draft, service_id: str) -> None:
    """Drafts that no phrase is about a service, in whatever file it stands."""
    for name, text in _others(draft, service_id):
        draft.write(name, _without(text, name, service_id))
    draft.write(phrases_of(service_id), None)


def put_back_phrases(draft: Draft, service_id: str) -> None:
    """Drafts the phrases about a service that are live; whatever else was changed in their files stays."""
    draft.discard(phrases_of(service_id))
    for path in sorted(draft.live.glob("nlu/**/*.yml")):
        name = path.relative_to(draft.live).as_posix()
        live, text = path.read_text(encoding="utf-8"), draft.read(name)
        if text == live or not _named(service_id).search(live):
            continue
        if text == _without(live, name, service_id):
            draft.discard(name)
        elif text is not None:
            draft.write(name, _with_those_of(live, text, name, service_id))


def _others(draft: Draft, service_id: str) -> Iterator[tuple[str, str]]:
    """Every other file that names a service, and what it says."""
    for name in draft.names():
        text = draft.read(name) or ""
        if name not in (NAME, phrases_of(service_id)) and _named(service_id).search(text):
            yield name, text


def _named(service_id: str) -> re.Pattern[str]:
    return re.compile(rf"servizio[\\\"']*\s*:\s*[\\\"']*{re.escape(service_id)}\b|bisogno/{re.escape(service_id)}\b")


def _without(text: str, name: str, service_id: str) -> str | None:
    """A file without the phrases about a service; None where it has no others, as it is where it cannot be changed."""
    try:
        lines = PhraseLines(text, Path(name))
    except (PhrasesError, StrangeFile):
        return text
    lines.remove_all(lambda phrase: _is_about(phrase, service_id))
    return None if lines.is_empty else lines.text


def _with_those_of(live: str, text: str, name: str, service_id: str) -> str:
    """A file with the phrases about a service that the live one has."""
    try:
        lines, known = PhraseLines(text, Path(name)), PhraseLines(live, Path(name))
    except (PhrasesError, StrangeFile):
        return text
    there = set(lines.phrases())
    for phrase in known.phrases():
        if _is_about(phrase, service_id) and phrase not in there:
            lines.add(phrase.text, phrase.lesson, phrase.voice or "")
    return lines.text


def _is_about(phrase: Phrase, service_id: str) -> bool:
    return phrase.service == service_id or phrase.intent == f"{NEED}/{service_id}"
