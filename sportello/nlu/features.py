"""The sparse features that the featurizers of the pipeline left on messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack


def sentence_blocks(messages: Sequence[Message]) -> dict[str, csr_matrix]:
    """One block of counts for each featurizer, one row a message.

    Raises:
        ValueError: where a message has no sparse features, that is when no featurizer precedes.
    """
    rows: dict[str, list[csr_matrix]] = {}
    for message in messages:
        found = False
        for feature in message.features:
            if feature.is_sparse() and feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE:
                rows.setdefault(str(feature.origin), []).append(csr_matrix(feature.features, dtype=float))
                found = True
        if not found:
            raise ValueError("config.yml: i classificatori vogliono un CountVectorsFeaturizer prima di loro")
    return {origin: vstack(parts, format="csr") for origin, parts in rows.items()}


def part_blocks(message: Message, separators: Collection[str]) -> dict[str, csr_matrix]:
    """One block of counts for each featurizer, one row for each part of a message.

    Parts are what stands between separators and punctuation. A part's counts are the sum of its
    tokens' counts: exact for single words and for characters, which never cross words, and without
    the pairs of words that `sentence_blocks` has. Empty where there are fewer than two parts.
    """
    tokens = [token.text.lower() for token in message.get(TOKENS_NAMES[TEXT]) or []]
    parts = _parts(tokens, separators)
    if len(parts) < 2:
        return {}
    of_part = csr_matrix(
        [[1.0 if position in part else 0.0 for position in range(len(tokens))] for part in map(set, parts)]
    )
    return {
        str(feature.origin): of_part @ csr_matrix(feature.features, dtype=np.float64)
        for feature in message.features
        if feature.is_sparse() and feature.attribute == TEXT and feature.type == FEATURE_TYPE_SEQUENCE
    }


def _parts(tokens: Sequence[str], separators: Collection[str]) -> list[list[int]]:
    """The positions of the tokens of each part."""
    parts: list[list[int]] = [[]]
    for position, token in enumerate(tokens):
        if token in separators or not any(map(str.isalnum, token)):
            parts.append([])
        else:
            parts[-1].append(position)
    return [part for part in parts if part]
