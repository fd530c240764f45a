"""A draft told in the operators' words: which facts, phrases and sentences change, and how."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from sportello.carta import CartaError, Catalogue
from sportello.carta.difference import differences
from sportello.carta.load import read_text
from sportello.console import catalogue, sentences
from sportello.console.carta import values
from sportello.console.draft import Change, Draft
from sportello.console.phrases.words import lesson_words
from sportello.nlu.phrases import Lesson
from sportello.sentences.descriptions import Descriptions

_CARTA = Path("carta.yml")
_STEP = " → "
_AMOUNTS = _STEP.join(("costi", "importi", ""))


@dataclass(frozen=True)
class Line:
    """One thing that changes: where, what was there before and what is now; None where there was or is nothing."""

    place: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Told:
    """One changed file: its name, what kind of things it holds, its changes, and whether it was changed by hand too.

    `kind` is `carta`, `frasi`, `testi` or `altro`.
    """

    name: str
    kind: str
    lines: Sequence[Line]
    conflict: bool


@dataclass(frozen=True)
class _Names:
    """How services and sentences are called."""

    services: Catalogue
    sentences: Descriptions


def told(draft: Draft) -> list[Told]:
    """Every changed file of a draft, in order.

    Raises:
        CartaError: when neither the drafted Carta nor that in force can be used.
    """
    changes = draft.changes()
    if not changes:
        return []
    names = _Names(catalogue.drafted(draft), sentences.described(draft))
    return [_told(change, names) for change in changes]


def _told(change: Change, names: _Names) -> Told:
    kind, read = _READERS.get(PurePosixPath(change.name).parts[0], _OTHER)
    try:
        lines = list(read(change.before, change.after, names))
    except (yaml.YAMLError, CartaError, AttributeError, TypeError, KeyError):
        lines = list(_lines(change.before, change.after, names))  # not to be read as what it should be: as it is
    return Told(change.name, kind, lines, change.conflict)


def _facts(before: str | None, after: str | None, _: _Names) -> Iterable[Line]:
    old, new = (read_text(text or "", _CARTA) for text in (before, after))
    called = {str(card.id): card.nome for carta in (old, new) for card in (*carta.gruppi, *carta.servizi)}
    for each in differences(old, new):
        said = _euro if each.field.startswith(_AMOUNTS) else _same
        place = _STEP.join(part for part in (called.get(each.place, each.place), each.field) if part)
        yield Line(place, said(each.before), said(each.after))


def _same(text: str | None) -> str | None:
    return text


def _euro(cents: str | None) -> str | None:
    return None if cents is None else f"{values.euro(cents)} €"


def _phrases(before: str | None, after: str | None, names: _Names) -> Iterable[Line]:
    old, new = _phrases_of(before), _phrases_of(after)
    for text, lesson in old.items():
        if text not in new:
            yield Line(lesson_words(lesson, names.services), text, None)
    for text, lesson in new.items():
        if old.get(text) != lesson:
            yield Line(lesson_words(lesson, names.services), None, text)


def _phrases_of(text: str | None) -> dict[str, Lesson]:
    found = {}
    for block in (_load(text) or {}).get("nlu") or []:
        beside = block.get("metadata") or {}
        lesson = Lesson(str(block["intent"]), beside.get("servizio"), beside.get("anche"))
        for line in str(block.get("examples") or "").splitlines():
            if line.strip():
                found[line.strip().removeprefix("- ")] = lesson
    return found


def _sentences(before: str | None, after: str | None, names: _Names) -> Iterable[Line]:
    old, new = dict(_texts(_load(before))), dict(_texts(_load(after)))
    for place in [*old, *(place for place in new if place not in old)]:
        if old.get(place) != new.get(place):
            name, *below = place.split(_STEP)
            # Most have one variant alone, or the first for any channel.
            below = below[1:] if below[:1] == ["1"] else below
            yield Line(_STEP.join((names.sentences.of(name).title, *below)), old.get(place), new.get(place))


def _texts(value: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Every text of a file of sentences by its path; the word `responses` and places in lists say nothing."""
    items = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, inner in items:
        here = path if name in ("responses", "text", "title") else f"{path}{_STEP}{name}" if path else str(name)
        if isinstance(inner, str):
            yield here, inner
        else:
            yield from _texts(inner, here)


def _lines(before: str | None, after: str | None, _: _Names) -> Iterable[Line]:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    for line in difflib.ndiff(old, new):
        if line.startswith("- "):
            yield Line("", line[2:], None)
        elif line.startswith("+ "):
            yield Line("", None, line[2:])


def _load(text: str | None) -> Any:
    return yaml.load(text or "", Loader=yaml.CSafeLoader)


_Reader = Callable[[str | None, str | None, _Names], Iterable[Line]]
# By the first part of a file's name: what kind of things it holds, and how they are told.
_READERS: Mapping[str, tuple[str, _Reader]] = {
    "carta.yml": ("carta", _facts),
    "nlu": ("frasi", _phrases),
    "risposte": ("testi", _sentences),
}
_OTHER: tuple[str, _Reader] = ("altro", _lines)
