"""What a new edition says of a service as data for the knowledge file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sportello.carta import phones
from sportello.carta.model import WEEKDAYS, Contact, Costs, Hours
from sportello.importing.contacts import FoundContact
from sportello.importing.documents import FoundDocuments
from sportello.importing.found import Found
from sportello.importing.money import FoundCosts

_NO_DOCUMENT, _SOME_DOCUMENTS = "Non serve alcun documento.", "Servono questi documenti:"
_SLOT = ("giorno", "dalle", "alle", "tipo")


def data(found: Found, present: Mapping[str, Any]) -> dict[str, Any]:
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
