"""Questions to the dialogue, and its answers in short."""

from __future__ import annotations

import datetime as dt

from sportello.carta import Catalogue
from sportello.dialogue.answer import answer
from sportello.dialogue.state import Memory, Reading, Turn

WEDNESDAY = dt.datetime(2025, 12, 17, 10, tzinfo=dt.UTC)


def said(turn: Turn) -> list[tuple[str, str | None]]:
    """The sentences of a turn, each with the service that it is about."""
    return [(reply.response, reply.service) for reply in turn.replies]


def ask(catalogue: Catalogue, reading: Reading, memory: Memory | None = None, moment: dt.datetime = WEDNESDAY) -> Turn:
    """The turn that answers a reading."""
    return answer(reading, memory or Memory(), catalogue, moment)
