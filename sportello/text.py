"""Folding of Italian text, so that what people type and what we wrote can be compared."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case, no accents, every run of anything else than letters and digits as one blank.

    >>> fold("Perché l'ISEE?")
    'perche l isee'
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", ascii_only).strip()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(fold(text).split())


def contains(text: str, phrase: tuple[str, ...]) -> bool:
    """Whether the folded words of a phrase stand together in a text."""
    said = words(text)
    return any(said[i : i + len(phrase)] == phrase for i in range(len(said) - len(phrase) + 1))
