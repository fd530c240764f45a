"""What a new edition says of a service as data for the knowledge file, and a service that is new as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sportello.carta import phones
from sportello.carta.model import WEEKDAYS, Card, Contact, Costs, Hours
from sportello.carta.query import Catalogue
from sportello.importing.contacts import FoundContact
from sportello.importing.documents import FoundDocuments
from sportello.importing.found import Found
from sportello.importing.money import FoundCosts
from sportello.text import words

REWRITE = "Parole della nuova edizione: da riscrivere in lingua semplice."
_NO_DOCUMENT, _SOME_DOCUMENTS = "Non serve alcun documento.", "Servono questi documenti:"
_SLOT = ("giorno", "dalle", "alle", "tipo")
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


def data_of(found: Found, present: Mapping[str, Any]) -> dict[str, Any]:
    """Each field as the file would hold it; None is what the new edition does not say, or not clearly.

    Args:
        found: what the new edition says.
        present: what the present Carta says by field: labels, names of amounts and kinds of openings stay its own.
    """
    access = _text(found.accesso)
    if access and found.appointment:
        access = {"appuntamento": found.appointment, **access}
    return {
        "cose": _cose(found),
        "destinatari": _text(found.destinatari),
        "accesso": access,
        "orari": _hours(found, present.get("orari")),
        "costi": _costs(found.costs, present.get("costi")) if found.costs else None,
        "documenti": _documents(found.documents) if found.documents else None,
        "dove": _text(found.dove),
        "contatti": _contacts(found.contacts, present.get("contatti") or (), found.title.name) or None,
    }


def _text(said: str | None) -> dict[str, Any] | None:
    return {"testo": said} if said else None


def _cose(found: Found) -> dict[str, Any] | None:
    if found.cose is None:
        return None
    return {"testo": found.cose.text, **({"dettagli": list(found.cose.details)} if found.cose.details else {})}


def _hours(found: Found, present: Hours | None) -> dict[str, Any] | None:
    """Weekly openings where they are sure, each of a known kind; else the words that speak of them.

    What the new edition does not say of an opening that is the same as now stays as it is.
    """
    kinds: dict[tuple[str, str, str], str] = (
        {(slot.giorno, slot.dalle, slot.alle): slot.tipo for slot in present.fasce} if present else {}
    )
    likely = "appuntamento" if found.appointment == "sì" else None
    slots = [
        (each.day, each.opens, each.closes, each.kind or likely or kinds.get((each.day, each.opens, each.closes)))
        for each in found.hours.slots
    ]
    if slots and found.hours.sure and all(kind for *_, kind in slots):
        slots.sort(key=lambda slot: (WEEKDAYS.index(slot[0]), slot[1]))
        return {"fasce": [dict(zip(_SLOT, slot, strict=True)) for slot in slots]}
    is_in_access = found.hours.slots or not found.hours.sure
    return _text(found.hours_text or (found.accesso if is_in_access else None))


def _costs(new: FoundCosts, present: Costs | None) -> dict[str, Any]:
    """Where there is one amount now and then, only the amount is another: its name and words stay."""
    said, amounts = new.text, dict(new.amounts)
    if present and len(present.importi) == len(amounts) == 1:
        said, amounts = present.testo, dict(zip(present.importi, amounts.values(), strict=True))
    return {"tipo": new.kind, "testo": said, **({"importi": amounts} if amounts else {})}


def _documents(new: FoundDocuments) -> dict[str, Any]:
    said = new.text or (_SOME_DOCUMENTS if new.listed else _NO_DOCUMENT)
    return {"testo": said, "elenco": list(new.listed)}


def _contacts(new: Sequence[FoundContact], present: Sequence[Contact], name: str) -> list[dict[str, Any]]:
    """Each with the label and the warning of the present one that it is.

    A contact is another one when its phone and its e-mail are; where there is one now and then, it is that one.
    """
    found = []
    for each in new:
        old = next((contact for contact in present if _is_same(each, contact)), None)
        if old is None and len(new) == len(present) == 1:
            old = present[0]
        label = (old.etichetta if old else None) or each.label or name
        warning = old.avviso if old and _digits(old.telefono) == _digits(each.phone) else None
        fields = {"etichetta": label, "telefono": each.phone, "avviso": warning, "email": each.email}
        found.append({name: value for name, value in fields.items() if value is not None})
    return found


def _is_same(new: FoundContact, present: Contact) -> bool:
    if new.email and present.email and new.email.casefold() == present.email.casefold():
        return True
    return bool(new.phone and present.telefono) and _digits(new.phone) == _digits(present.telefono)


def _digits(phone: str | None) -> str:
    return phones.digits(phone) if phone else ""


def unclear_costs(found: Found) -> str:
    """What to tell of costs that could not be understood."""
    return f"Non si capisce se è gratuito, a tariffa o a importo. La nuova edizione scrive: «{found.costs_text}»"


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
        **data_of(found, {}),
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
    missing = {name: "Non si è letto: lo scriva, è obbligatorio." for name in ("nome", "cose") if not data[name]}
    if not data["sezione"]:
        missing["sezione"] = "Non si è letta: la scriva, se nella nuova edizione c'è."
    return comments | missing


def _id(name: str, taken: Collection[str]) -> str:
    """A short id from the words of a name."""
    chosen = "_".join(word for word in words(name) if word not in _EMPTY_WORDS)[:_LONGEST_ID].strip("_")
    if not chosen[:1].isalpha():
        chosen = f"servizio_{chosen}".rstrip("_")
    numbered = [chosen, *(f"{chosen}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in numbered if each not in taken)
