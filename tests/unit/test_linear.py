from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from sportello.nlu.linear import LinearModel

LABELS = ["costi", "costi", "dove", "dove", "orari", "orari"]
WORDS = [
    [2, 1, 0, 0, 0, 0],
    [1, 2, 0, 0, 0, 0],
    [0, 0, 2, 1, 0, 0],
    [0, 0, 1, 2, 0, 0],
    [0, 0, 0, 0, 2, 1],
    [0, 0, 0, 0, 1, 2],
]


def rows(counts: list[list[int]]) -> csr_matrix:
    return csr_matrix(np.array(counts, dtype=np.float32))


@pytest.fixture
def model() -> LinearModel:
    trained = LinearModel()
    trained.fit(rows(WORDS), LABELS)
    return trained


def test_labels_are_those_it_was_trained_on_each_once(model: LinearModel) -> None:
    assert model.labels == ["costi", "dove", "orari"]


def test_what_it_was_trained_on_scores_best_and_scores_sum_to_one(model: LinearModel) -> None:
    scores = model.scores(rows(WORDS))
    assert [max(row, key=lambda label: row[label]) for row in scores] == LABELS
    assert [sum(row.values()) for row in scores] == pytest.approx([1.0] * len(LABELS))
    assert all(set(row) == set(LABELS) for row in scores)
    assert all(type(score) is float for row in scores for score in row.values())


def test_a_row_of_no_known_feature_scores_all_labels_alike(model: LinearModel) -> None:
    known, unknown = model.scores(rows([WORDS[0], [0] * 6]))
    assert unknown == pytest.approx(dict.fromkeys(model.labels, 1 / 3))
    assert known["costi"] > 0.5


def test_a_sharper_model_is_surer_of_the_same_label() -> None:
    def sureness(sharpness: float) -> float:
        model = LinearModel(sharpness=sharpness)
        model.fit(rows(WORDS), LABELS)
        return model.scores(rows(WORDS[:1]))[0]["costi"]

    assert 1 / 3 < sureness(0.5) < sureness(2.0) < sureness(8.0)


def test_a_higher_penalty_fits_the_training_phrases_closer() -> None:
    def sureness(penalty: float) -> float:
        model = LinearModel(penalty=penalty)
        model.fit(rows(WORDS), LABELS)
        return model.scores(rows(WORDS[:1]))[0]["costi"]

    assert sureness(0.01) < sureness(1.0)


def test_balanced_training_raises_a_rare_label() -> None:
    words, labels = [*WORDS[:4] * 5, WORDS[4]], [*LABELS[:4] * 5, "orari"]

    def rare(balanced: bool) -> float:
        model = LinearModel(penalty=0.1, balanced=balanced)
        model.fit(rows(words), labels)
        return model.scores(rows([WORDS[4]]))[0]["orari"]

    assert rare(True) > rare(False)


def test_the_same_data_give_the_same_model(model: LinearModel) -> None:
    again = LinearModel()
    again.fit(rows(WORDS), LABELS)
    assert again.scores(rows(WORDS)) == model.scores(rows(WORDS))


@pytest.mark.parametrize("labels", [["costi"] * 6, ["costi", "dove"] * 3])
def test_fewer_than_three_labels_are_too_few(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="at least three"):
        LinearModel().fit(rows(WORDS), labels)


def test_a_saved_model_scores_as_before(tmp_path: Path) -> None:
    model = LinearModel(penalty=0.5, sharpness=2.5, balanced=True)
    model.fit(rows(WORDS), LABELS)
    model.save(tmp_path / "model.npz")
    loaded = LinearModel(sharpness=2.5)
    loaded.load(tmp_path / "model.npz")
    unseen = rows([[1, 0, 1, 0, 0, 0]])
    assert loaded.labels == model.labels
    assert loaded.scores(unseen) == model.scores(unseen)


def test_a_file_that_would_run_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, labels=np.array([object()], dtype=object), weights=np.zeros(1), offsets=np.zeros(1))
    with pytest.raises(ValueError, match="pickle"):
        LinearModel().load(path)
