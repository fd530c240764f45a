"""The sparse features that the featurizers of the pipeline left on messages."""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
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
