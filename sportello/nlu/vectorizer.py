"""Texts as sparse vectors: stems of words, their pairs, and runs of characters. Imports no Rasa.

Which blocks are best was measured: see `docs/decisions/0002-two-questions.md`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
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
        stems = TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=(1, max_words), **shared)
        runs = TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(characters), **shared)
        self._blocks = [_Block(_STEMS, stems), _Block(_CHARACTERS, runs)]

    def fit(self, texts: Sequence[Sequence[str]]) -> None:
        """Learns which features there are and how much each tells."""
        for block in self._blocks:
            block.fit(texts)

    def transform(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """One row a text; a text of which nothing is known gets a row of zeros."""
        columns, weights, ends = [], [], [0]
        for tokens in texts:
            start = 0
            for block in self._blocks:
                known, weight = block.weigh(tokens)
                columns.append(known + start)
                weights.append(weight)
                start += len(block)
            ends.append(ends[-1] + sum(map(len, columns[-len(self._blocks) :])))
        content = (np.concatenate(weights), np.concatenate(columns), ends) if texts else ([], [], ends)
        rows = csr_matrix(content, shape=(len(texts), sum(map(len, self._blocks))), dtype=np.float32)
        rows.sort_indices()
        return rows

    def save(self, directory: Path) -> None:
        """Writes features and weights: plain lists, nothing that runs when it is read."""
        for block in self._blocks:
            block.save(directory)

    def load(self, directory: Path) -> None:
        """Takes up what `save` wrote; the settings must be those of the saved one."""
        for block in self._blocks:
            block.load(directory)


class _Block:
    """One kind of features: how a text is cut into them, which are known, how much each tells.

    scikit-learn cuts and learns. It weighs many texts at once, as in training, but one at a time, as
    citizens send them, eight times slower than the few lines of `weigh`.
    """

    def __init__(self, name: str, vectorizer: TfidfVectorizer) -> None:
        self._name = name
        self._vectorizer = vectorizer
        self._cut = vectorizer.build_analyzer()
        self._columns: dict[str, int] = {}
        self._idf = np.zeros(0, dtype=np.float32)

    def __len__(self) -> int:
        return len(self._idf)

    def fit(self, texts: Sequence[Sequence[str]]) -> None:
        self._vectorizer.fit([_written(self._name, tokens) for tokens in texts])
        self._know(self._vectorizer.get_feature_names_out().tolist(), self._vectorizer.idf_)

    def weigh(self, tokens: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The columns of the known features of a text, and their weights, of length 1 together."""
        pieces = self._cut(_written(self._name, tokens))
        counts = Counter(self._columns[piece] for piece in pieces if piece in self._columns)
        columns = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(often)) * self._idf[columns]
        return columns, weights / (np.linalg.norm(weights) or 1)

    def save(self, directory: Path) -> None:
        terms = list(self._columns)
        (directory / f"{self._name}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
        np.save(directory / f"{self._name}.npy", self._idf, allow_pickle=False)

    def load(self, directory: Path) -> None:
        terms = json.loads((directory / f"{self._name}.json").read_text(encoding="utf-8"))
        self._know(terms, np.load(directory / f"{self._name}.npy", allow_pickle=False))

    def _know(self, terms: Sequence[str], idf: NDArray[np.float32]) -> None:
        self._columns = {term: column for column, term in enumerate(terms)}
        self._idf = idf.astype(np.float32)


def _written(block: str, tokens: Sequence[str]) -> str:
    """The text as a block reads it: words, or their stems, with a blank between."""
    return " ".join(map(_stem, tokens) if block == _STEMS else tokens)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
