"""A linear text model on blocks of sparse counts, as both classifiers use it. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import LinearSVC

# What a TF-IDF transformer holds besides scikit-learn's own types.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]

Blocks = Mapping[str, csr_matrix]


class LinearModel:
    """One-against-all linear support vectors on TF-IDF weights, with scores that sum to one.

    Each block (words, lemmas, characters) is weighted and normalised by itself, so that the many
    character n-grams do not drown the words. The same data and settings give the same model.
    """

    def __init__(self, penalty: float = 1.0, sharpness: float = 4.0, balanced: bool = False) -> None:
        """An untrained model.

        Args:
            penalty: the C of the support vectors: higher fits the training phrases closer.
            sharpness: what margins are multiplied by before the softmax that makes them scores.
            balanced: whether rare labels weigh as much as frequent ones.
        """
        self._sharpness = sharpness
        self._weights: dict[str, TfidfTransformer] = {}
        self._machine = LinearSVC(C=penalty, class_weight="balanced" if balanced else None, random_state=0)

    @property
    def labels(self) -> list[str]:
        """The labels it was trained on, in the order of its scores."""
        return [str(label) for label in self._machine.classes_]

    def fit(self, blocks: Blocks, labels: Sequence[str]) -> None:
        """Trains on one row of each block for each label.

        Raises:
            ValueError: with fewer than three different labels.
        """
        if len(set(labels)) < 3:
            raise ValueError("a linear model needs training phrases of at least three different labels")
        self._weights = {name: TfidfTransformer(sublinear_tf=True).fit(counts) for name, counts in blocks.items()}
        self._machine.fit(self._weigh(blocks), np.asarray(labels))

    def scores(self, blocks: Blocks) -> list[dict[str, float]]:
        """For each row, the score of every label; a row of no known feature scores all labels alike."""
        weighed = self._weigh(blocks)
        rows = softmax(self._sharpness * self._machine.decision_function(weighed), axis=1)
        rows[np.diff(weighed.indptr) == 0] = 1.0 / rows.shape[1]
        labels = self.labels
        return [dict(zip(labels, map(float, row), strict=True)) for row in rows]

    def _weigh(self, blocks: Blocks) -> csr_matrix:
        return hstack([weights.transform(blocks[name]) for name, weights in self._weights.items()], format="csr")

    def save(self, path: Path) -> None:
        """Writes the model to a file, without pickle."""
        skops.io.dump({"sharpness": self._sharpness, "weights": self._weights, "machine": self._machine}, path)

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """The model in a file that `save` wrote.

        Raises:
            skops.io.exceptions.UntrustedTypesFoundException: when the file holds other types than a model's.
        """
        parts = skops.io.load(path, trusted=_TRUSTED)
        model = cls(sharpness=parts["sharpness"])
        model._weights, model._machine = parts["weights"], parts["machine"]
        return model
