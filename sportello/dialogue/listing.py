"""Lists of services: for a public, free of charge, or without appointment."""

from __future__ import annotations

from dataclasses import replace

from sportello.carta import Catalogue, present
from sportello.dialogue import choices
from sportello.dialogue.state import MAX_BUTTONS, Button, Memory, Reading, Reply, Turn

# By whether what is free and what needs no appointment is asked for.
_RESPONSES = {
    (False, False): "utter_elenco",
    (True, False): "utter_elenco_gratuiti",
    (False, True): "utter_elenco_senza_appuntamento",
    (True, True): "utter_elenco_gratuiti_senza_appuntamento",
}


def list_services(reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
    """The services for a public, the free ones or those without appointment; else for whom there are some."""
    category_ids = (reading.category,) if reading.category else catalogue.categories_in(reading.text)
    free, walk_in = catalogue.wants_free(reading.text), catalogue.wants_walk_in(reading.text)
    if not (category_ids or free or walk_in):
        buttons = _category_buttons(catalogue)
        asks = Reply("utter_elenco_categorie", "elenco", buttons=buttons[:MAX_BUTTONS], more=buttons[MAX_BUTTONS:])
        return Turn((asks,), replace(memory, non_capiti=0))
    services = catalogue.listed(category_ids, free=free, walk_in=walk_in)
    if not services:
        return Turn((Reply("utter_elenco_vuoto", "elenco"),), replace(memory, non_capiti=0))
    response = _RESPONSES[free, walk_in]
    names = "\n".join(f"• {present.button_title(service)}" for service in services)
    offered = tuple(service.id for service in services)
    buttons = tuple(
        Button(present.button_title(service), choices.payload("scheda", servizio=service.id)) for service in services
    )
    facts = {"elenco": names}
    reply = Reply(response, "elenco", facts=facts, buttons=buttons[:MAX_BUTTONS], more=buttons[MAX_BUTTONS:])
    return Turn((reply,), replace(memory, offerti=offered, in_attesa=(), non_capiti=0))


def _category_buttons(catalogue: Catalogue) -> tuple[Button, ...]:
    return tuple(
        Button(category.nome, choices.payload("elenco", categoria=category.id))
        for category in catalogue.carta.categorie
    )
