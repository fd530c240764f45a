"""Folding of Italian text, so that what people type and what we wrote can be compared."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_DOTTED = re.compile(r"\b(?:[a-z]\.)+[a-z]\b\.?")


def plain(text: str) -> str:
    """Lower case, no accents, straight apostrophes; every other sign stays.

    >>> plain("Perché l’ISEE?")
    "perche l'isee?"
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'")).lower()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Plain, acronyms without dots, everything else than letters and digits as one blank.

    >>> fold("Perché l'I.S.E.E.?")
    'perche l isee'
    """
    undotted = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", plain(text))
    return _NOT_WORD.sub(" ", undotted).strip()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(fold(text).split())


def contains(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand together in those of a text, both folded (`words`)."""
    return bool(phrase) and any(said[i : i + len(phrase)] == phrase for i in range(len(said) - len(phrase) + 1))
