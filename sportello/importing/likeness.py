"""How much two texts say the same, though one was rewritten in plain words."""

from __future__ import annotations

import re
from functools import lru_cache

from snowballstemmer import stemmer

from sportello.text import plain, words

# Less than this and they speak of different things: plain rewritings of a Carta keep 0.4 and more.
SAME_MATTER = 0.3
_LEAST_LETTERS = 4
_STEMMER = stemmer("italian")
# Numbers that name a law or a point of it are no facts of the service.
_LAW = re.compile(
    r"\b(?:l\.? ?r|d\.? ?lgs|d\.? ?l|d\.? ?p\.? ?r|d\.? ?g\.? ?r|legge|leggi|decreto|delibera|art|articolo|comma|n)\b"
    r"\.?[ .n°]*\d+(?:/\d+)?|\b\d+/\d{2,4}\b"
)
_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_ADDRESS = re.compile(
    r"\b(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|largo|vicolo)\s+"
    r"((?:(?:di|del|dei|della|delle|degli|da)\s+)?[A-ZÀ-Ù0-9][\w'.]*(?:\s+(?:(?:di|del|dei|della|delle|e)\s+)?[A-ZÀ-Ù][\w'.]*)*)"
    r"(?:,?\s*(?:n\.?\s*)?(\d+\w?))?",
    re.I,
)


def kept(before: str, after: str) -> float:
    """Which part of the words of a text is in another, 0 to 1; 1 where there are too few to tell."""
    mine, theirs = _stems(before), _stems(after)
    return len(mine & theirs) / len(mine) if len(mine) > 1 and theirs else 1.0


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text that are facts: ages, amounts, days; not those of laws."""
    return frozenset(number.group().replace(".", "") for number in _NUMBER.finditer(_LAW.sub(" ", plain(text))))


def addresses(text: str) -> frozenset[tuple[str, ...]]:
    """The streets and squares in a text, with their numbers."""
    return frozenset((*words(found[1]), *words(found[2] or "")) for found in _ADDRESS.finditer(text))


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in words(text) if len(word) >= _LEAST_LETTERS)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem
