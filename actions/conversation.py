"""Lists, yes and no, one of a list, back to a service, and what was not understood."""

from __future__ import annotations

import datetime as dt

from actions.turns import TurnAction
from sportello.carta import Catalogue
from sportello.dialogue import talk
from sportello.dialogue.state import Memory, Reading, Turn


class ActionElenco(TurnAction):
    """Lists services."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_elenco"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.listed`."""
        return talk.listed(reading, memory, catalogue, dt.datetime.now(dt.UTC))


class ActionConferma(TurnAction):
    """Takes a yes."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_conferma"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.confirm`."""
        return talk.confirm(memory, catalogue, dt.datetime.now(dt.UTC))


class ActionNega(TurnAction):
    """Takes a no."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_nega"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.deny`."""
        return talk.deny(memory)


class ActionScegli(TurnAction):
    """Takes one of the services that were listed."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_scegli"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.choose`."""
        return talk.choose(reading, memory, catalogue, dt.datetime.now(dt.UTC))


class ActionTorna(TurnAction):
    """Goes back to the service before."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_torna"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.go_back`."""
        return talk.go_back(reading, memory, catalogue, dt.datetime.now(dt.UTC))


class ActionNonCapito(TurnAction):
    """Says that a message was not understood."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_non_capito"

    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """See `sportello.dialogue.talk.not_understood`."""
        return talk.not_understood(reading, memory, catalogue)
