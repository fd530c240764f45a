from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from sportello.nlu.tokenizer import SportelloTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> SportelloTokenizer:
    unused: Any = None
    return SportelloTokenizer.create(SportelloTokenizer.get_default_config(), unused, unused, unused)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quanto costa l'ADM?", ["quanto", "costa", "l'", "adm", "?"]),
        ("dov'è  il municipio", ["dov'", "è", "il", "municipio"]),
        ("   ", []),
    ],
)
def test_words_are_cut_as_italian_is_written(tokenizer: SportelloTokenizer, text: str, words: list[str]) -> None:
    assert [token.text for token in tokenizer.tokenize(Message(data={TEXT: text}), TEXT)] == words
