"""Questions about services: which service, which aspects, and what to say of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sportello.carta import Aspect, Catalogue, present
from sportello.dialogue import choices
from sportello.dialogue.listing import list_services
from sportello.dialogue.state import MAX_BUTTONS, Button, Memory, Reading, Reply, Turn
from sportello.text import words

_NEED, _CORRECT, _DETAILS = "bisogno", "correggi", "dettagli"
_LONGEST_SWITCH = 7
_SWITCH_WORDS = frozenset({"e", "ed"})


def answer(reading: Reading, memory: Memory, catalogue: Catalogue, moment: dt.datetime) -> Turn:
    """Answers about the service meant, or the one in hand, or asks which.

    Args:
        reading: a question, a need, a correction or a choice.
        memory: what the conversation keeps.
        catalogue: the Carta in force.
        moment: now, for whether a service is open.
    """
    aspects = _aspects(reading, memory)
    services = _services(reading, memory, catalogue)
    if services:
        replies = [reply for service in services for reply in _about(service, aspects, catalogue, moment)]
        named = tuple(service for service in reading.named if service in catalogue)
        return Turn(tuple(replies), memory.settled(services, aspects, named))
    if catalogue.wants_free(reading.text) or catalogue.wants_walk_in(reading.text):
        return list_services(reading, memory, catalogue)
    candidates = tuple(c for c in reading.candidates if c in catalogue)
    if reading.likely in candidates and not aspects:
        return guess(candidates, memory, catalogue)
    in_hand = _in_hand(memory, catalogue)
    if in_hand and reading.intent == _NEED and not aspects and (not candidates or in_hand in candidates):
        # "Mi aiuta qualcuno?" after talking of a service: its overview says how to get it and whom to ask.
        return Turn((overview(in_hand, catalogue),), memory.settled((in_hand,), ()))
    return ask_which(candidates, aspects, memory, catalogue)


def _aspects(reading: Reading, memory: Memory) -> tuple[str, ...]:
    """What is asked; a correction or a change of service keeps what was asked before."""
    if reading.is_choice and reading.aspects == memory.in_attesa[:1]:
        return memory.in_attesa  # a button carries one aspect, the question may have asked two
    if reading.is_choice or reading.aspects:
        return reading.aspects
    if memory.in_attesa and (reading.services or reading.candidates):
        return memory.in_attesa
    if reading.intent == _CORRECT or is_switch(reading):
        return memory.aspetti
    return ()


def is_switch(reading: Reading) -> bool:
    """Whether a message only changes the service ("e per mio figlio?") and asks the same again."""
    said = reading.text.lower().split()
    return 0 < len(said) <= _LONGEST_SWITCH and (said[0] in _SWITCH_WORDS or "invece" in words(reading.text))


def _services(reading: Reading, memory: Memory, catalogue: Catalogue) -> tuple[str, ...]:
    meant = tuple(service for service in reading.services if service in catalogue)
    in_hand = _in_hand(memory, catalogue)
    if in_hand and meant == (catalogue.service(in_hand).padre,) and not reading.is_choice:
        return (in_hand,) if _means_its_area(in_hand, reading, catalogue) else meant
    if meant:
        # Who names an area of a service also says the service's name: the area is meant.
        parents = {catalogue.service(service).padre for service in meant}
        return tuple(service for service in meant if service not in parents)
    if reading.services or not in_hand:
        return ()
    asks = bool(reading.aspects) and reading.intent != _CORRECT
    # "E suo fratello?" asks the same again for somebody else.
    asks_again = is_switch(reading) and bool(memory.aspetti) and not reading.candidates
    return (in_hand,) if asks or asks_again else ()


def _means_its_area(in_hand: str, reading: Reading, catalogue: Catalogue) -> bool:
    """Whether "l'assistente sociale", said of an area of the service, is that of the area in hand: no other may be."""
    parent = catalogue.service(in_hand).padre
    others = [c for c in reading.candidates if c in catalogue and c not in (in_hand, parent)]
    return bool(reading.aspects) and not any(catalogue.service(other).padre == parent for other in others)


def _in_hand(memory: Memory, catalogue: Catalogue) -> str | None:
    """The service in hand, unless the Carta has it no more."""
    return memory.servizio if memory.servizio in catalogue else None


def _about(service: str, aspects: tuple[str, ...], catalogue: Catalogue, moment: dt.datetime) -> list[Reply]:
    if not aspects:
        return [overview(service, catalogue)]
    replies = ((aspect, _aspect(service, aspect, catalogue, moment)) for aspect in aspects)
    return [replace(reply, aspect=aspect) for aspect, reply in replies]


def overview(service: str, catalogue: Catalogue) -> Reply:
    """What the service is, how to get it and whom to ask."""
    full = catalogue.states(service, Aspect.ACCESSO)
    response = "utter_scheda" if full else "utter_scheda_senza_accesso"
    return Reply(response, "risposto", service, present.facts(catalogue, service))


def _aspect(service: str, aspect: str, catalogue: Catalogue, moment: dt.datetime) -> Reply:
    facts = present.facts(catalogue, service)
    if aspect == _DETAILS:
        return Reply("utter_dettagli" if "dettagli" in facts else "utter_cose", "risposto", service, facts)
    asked = Aspect(aspect)
    if not catalogue.states(service, asked):
        return Reply(f"utter_non_indicato_{aspect}", "non_indicato", service, facts)
    if asked is Aspect.ORARI:
        now = present.opening_now(catalogue, service, moment)
        if now:
            sentence, values = now
            return Reply(f"utter_orari_{sentence}", "risposto", service, {**facts, **values})
    if asked is Aspect.COSE and "dettagli" in facts:
        return Reply("utter_cose_in_breve", "risposto", service, facts)
    return Reply(f"utter_{aspect}", "risposto", service, facts)


def guess(candidates: tuple[str, ...], memory: Memory, catalogue: Catalogue) -> Turn:
    """Tells of the likeliest service, says that it is a guess and offers the others."""
    likely, *others = candidates[: MAX_BUTTONS + 1]
    intro = Reply("utter_forse_scheda", "chiarito", buttons=_choices(tuple(others), "scheda", catalogue))
    kept = replace(memory.settled((likely,), ()), offerti=candidates)
    return Turn((intro, overview(likely, catalogue)), kept)


def _choices(services: tuple[str, ...], kind: str, catalogue: Catalogue) -> tuple[Button, ...]:
    return tuple(
        Button(present.button_title(catalogue.service(service)), choices.payload(kind, servizio=service))
        for service in services
    )


def ask_which(candidates: tuple[str, ...], aspects: tuple[str, ...], memory: Memory, catalogue: Catalogue) -> Turn:
    """Asks which service is meant, and remembers what was asked of it."""
    offered = candidates[:MAX_BUTTONS]
    kept = replace(memory, in_attesa=aspects, offerti=offered, non_capiti=0)
    if not offered:
        return Turn((Reply("utter_quale_servizio", "chiarito"),), kept)
    kind = aspects[0] if aspects else "scheda"
    buttons = _choices(offered, kind, catalogue)
    response = "utter_forse_uno" if len(offered) == 1 else "utter_forse"
    return Turn((Reply(response, "chiarito", buttons=buttons),), kept)
