"""How easily an Italian text is read: the Gulpease index."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What every answer should reach.
EASY_ENOUGH = 50
_WORD = re.compile(r"[^\W_]+")
# A line of an answer is read as a sentence, whether or not it ends with a full stop.
_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s»\"”)]|$)|\n+")
# Not read, but copied.
_ADDRESS_OR_PHONE = re.compile(r"\S+@\S+|\+?\d[\d /.-]{4,}\d")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORDS = ((80, "molto facile"), (60, "facile"), (EASY_ENOUGH, "abbastanza facile"), (40, "difficile"))
_LAST_WORD = "molto difficile"


@dataclass(frozen=True)
class Readability:
    """The index of a text (0 to 100, the higher the easier) and what that means in a word."""

    index: int

    @property
    def word(self) -> str:
        """As people say it."""
        return next((word for least, word in _WORDS if self.index >= least), _LAST_WORD)

    @property
    def is_enough(self) -> bool:
        """Whether it is as easy as answers should be."""
        return self.index >= EASY_ENOUGH


def readability(text: str) -> Readability:
    """The Gulpease index of a text: 89 + (300 × sentences − 10 × letters) / words.

    An elided word counts as one (`l'ufficio` is two words), an acronym with dots too; e-mail addresses and phones
    count for nothing.
    """
    read = _ACRONYM.sub(lambda dotted: dotted.group().replace(".", ""), _ADDRESS_OR_PHONE.sub(" ", text))
    words = _WORD.findall(read)
    if not words:
        return Readability(100)
    sentences = sum(1 for part in _SENTENCE_END.split(read) if _WORD.search(part))
    index = 89 + (300 * sentences - 10 * sum(map(len, words))) / len(words)
    return Readability(round(min(max(index, 0), 100)))
