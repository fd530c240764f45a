"""A linear text model, as both classifiers use it. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.svm import LinearSVC


class LinearModel:
    """One-against-all linear support vectors, with scores that sum to one.

    The same data and settings give the same model. What is kept is a table of weights: it is read
    without running anything, and scoring a message is one product.
    """

    def __init__(self, penalty: float = 1.0, sharpness: float = 4.0, balanced: bool = False) -> None:
        """An untrained model.

        Args:
            penalty: the C of the support vectors: higher fits the training phrases closer.
            sharpness: what margins are multiplied by before the softmax that makes them scores.
            balanced: whether rare labels weigh as much as frequent ones.
        """
        self._penalty = penalty
        self._sharpness = sharpness
        self._class_weight = "balanced" if balanced else None
        self.labels: list[str] = []
        self._weights: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)
        self._offsets: NDArray[np.float32] = np.empty(0, dtype=np.float32)

    def fit(self, vectors: csr_matrix, labels: Sequence[str]) -> None:
        """Trains on one row for each label.

        Raises:
            ValueError: with fewer than three different labels.
        """
        if len(set(labels)) < 3:
            raise ValueError("a linear model needs training phrases of at least three different labels")
        machine = LinearSVC(C=self._penalty, class_weight=self._class_weight, random_state=0)
        machine.fit(vectors, np.asarray(labels))
        self.labels = [str(label) for label in machine.classes_]
        self._weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self._offsets = machine.intercept_.astype(np.float32)

    def scores(self, vectors: csr_matrix) -> list[dict[str, float]]:
        """For each row, the score of every label; a row of zeros scores all labels alike."""
        rows = softmax(self._sharpness * (vectors @ self._weights + self._offsets), axis=1)
        rows[np.diff(vectors.indptr) == 0] = 1.0 / rows.shape[1]
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in rows]

    def save(self, path: Path) -> None:
        """Writes the model to a `.npz` file, without pickle."""
        np.savez(path, labels=np.asarray(self.labels), weights=self._weights, offsets=self._offsets)

    def load(self, path: Path) -> None:
        """Takes up the model in a file that `save` wrote; settings of training are not needed for it."""
        with np.load(path, allow_pickle=False) as parts:
            self.labels = [str(label) for label in parts["labels"]]
            self._weights, self._offsets = parts["weights"], parts["offsets"]
