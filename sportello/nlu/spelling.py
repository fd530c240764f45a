"""Mends typing errors before a message is read. Imports no Rasa."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from symspellpy import SymSpell, Verbosity

from sportello.text import plain
from sportello.words import italian_words

_SHORTEST = 3
# From this length on a word may have two errors: in a shorter one they would leave too little of it.
_LONG = 8
_LAST_LATIN = "\u024f"
# What stands for every word in another alphabet: which word it is, nobody here could know.
_OTHER_ALPHABET = "altroalfabeto"


class SpellingRepair:
    """Turns a word that nobody knows into the likeliest word that the training phrases know.

    A word is known when it is Italian or when several phrases use it ("isee", "sad"): a word of
    Italian is never changed, even where the phrases lack it, because what looks like an error may be
    the very word that matters. Errors that the phrases themselves contain are mended as well.
    """

    def __init__(self, min_phrases: int = 3) -> None:
        """Knows nothing yet; `min_phrases` is how often a word that is no Italian must be used to be known."""
        self._min_phrases = min_phrases
        self._counts: Mapping[str, int] = {}
        self._known: Collection[str] = ()
        self._index = SymSpell()

    def fit(self, texts: Sequence[Sequence[str]]) -> None:
        """Learns the words of the training phrases, given as tokens."""
        self._learn(Counter(plain(token) for tokens in texts for token in tokens))

    def _learn(self, counts: Mapping[str, int]) -> None:
        italian = italian_words()
        self._counts = counts
        frequent = {word for word, count in counts.items() if count >= self._min_phrases}
        self._known = italian | frequent
        self._index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word, count in counts.items():
            if word in self._known and _may_change(word):
                self._index.create_dictionary_entry(word, count)

    def repair(self, token: str) -> str:
        """The token in plain letters, mended where it is unknown and something known is near.

        All words of other alphabets become one: a language that no phrase is written in is seen to be foreign.
        """
        word = plain(token)
        if _is_foreign(word):
            return _OTHER_ALPHABET
        if word in self._known or not _may_change(word):
            return word
        distance = 2 if len(word) >= _LONG else 1
        near = self._index.lookup(word, Verbosity.TOP, max_edit_distance=distance)
        return str(near[0].term) if near else word

    def save(self, path: Path) -> None:
        """Writes the words of the training phrases and how often they are used."""
        path.write_text(json.dumps(self._counts, ensure_ascii=False), encoding="utf-8")

    def load(self, path: Path) -> None:
        """Takes up what `save` wrote."""
        self._learn(json.loads(path.read_text(encoding="utf-8")))


def _may_change(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()


def _is_foreign(word: str) -> bool:
    """Whether a word has letters of another alphabet: Cyrillic, Arabic, Chinese and so on."""
    return any(letter.isalpha() and letter > _LAST_LATIN for letter in word)
