"""A service that the present Carta does not have, as it would stand in the knowledge file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sportello.carta.model import Card
from sportello.carta.query import Catalogue
from sportello.importing import values
from sportello.importing.compare import REWRITE, unclear_costs
from sportello.importing.found import Found
from sportello.text import words

_LONGEST_ID = 40
_EMPTY_WORDS = frozenset(
    "a al alla alle con da dal dei del della delle di e gli i il in l la le lo o per d dell un".split()
)


@dataclass(frozen=True)
class Proposal:
    """A new service: its data, in the order of the file, and a comment for the fields that want one."""

    data: dict[str, Any]
    comments: dict[str, str]

    @property
    def id(self) -> str:
        """The proposed id."""
        return str(self.data["id"])


def propose(found: Found, parent: str | None, catalogue: Catalogue, taken: Collection[str]) -> Proposal:
    """What the new edition says of a service, with an id that none of `taken` has; what it does not say is None."""
    name = found.title.name
    cards: tuple[Card, ...] = (*catalogue.carta.gruppi, *catalogue.services)
    section = found.section or next((card.sezione for card in cards if card.id == parent), None)
    data: dict[str, Any] = {
        "id": _id(name, taken),
        "nome": name or None,
        **({"sigla": found.title.acronym} if found.title.acronym else {}),
        **({"padre": parent} if parent else {}),
        "sezione": section,
        "alias": [],
        "categorie": list(catalogue.categories_in(f"{name} {found.destinatari or ''}")),
        **values.data(found, {}),
        "verificato_il": None,
        **({"note": f"Dalla nuova edizione: {' '.join(found.left_out)}"} if found.left_out else {}),
    }
    return Proposal(data, _comments(data, found))


def _comments(data: dict[str, Any], found: Found) -> dict[str, str]:
    comments = {
        name: REWRITE for name in ("cose", "destinatari", "accesso", "costi", "documenti", "dove") if data[name]
    }
    comments |= {
        "id": "SERVIZIO NUOVO: controlli id, nome e padre; aggiunga le frasi dei cittadini in data/nlu/bisogni/.",
        "alias": "Gli altri nomi con cui i cittadini lo chiamano.",
        "categorie": "Proposte dalle parole della nuova edizione: le controlli.",
    }
    if found.costs_text and not found.costs:
        comments["costi"] = unclear_costs(found)
    missing = {
        name: "Non si è letto: lo scriva, è obbligatorio." for name in ("nome", "sezione", "cose") if not data[name]
    }
    return comments | missing


def _id(name: str, taken: Collection[str]) -> str:
    """A short id from the words of a name."""
    chosen = "_".join(word for word in words(name) if word not in _EMPTY_WORDS)[:_LONGEST_ID].strip("_")
    if not chosen[:1].isalpha():
        chosen = f"servizio_{chosen}".rstrip("_")
    numbered = [chosen, *(f"{chosen}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in numbered if each not in taken)
