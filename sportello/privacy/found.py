"""A piece of personal data found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sportello.privacy.marks import Kind


@dataclass(frozen=True)
class Found:
    """Characters `start` to `end` of a text are of this kind."""

    start: int
    end: int
    kind: Kind

    @classmethod
    def of(cls, match: re.Match[str], kind: Kind, group: int | str = 0) -> Found:
        """What a group of a match covers."""
        return cls(match.start(group), match.end(group), kind)


def digits(text: str) -> str:
    """The digits of a text alone."""
    return "".join(character for character in text if character.isdigit())
