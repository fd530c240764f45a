"""What a message says, as a sparse vector for the classifiers after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from sportello.nlu.component import TrainedComponent
from sportello.nlu.labels import text_examples
from sportello.nlu.spelling import SpellingRepair
from sportello.nlu.vectorizer import TextVectorizer
from sportello.privacy import marks

MENDED_TEXT = "mended_text"
PART_VECTORS = "part_vectors"
_WORDS = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SportelloFeaturizer(TrainedComponent):
    """Adds to each message its vector, and leaves beside it its mended text and the vectors of its parts.

    Typing errors are mended first (`SpellingRepair`). Parts are what stands between separators and
    punctuation ("quanto costa | che numero chiamo"). Rasa's own featurizers make a matrix of every
    token besides, which here nobody reads.
    """

    _spelling: SpellingRepair
    _vectorizer: TextVectorizer

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """See `TextVectorizer`; `separators` are words between two questions."""
        return {"max_words": 2, "characters": [2, 5], "min_texts": 2, "separators": []}

    def _new_vectorizer(self) -> TextVectorizer:
        shortest, longest = self._config["characters"]
        return TextVectorizer(self._config["max_words"], (shortest, longest), self._config["min_texts"])

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the words and the features of all training phrases."""
        texts = [_tokens(message) for message in text_examples(training_data)]
        self._spelling = SpellingRepair()
        self._spelling.fit(texts)
        self._vectorizer = self._new_vectorizer()
        self._vectorizer.fit([self._mended(tokens) for tokens in texts])
        return self.persist()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds their vectors to the training phrases."""
        examples = text_examples(training_data)
        self._add_vectors(examples, [self._mended(_tokens(example)) for example in examples])
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds vectors to the messages, their mended text, and the vectors of their parts where they have several."""
        mended = [self._mended(_tokens(message)) for message in messages]
        self._add_vectors(messages, mended)
        for message, tokens in zip(messages, mended, strict=True):
            parts = parts_of(tokens, self._config["separators"])
            message.set(MENDED_TEXT, " ".join(tokens))
            message.set(PART_VECTORS, self._vectorizer.transform(parts) if len(parts) > 1 else None)
        return messages

    def _mended(self, tokens: Sequence[str]) -> list[str]:
        return [self._spelling.repair(token) for token in tokens]

    def _add_vectors(self, messages: Sequence[Message], mended: Sequence[Sequence[str]]) -> None:
        vectors = self._vectorizer.transform(mended)
        for row, message in enumerate(messages):
            message.add_features(Features(vectors[row], FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))

    def read(self, directory: Path) -> None:
        """Loads words and features."""
        self._spelling = SpellingRepair()
        self._spelling.load(directory / _WORDS)
        self._vectorizer = self._new_vectorizer()
        self._vectorizer.load(directory)

    def write(self, directory: Path) -> None:
        """Saves words and features."""
        self._spelling.save(directory / _WORDS)
        self._vectorizer.save(directory)


def vectors_of(messages: Sequence[Message]) -> csr_matrix:
    """The vectors that the featurizer added, one row a message.

    Raises:
        ValueError: where a message has none, that is when no `SportelloFeaturizer` precedes.
    """
    found = [f.features for m in messages for f in m.features if f.origin == SportelloFeaturizer.__name__]
    if len(found) != len(messages):
        raise ValueError("config.yml: i classificatori vogliono un SportelloFeaturizer prima di loro")
    return found[0] if len(found) == 1 else vstack(found, format="csr")


def parts_of(tokens: Sequence[str], separators: Collection[str]) -> list[list[str]]:
    """The tokens of each part of a message, punctuation and separators left out."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in separators or not any(map(str.isalnum, token)):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _tokens(message: Message) -> list[str]:
    """The words of a message; the marks of what was masked say nothing of what is asked."""
    masked = marks.spans(message.get(TEXT) or "")
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return [token.text for token in tokens if not any(start <= token.start < end for start, end in masked)]
