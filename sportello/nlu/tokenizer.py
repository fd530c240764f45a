"""Messages cut into words as Italian is written."""

from __future__ import annotations

from typing import Any, Dict, List, Text

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SportelloTokenizer(Tokenizer):
    """spaCy's rules for Italian (elisions, abbreviations, punctuation), in lower case, without a model of it.

    Rasa's `SpacyTokenizer` gives the same words and wants a whole model for them, of which nothing else is used.
    """

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads spaCy's rules; `config` is that of Rasa's tokenizers."""
        super().__init__(config)
        self._italian = spacy.blank("it")

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Intents are whole words, and no token is cut further."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SportelloTokenizer:
        """The component (see Rasa's `GraphComponent`)."""
        return cls(config)

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """The words of a text, blanks left out."""
        doc = self._italian(message.get(attribute).lower())
        return self._apply_token_pattern([Token(token.text, token.idx) for token in doc if token.text.strip()])
