"""The rest of the conversation: yes and no, and what was not understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sportello.carta import Catalogue
from sportello.dialogue.answer import answer, ask_which
from sportello.dialogue.state import Memory, Reading, Reply, Turn


def confirm(memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """Yes: to the one service that we offered, or to nothing in particular."""
    if len(memory.offerti) == 1 and memory.offerti[0] in catalogue:
        meant = Reading("bisogno", aspects=memory.in_attesa, services=memory.offerti, is_choice=True)
        return answer(meant, memory, catalogue, moment)
    return Turn((Reply("utter_conferma", "conversazione"),), replace(memory, non_capiti=0))


def deny(memory: Memory) -> Turn:
    """No: it was none of what we said or offered."""
    forgotten = replace(memory, in_attesa=(), offerti=(), servizio=None, non_capiti=0)
    return Turn((Reply("utter_nega", "conversazione"),), forgotten)


def not_understood(reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
    """Asks which of the likely services is meant, or to say it again; the second time gives a person."""
    candidates = tuple(service for service in reading.candidates if service in catalogue)
    if candidates and not memory.non_capiti:
        turn = ask_which(candidates, reading.aspects, memory, catalogue)
        return replace(turn, memory=replace(turn.memory, non_capiti=1))
    response = "utter_non_capito_ancora" if memory.non_capiti else "utter_non_capito"
    return Turn((Reply(response, "non_capito"),), replace(memory, non_capiti=memory.non_capiti + 1))
