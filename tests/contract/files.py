"""The files of the project as the contract tests read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
NLU = ROOT / "data" / "nlu"
_PHRASE = re.compile(r"^- (.*\S)\s*$")


@dataclass(frozen=True)
class Phrase:
    """One training phrase with everything written beside it."""

    text: str
    intent: str
    service: str | None
    also: str | None
    voice: str | None
    file: Path


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    found = []
    for file in sorted(NLU.rglob("*.yml")):
        for block in load(file)["nlu"]:
            meta = block.get("metadata") or {}
            for line in block["examples"].splitlines():
                match = _PHRASE.match(line.strip())
                assert match or not line.strip(), f"{file.name}: «{line}» is no phrase"
                if match:
                    beside = (meta.get("servizio"), meta.get("anche"), meta.get("voce"))
                    found.append(Phrase(match[1], block["intent"], *beside, file))
    return tuple(found)


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
