"""A draft told in the operators' words: which facts, phrases and sentences change, and how."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from sportello.carta import CartaError
from sportello.carta.difference import differences
from sportello.carta.load import read_text
from sportello.console.draft import Change, Draft

_CARTA = Path("carta.yml")


@dataclass(frozen=True)
class Line:
    """One thing that changes: where, what was there before and what is now; None where there was or is nothing."""

    place: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Told:
    """One changed file: its name, what kind of things it holds, its changes, and whether it was changed by hand too.

    `kind` is `carta`, `frasi`, `testi` or `altro`; `mark` tells these changes from others of the same file.
    """

    name: str
    kind: str
    lines: Sequence[Line]
    conflict: bool
    mark: str


def told(draft: Draft) -> list[Told]:
    """Every changed file of a draft, in order."""
    return [_told(change, draft.mark(change.name)) for change in draft.changes()]


def _told(change: Change, mark: str) -> Told:
    folder = PurePosixPath(change.name).parts[0]
    kind, read = {"carta.yml": ("carta", _facts), "nlu": ("frasi", _phrases), "risposte": ("testi", _sentences)}.get(
        folder, ("altro", _lines)
    )
    try:
        lines = list(read(change.before, change.after))
    except (yaml.YAMLError, CartaError, AttributeError, TypeError, KeyError):
        lines = list(_lines(change.before, change.after))  # not to be read as what it should be: shown as it is
    return Told(change.name, kind, lines, change.conflict, mark)


def _facts(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = (read_text(text or "", _CARTA) for text in (before, after))
    for each in differences(old, new):
        yield Line(" → ".join(part for part in (each.place, each.field) if part), each.before, each.after)


def _phrases(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = _phrases_of(before), _phrases_of(after)
    for text, place in old.items():
        if text not in new:
            yield Line(place, text, None)
    for text, place in new.items():
        if old.get(text) != place:
            yield Line(place, None, text)


def _phrases_of(text: str | None) -> dict[str, str]:
    found = {}
    for block in (_load(text) or {}).get("nlu") or []:
        for line in str(block.get("examples") or "").splitlines():
            if line.strip():
                found[line.strip().removeprefix("- ")] = str(block["intent"])
    return found


def _sentences(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = dict(_texts(_load(before))), dict(_texts(_load(after)))
    for place in [*old, *(place for place in new if place not in old)]:
        if old.get(place) != new.get(place):
            yield Line(place, old.get(place), new.get(place))


def _texts(value: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Every text of a file of sentences by its path; the word `responses` and places in lists say nothing."""
    items = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, inner in items:
        here = path if name in ("responses", "text", "title") else f"{path} → {name}" if path else str(name)
        if isinstance(inner, str):
            yield here, inner
        else:
            yield from _texts(inner, here)


def _lines(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    for line in difflib.ndiff(old, new):
        if line.startswith("- "):
            yield Line("", line[2:], None)
        elif line.startswith("+ "):
            yield Line("", None, line[2:])


def _load(text: str | None) -> Any:
    return yaml.load(text or "", Loader=yaml.CSafeLoader)
