"""The same data on Rasa as it comes: its default pipeline, policies, channel and stores."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sportello.nlu.importer import CartaImporter
from sportello.nlu.labels import full_intent, metadata
from tests.conftest import ROOT

NEED = "bisogno"
# A hundred are Rasa's default and take hours on these phrases. The speed of an answer does not depend
# on them; what the training takes is therefore a lower bound.
EPOCHS = 2


def write_project(home: Path) -> None:
    """A checkout for `rasa train` and `rasa run` without anything of ours but phrases, rules and actions.

    Each need is an intent of its own (`bisogno_sad`), because stock Rasa has nothing that tells services.
    """
    importer = CartaImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")])
    phrases = importer.get_nlu_data()
    needs = sorted({_need(message) for message in phrases.intent_examples if message.get(INTENT) == NEED})
    home.mkdir(parents=True, exist_ok=True)
    (home / "data").mkdir(exist_ok=True)
    _flattened(phrases).persist_nlu(str(home / "data" / "nlu.yml"))
    for path in (ROOT / "data" / "risposte").glob("*.yml"):
        shutil.copy(path, home / "data" / path.name)
    _dump(home / "data" / "regole.yml", _rules(needs))
    _dump(home / "domain.yml", _domain(needs))
    _dump(home / "config.yml", {"recipe": "default.v1", "language": "it", "assistant_id": "di-serie", **_defaults()})
    _dump(home / "credentials.yml", {"rest": None})


def _need(message: Message) -> str:
    return f"{NEED}_{metadata(message)['servizio']}"


def _flattened(phrases: TrainingData) -> TrainingData:
    return TrainingData([Message.build(m.get("text"), _intent(m, phrases)) for m in phrases.intent_examples])


def _intent(message: Message, phrases: TrainingData) -> str:
    if message.get(INTENT) == NEED:
        return _need(message)
    full = full_intent(message)
    return full if f"utter_{full}" in phrases.responses else str(message.get(INTENT))


def _rules(needs: list[str]) -> dict[str, Any]:
    rules = []
    for path in sorted((ROOT / "data" / "regole").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            first, *others = rule["steps"]
            asked = [step["intent"] for step in first.get("or", [first])]
            named = [name for intent in asked for name in (needs if intent == NEED else [intent])]
            rules += [{"rule": f"{rule['rule']} ({name})", "steps": [{"intent": name}, *others]} for name in named]
    return {"version": "3.1", "rules": rules}


def _domain(needs: list[str]) -> dict[str, Any]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    domain["intents"] = [intent for intent in domain["intents"] if intent != NEED] + needs
    return dict(domain)


def _defaults() -> dict[str, Any]:
    """What Rasa takes when `config.yml` names no pipeline and no policies."""
    return {
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": EPOCHS, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": EPOCHS},
            {"name": "TEDPolicy", "max_history": 5, "epochs": EPOCHS, "constrain_similarities": True},
        ],
    }


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
