"""Phrases that are never trained on, with what a good clerk would understand. Imports no Rasa."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sportello.nlu.phrases import Phrase
from sportello.nlu.reading import ASK
from sportello.settings import ROOT

HELD_OUT = ROOT / "tests" / "nlu"
NEED, LOOKALIKE, EMERGENCY = "bisogno", "sembra", "emergenza"
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjksxcvbnmn", strict=True))
_SHORTEST_WITH_ERROR = 4


@dataclass(frozen=True)
class HeldOut:
    """One phrase with the readings that are right.

    Attributes:
        text: as a citizen writes it.
        asked: what is asked, any one is right: an aspect, `bisogno`, `elenco`, `emergenza/<kind>`,
            `sembra` (anything but an emergency) or another intent.
        services: the services meant, any one is right; empty where none is.
        voice: who writes so.
    """

    text: str
    asked: tuple[str, ...]
    services: tuple[str, ...]
    voice: str

    @property
    def kind(self) -> str:
        """The group of what is asked, e.g. `emergenza`; the aspect itself for an aspect."""
        return self.asked[0].split("/")[0]


def read_held_out(path: Path) -> list[HeldOut]:
    """The phrases of a file whose only key is `frasi`.

    Raises:
        KeyError: when a phrase lacks a key: the files are ours, a test reads them all.
    """
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return [
        HeldOut(item["testo"], _listed(item["aspetto"]), _listed(item["servizio"]), item["voce"])
        for item in content["frasi"]
    ]


def held_out_texts() -> frozenset[str]:
    """The phrases of all sets, which serve to measure and are never taught."""
    return frozenset(item.text for path in sorted(HELD_OUT.glob("*.yml")) for item in read_held_out(path))


def from_lesson(phrase: Phrase) -> HeldOut:
    """A training phrase as if it were held out: what it teaches is what is right."""
    base = phrase.intent.partition("/")[0]
    intent = NEED if base == NEED else phrase.intent.removeprefix(ASK)
    asked = (intent, phrase.also) if phrase.also else (intent,)
    return HeldOut(phrase.text, asked, (phrase.service,) if phrase.service else (), phrase.voice or "")


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(value if isinstance(value, list) else [value] if value else [])


def with_typing_errors(items: Sequence[HeldOut]) -> list[HeldOut]:
    """The same phrases with one typing error in every word of four letters or more; always the same ones."""
    return [replace(item, text=_mistyped(item.text)) for item in items]


def _mistyped(text: str) -> str:
    chance = random.Random(int(hashlib.sha256(text.encode()).hexdigest()[:8], 16))  # noqa: S311 - no secret
    return re.sub(rf"[^\W\d]{{{_SHORTEST_WITH_ERROR},}}", lambda match: _one_error(match.group(), chance), text)


def _one_error(word: str, chance: random.Random) -> str:
    """Two letters swapped, one doubled, one missing, or one next door on the keyboard."""
    place = chance.randrange(len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    errors = [
        before + after[0] + letter + after[1:],
        before + letter + letter + after,
        before + after,
        before + _NEIGHBOURS.get(letter.lower(), "e") + after,
    ]
    return chance.choice(errors)
