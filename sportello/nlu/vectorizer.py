"""Texts as sparse vectors: stems of words, their pairs, and runs of characters. Imports no Rasa.

Which blocks are best was measured: see `docs/decisions/0002-two-questions.md`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import snowballstemmer
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

_STEMMER = snowballstemmer.stemmer("italian")
_STEMS, _CHARACTERS = "stems", "characters"


class TextVectorizer:
    """TF-IDF weights of two blocks, each normalised by itself so that neither drowns the other.

    `stems`: stems of words, one and two in a row. `characters`: runs of characters inside words. A text
    is given as its tokens in plain letters, mended (`SpellingRepair`), punctuation included: a question
    mark says something too.
    """

    def __init__(self, max_words: int = 2, characters: tuple[int, int] = (2, 5), min_texts: int = 2) -> None:
        """Not fitted yet.

        Args:
            max_words: how many stems in a row make a feature.
            characters: the shortest and the longest run of characters.
            min_texts: in how many texts a feature must stand to be kept.
        """
        shared = {"lowercase": False, "sublinear_tf": True, "min_df": min_texts, "dtype": np.float32}
        self._blocks = {
            _STEMS: TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=(1, max_words), **shared),
            _CHARACTERS: TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(characters), **shared),
        }

    def fit(self, texts: Sequence[Sequence[str]]) -> None:
        """Learns which features there are and how much each tells."""
        for name, block in self._blocks.items():
            block.fit(_written(name, texts))

    def transform(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """One row a text; a text of which nothing is known gets a row of zeros."""
        parts = [block.transform(_written(name, texts)) for name, block in self._blocks.items()]
        return hstack(parts, format="csr", dtype=np.float32)

    def save(self, directory: Path) -> None:
        """Writes features and weights: plain lists, nothing that runs when it is read."""
        for name, block in self._blocks.items():
            terms = block.get_feature_names_out().tolist()
            (directory / f"{name}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
            np.save(directory / f"{name}.npy", block.idf_, allow_pickle=False)

    def load(self, directory: Path) -> None:
        """Takes up what `save` wrote; the settings must be those of the saved one."""
        for name, block in self._blocks.items():
            terms = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
            block.set_params(vocabulary={term: index for index, term in enumerate(terms)})
            block.idf_ = np.load(directory / f"{name}.npy", allow_pickle=False)


def _written(block: str, texts: Sequence[Sequence[str]]) -> list[str]:
    """The texts as a block reads them: words, or their stems, with a blank between."""
    if block == _STEMS:
        return [" ".join(map(_stem, tokens)) for tokens in texts]
    return [" ".join(tokens) for tokens in texts]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
