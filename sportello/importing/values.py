"""Facts of a new edition as data for the knowledge file, and as words for who compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from babel.numbers import format_currency

from sportello.carta import phones
from sportello.carta.hours import spoken_clock
from sportello.carta.model import WEEKDAYS, Contact, Costs, Hours, Reception
from sportello.importing.contacts import FoundContact
from sportello.importing.documents import FoundDocuments
from sportello.importing.found import Found, FoundText
from sportello.importing.money import FoundCosts

Slot = tuple[str, str, str, str]

_NO_DOCUMENT, _SOME_DOCUMENTS = "Non serve alcun documento.", "Servono questi documenti:"
_KINDS = {"gratuito": "gratuito", "tariffe_comunali": "secondo tariffe comunali"}


def what(found: FoundText) -> dict[str, Any]:
    """What a service is, as `cose`."""
    return {"testo": found.text, **({"dettagli": list(found.details)} if found.details else {})}


def text(said: str) -> dict[str, Any]:
    """A field that is a text alone."""
    return {"testo": said}


def access(said: str, appointment: str | None) -> dict[str, Any]:
    """How to get the service, as `accesso`."""
    return {**({"appuntamento": appointment} if appointment else {}), "testo": said}


def weekly(found: Found, present: Hours | None) -> list[Slot] | None:
    """The weekly openings, each of a known kind; None where there are none, or something of them is unsure.

    What the new edition does not say of an opening that is the same as now stays as it is.
    """
    known: dict[tuple[str, str, str], str] = (
        {(slot.giorno, slot.dalle, slot.alle): slot.tipo for slot in present.fasce} if present else {}
    )
    likely = {"sì": "appuntamento"}.get(found.appointment or "")
    read = [
        (each.day, each.opens, each.closes, each.kind or likely or known.get((each.day, each.opens, each.closes)))
        for each in found.hours.slots
    ]
    sure = [(day, opens, closes, kind) for day, opens, closes, kind in read if kind]
    if not read or not found.hours.sure or len(sure) < len(read):
        return None
    return sorted(sure, key=lambda slot: (WEEKDAYS.index(slot[0]), slot[1]))


def slots(present: Hours) -> list[Slot]:
    """The weekly openings in force."""
    return [(slot.giorno, slot.dalle, slot.alle, slot.tipo) for slot in present.fasce]


def hours(weekly_slots: Iterable[Slot]) -> dict[str, Any]:
    """Weekly openings, as `orari`."""
    return {"fasce": [dict(zip(("giorno", "dalle", "alle", "tipo"), slot, strict=True)) for slot in weekly_slots]}


def openings(present: Hours, reception: Reception) -> str:
    """Hours in words, as citizens read them."""
    return present.testo or shown_slots(slots(present), reception)


def shown_slots(weekly_slots: Iterable[Slot], reception: Reception) -> str:
    """Weekly openings in words."""
    return "; ".join(
        f"{day} dalle {spoken_clock(opens)} alle {spoken_clock(closes)} {getattr(reception, kind)}"
        for day, opens, closes, kind in weekly_slots
    )


def costs(new: FoundCosts, present: Costs | None) -> dict[str, Any]:
    """What is paid, as `costi`; a single amount keeps the name that it has now."""
    said, amounts = new.text, dict(new.amounts)
    if present and len(present.importi) == len(amounts) == 1:
        (old,), (name,) = present.importi, amounts
        said, amounts = said.replace(f"{{{name}}}", f"{{{old}}}"), {old: amounts[name]}
    return {"tipo": new.kind, "testo": said, **({"importi": amounts} if amounts else {})}


def shown_costs(kind: str, said: str, amounts: Mapping[str, int]) -> str:
    """The amounts, or of which kind the costs are, and the words."""
    filled = {name: format_currency(cents / 100, "EUR", locale="it_IT") for name, cents in amounts.items()}
    for name, amount in filled.items():
        said = said.replace(f"{{{name}}}", amount)
    return f"{_KINDS.get(kind) or ', '.join(filled.values())}: «{said}»"


def documents(new: FoundDocuments) -> dict[str, Any]:
    """The documents, as `documenti`."""
    said = new.text or (_SOME_DOCUMENTS if new.listed else _NO_DOCUMENT)
    return {"testo": said, "elenco": list(new.listed)}


def shown_documents(said: str, listed: Sequence[str]) -> str:
    """The documents in a row."""
    return "; ".join(listed) if listed else said


def contacts(new: Sequence[FoundContact], present: Sequence[Contact], name: str) -> list[Contact]:
    """The new contacts, each with the label and the warning of the present one that it is.

    A contact is another one when its phone or its e-mail is; where there is one before and after, it is that one.
    """
    found = []
    for each in new:
        old = next((contact for contact in present if _is_same(each, contact)), None)
        if old is None and len(new) == len(present) == 1:
            old = present[0]
        label = (old.etichetta if old else None) or each.label or name
        warning = old.avviso if old and _digits(old.telefono) == _digits(each.phone) else None
        fields = {"etichetta": label, "telefono": each.phone, "avviso": warning, "email": each.email}
        found.append(Contact.parse_obj(fields))
    return found


def contact_cards(found: Iterable[Contact]) -> list[dict[str, Any]]:
    """Contacts, as `contatti`."""
    return [contact.dict(exclude_none=True) for contact in found]


def shown_contacts(found: Iterable[Contact]) -> str:
    """Contacts in words."""
    return "; ".join(
        f"{contact.etichetta}: " + ", ".join(value for value in (contact.telefono, contact.email) if value)
        for contact in found
    )


def shown_access(said: str, appointment: str | None) -> str:
    """How to get the service, with what is known of appointments."""
    return {"sì": "su appuntamento: ", "no": "anche senza appuntamento: "}.get(appointment or "", "") + f"«{said}»"


def note(left_out: Iterable[str]) -> str:
    """What has no place, as a note for operators."""
    return "Dalla nuova edizione: " + " ".join(left_out)


def _is_same(new: FoundContact, present: Contact) -> bool:
    if new.email and present.email and new.email.casefold() == present.email.casefold():
        return True
    return bool(new.phone and present.telefono) and _digits(new.phone) == _digits(present.telefono)


def _digits(phone: str | None) -> str:
    return phones.digits(phone) if phone else ""
