from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from sportello.nlu.vectorizer import TextVectorizer

TEXTS = [
    ["quanto", "costa", "il", "pasto", "?"],
    ["quanto", "costano", "i", "pasti"],
    ["a", "che", "ora", "portano", "il", "pasto"],
    ["perche", "il", "pasto", "costa"],
]


@pytest.fixture
def vectorizer() -> TextVectorizer:
    fitted = TextVectorizer(min_texts=1)
    fitted.fit(TEXTS)
    return fitted


def likeness(vectorizer: TextVectorizer, one: list[str], other: list[str]) -> float:
    rows = vectorizer.transform([one, other])
    return float((rows[0] @ rows[1].T).toarray()[0, 0]) / 2


def test_every_block_weighs_the_same(vectorizer: TextVectorizer) -> None:
    assert np.allclose(vectorizer.transform(TEXTS).power(2).sum(axis=1), 2.0, atol=1e-5)


def test_forms_of_a_word_are_alike(vectorizer: TextVectorizer) -> None:
    assert likeness(vectorizer, ["pasti"], ["pasto"]) > 0.5


def test_a_typing_error_leaves_something_in_common(vectorizer: TextVectorizer) -> None:
    assert likeness(vectorizer, ["qaunto", "csota"], ["quanto", "costa"]) > 0


def test_nothing_known_is_a_row_of_zeros(vectorizer: TextVectorizer) -> None:
    assert vectorizer.transform([["###"], []]).nnz == 0


def test_rare_features_are_left_out() -> None:
    vectorizer = TextVectorizer(min_texts=2)
    vectorizer.fit(TEXTS)
    assert vectorizer.transform([["ora"]]).nnz < vectorizer.transform([["pasto"]]).nnz


def test_it_comes_back_from_disk_as_it_was(vectorizer: TextVectorizer, tmp_path: Path) -> None:
    vectorizer.save(tmp_path)
    read = TextVectorizer(min_texts=1)
    read.load(tmp_path)
    assert abs(read.transform(TEXTS) - vectorizer.transform(TEXTS)).max() < 1e-6


def test_one_text_is_weighed_as_scikit_learn_weighs_many() -> None:
    vectorizer = TextVectorizer(max_words=1, characters=(2, 3), min_texts=1)
    vectorizer.fit(TEXTS)
    runs = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 3), lowercase=False, sublinear_tf=True, min_df=1, dtype=np.float32
    )
    expected = runs.fit_transform([" ".join(tokens) for tokens in TEXTS])
    ours = vectorizer.transform(TEXTS)[:, -expected.shape[1] :]
    assert abs(ours - expected).max() < 1e-6
