"""Answers about services."""

from __future__ import annotations

import datetime as dt

from actions.turns import TurnAction
from sportello.carta import Catalogue
from sportello.dialogue.answer import answer
from sportello.dialogue.state import Memory, Reading, Turn


class ActionRispondi(TurnAction):
    """Answers an aspect or a need, or asks which service is meant."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_rispondi"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.answer`."""
        return answer(reading, memory, catalogue, dt.datetime.now(dt.UTC))
