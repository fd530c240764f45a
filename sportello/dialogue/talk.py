"""The rest of the conversation: yes and no, one of a list, back to a service, and what was not understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sportello.carta import Aspect, Catalogue
from sportello.dialogue.answer import answer, ask_which, is_switch
from sportello.dialogue.listing import list_services
from sportello.dialogue.state import Memory, Reading, Reply, Turn
from sportello.text import words

# The sub-intents of `scegli`: which of the services that we offered.
_PLACES = {"primo": 0, "secondo": 1, "terzo": 2, "quarto": 3, "ultimo": -1}
_OTHER = "altro"
_LONGEST_ASIDE = 2


def in_doubt(reading: Reading) -> tuple[Reply, ...]:
    """What comes before any answer where somebody may be in danger."""
    return (Reply("utter_forse_pericolo", "emergenza"),) if reading.maybe_danger else ()


def listed(reading: Reading, memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """The services of a kind; "gratis?" in the middle of a conversation asks about the service in hand alone."""
    short = 0 < len(words(reading.text)) <= _LONGEST_ASIDE
    if short and memory.servizio in catalogue and catalogue.wants_free(reading.text):
        return answer(Reading("chiedi_costi", aspects=(Aspect.COSTI.value,)), memory, catalogue, moment)
    return list_services(reading, memory, catalogue)


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


def choose(reading: Reading, memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """One of those that we listed or spoke of, by its place (`scegli/secondo`) or as the other one (`scegli/altro`)."""
    pool = tuple(service for service in memory.pointed_at() if service in catalogue)
    place = reading.intent.partition("/")[2]
    if place == _OTHER:
        others = tuple(service for service in pool if service != memory.servizio)
        if memory.servizio_precedente in others:
            others = (memory.servizio_precedente,)
        if len(others) != 1:
            return ask_which(others, reading.aspects, memory, catalogue)
        return _point_at(others[0], reading, memory, catalogue, moment)
    number = _PLACES[place]
    if not -len(pool) <= number < len(pool):
        return ask_which((), reading.aspects, memory, catalogue)
    return _point_at(pool[number], reading, memory, catalogue, moment)


def go_back(reading: Reading, memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """To the service before the one in hand."""
    former = memory.servizio_precedente or memory.servizio
    if former is None or former not in catalogue:
        return ask_which((), reading.aspects, memory, catalogue)
    return _point_at(former, reading, memory, catalogue, moment)


def _point_at(service: str, reading: Reading, memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """What is asked of a service that was pointed at: now, before we had to ask, or the same as of the last one."""
    again = memory.aspetti if is_switch(reading) else ()
    aspects = reading.aspects or memory.in_attesa or again
    return answer(Reading("bisogno", aspects=aspects, services=(service,), is_choice=True), memory, catalogue, moment)


def not_understood(reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
    """Asks which of the likely services is meant, or to say it again; the second time gives a person."""
    candidates = tuple(service for service in reading.candidates if service in catalogue)
    if candidates and not memory.non_capiti:
        turn = ask_which(candidates, reading.aspects, memory, catalogue)
        return replace(turn, memory=replace(turn.memory, non_capiti=1))
    response = "utter_non_capito_ancora" if memory.non_capiti else "utter_non_capito"
    return Turn((Reply(response, "non_capito"),), replace(memory, non_capiti=memory.non_capiti + 1))
