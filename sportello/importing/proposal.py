"""A service that the present Carta does not have, as it would stand in the knowledge file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sportello.carta.model import Card
from sportello.carta.query import Catalogue
from sportello.importing import values
from sportello.importing.compare import REWRITE, UNCLEAR_COSTS
from sportello.importing.found import Found
from sportello.text import words

_LONGEST_ID = 40
_EMPTY_WORDS = frozenset(
    "a al alla alle con da dal dei del della delle di e gli i il in l la le lo o per d dell un".split()
)


@dataclass(frozen=True)
class Proposal:
    """A new service: its data, in the order of the file, and a comment for the fields that want one."""

    id: str
    name: str
    section: str
    data: dict[str, Any]
    comments: dict[str, str]


def propose(found: Found, parent: str | None, catalogue: Catalogue, taken: Collection[str]) -> Proposal:
    """What the new edition says of a service, with an id that none of `taken` has; what it does not say is None."""
    name, section = found.title.name, found.section or _section_of(parent, catalogue)
    chosen = _id(name, taken)
    weekly = values.weekly(found, None)
    said_hours = found.hours_text or (found.accesso if found.hours.slots or not found.hours.sure else None)
    categories = catalogue.categories_in(" ".join(filter(None, (name, found.destinatari))))
    data: dict[str, Any] = {
        "id": chosen,
        "nome": name or None,
        **({"sigla": found.title.acronym} if found.title.acronym else {}),
        **({"padre": parent} if parent else {}),
        "sezione": section,
        "alias": [],
        "categorie": list(categories),
        "cose": values.what(found.cose) if found.cose else None,
        "destinatari": values.text(found.destinatari) if found.destinatari else None,
        "accesso": values.access(found.accesso, found.appointment) if found.accesso else None,
        "orari": values.hours(weekly) if weekly else values.text(said_hours) if said_hours else None,
        "costi": values.costs(found.costs, None) if found.costs else None,
        "documenti": values.documents(found.documents) if found.documents else None,
        "dove": values.text(found.dove) if found.dove else None,
        "contatti": values.contact_cards(values.contacts(found.contacts, (), name)) or None,
        "verificato_il": None,
        **({"note": values.note(found.left_out)} if found.left_out else {}),
    }
    return Proposal(chosen, name, section or "?", data, _comments(data, found))


def _comments(data: dict[str, Any], found: Found) -> dict[str, str]:
    rewritten = ("destinatari", "accesso", "costi", "documenti", "dove")
    comments = {name: REWRITE for name in rewritten if data[name] is not None}
    comments |= {
        "id": "SERVIZIO NUOVO: controlli id, nome e padre; aggiunga le frasi dei cittadini in data/nlu/bisogni/.",
        "alias": "Gli altri nomi con cui i cittadini lo chiamano.",
        "categorie": "Proposte dalle parole della nuova edizione: le controlli.",
        "cose": REWRITE if data["cose"] else "Non si è letto che cos'è: lo scriva, è obbligatorio.",
    }
    if found.costs_text and not found.costs:
        comments["costi"] = f"{UNCLEAR_COSTS} La nuova edizione scrive: «{found.costs_text}»"
    if data["nome"] is None:
        comments["nome"] = "Non si è letto come si chiama: lo scriva, è obbligatorio."
    if data["sezione"] is None:
        comments["sezione"] = "Non si è letta: la scriva, è obbligatoria."
    return comments


def _section_of(parent: str | None, catalogue: Catalogue) -> str | None:
    cards: dict[str, Card] = {card.id: card for card in (*catalogue.carta.gruppi, *catalogue.services)}
    return cards[parent].sezione if parent else None


def _id(name: str, taken: Collection[str]) -> str:
    """A short id from the words of a name."""
    said = [word for word in words(name) if word not in _EMPTY_WORDS]
    chosen = ""
    for word in said:
        if chosen and len(chosen) + 1 + len(word) > _LONGEST_ID:
            break
        chosen = f"{chosen}_{word}" if chosen else word[:_LONGEST_ID]
    if not chosen[:1].isalpha():
        chosen = f"servizio_{chosen}".rstrip("_")
    numbered = [chosen, *(f"{chosen}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in numbered if each not in taken)
