"""The rest of the conversation: lists, yes and no, what was not understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sportello.carta import Catalogue, present
from sportello.dialogue import choices
from sportello.dialogue.answer import MAX_BUTTONS, answer, ask_which
from sportello.dialogue.state import Button, Memory, Reading, Reply, Turn


def list_services(reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
    """The services for a public, the free ones or those without appointment; else for whom there are some."""
    category_ids = (reading.category,) if reading.category else catalogue.categories_in(reading.text)
    free, walk_in = catalogue.wants_free(reading.text), catalogue.wants_walk_in(reading.text)
    if not (category_ids or free or walk_in):
        asks = Reply("utter_elenco_categorie", "elenco", buttons=_category_buttons(catalogue))
        return Turn((asks,), replace(memory, non_capiti=0))
    services = catalogue.listed(category_ids, free=free, walk_in=walk_in)
    if not services:
        return Turn((Reply("utter_elenco_vuoto", "elenco"),), replace(memory, non_capiti=0))
    response = "utter_elenco_gratuiti" if free else "utter_elenco_senza_appuntamento" if walk_in else "utter_elenco"
    names = "\n".join(f"• {present.button_title(service)}" for service in services)
    offered = tuple(service.id for service in services)
    buttons = tuple(
        Button(present.button_title(service), choices.payload("scheda", servizio=service.id))
        for service in services[:MAX_BUTTONS]
    )
    reply = Reply(response, "elenco", facts={"elenco": names}, buttons=buttons)
    return Turn((reply,), replace(memory, offerti=offered, in_attesa=(), non_capiti=0))


def _category_buttons(catalogue: Catalogue) -> tuple[Button, ...]:
    return tuple(
        Button(category.nome, choices.payload("elenco", categoria=category.id))
        for category in catalogue.carta.categorie[:MAX_BUTTONS]
    )


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
