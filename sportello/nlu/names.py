"""Finds the names of services in a text, also misspelt. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sportello.text import words

_MIN_FUZZY_LETTERS = 6
# Each word must be like its own: "cambio dell'olio" is no "cambio dell'alloggio".
_MIN_WORD_LIKENESS = 0.75


@dataclass(frozen=True)
class Found:
    """A name found in a text: words `start` to `end`, and how like it is to the true name (0 to 1)."""

    service: str
    start: int
    end: int
    likeness: float


class NameFinder:
    """Names and acronyms of services, exact at any length, misspelt where the name is long enough.

    Longer names win over shorter ones inside them ("assistenza domiciliare minori" over
    "assistenza domiciliare"); names are compared without case, accents and punctuation.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], min_likeness: float = 0.9) -> None:
        self._names = {words(name): service for service, listed in names.items() for name in listed if words(name)}
        self._longest = max((len(name) for name in self._names), default=0)
        self._min_likeness = min_likeness
        # By how many words they have: the names, and each of them in one piece.
        self._fuzzy: dict[int, tuple[list[tuple[str, ...]], list[str]]] = {}
        for name in self._names:
            if len("".join(name)) >= _MIN_FUZZY_LETTERS:
                alike = self._fuzzy.setdefault(len(name), ([], []))
                alike[0].append(name)
                alike[1].append("".join(name))

    def find(self, text: str) -> list[Found]:
        """The names in the text, left to right, none inside another."""
        said = words(text)
        found: list[Found] = []
        taken: set[int] = set()
        for size in range(min(self._longest, len(said)), 0, -1):
            for look in (self._exact, self._misspelt):
                for start in range(len(said) - size + 1):
                    span = range(start, start + size)
                    if taken.intersection(span):
                        continue
                    hit = look(said[start : start + size])
                    if hit:
                        found.append(Found(hit[0], start, start + size, hit[1]))
                        taken.update(span)
        return sorted(found, key=lambda item: item.start)

    def _exact(self, said: tuple[str, ...]) -> tuple[str, float] | None:
        service = self._names.get(said)
        return (service, 1.0) if service else None

    def _misspelt(self, said: tuple[str, ...]) -> tuple[str, float] | None:
        names, joined = self._fuzzy.get(len(said), ([], []))
        typed = "".join(said)
        if not names or len(typed) < _MIN_FUZZY_LETTERS:
            return None
        alike = process.extract(typed, joined, scorer=fuzz.ratio, score_cutoff=100 * self._min_likeness, limit=None)
        for _, likeness, place in alike:  # the likest first
            pairs = zip(said, names[place], strict=True)
            if all(fuzz.ratio(a, b) >= 100 * _MIN_WORD_LIKENESS for a, b in pairs):
                return self._names[names[place]], likeness / 100
        return None
