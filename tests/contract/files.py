"""The files of the project as the contract tests read them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sportello.nlu.phrases import Phrase, read_phrases

ROOT = Path(__file__).resolve().parent.parent.parent
NLU = ROOT / "data" / "nlu"


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    return tuple(read_phrases(sorted(NLU.rglob("*.yml"))))


@lru_cache(maxsize=1)
def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((ROOT / "data" / "risposte").glob("*.yml")):
        for name, variants in load(file).get("responses", {}).items():
            assert name not in found, f"{name} stands in two files"
            found[name] = variants
    return found


def domain() -> dict[str, Any]:
    return load(ROOT / "domain.yml")


def python_files() -> list[Path]:
    return [*(ROOT / "sportello").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
