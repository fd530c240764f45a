"""Facts of the Carta as placeholders for the sentences: strings only, ready to be read.

The sentences themselves are in `data/risposte/`; the keys given here are the names that they may
use between braces (a contract test holds the two together).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sportello.carta import amounts, phones
from sportello.carta import hours as opening
from sportello.carta.model import Aspect, Contact, Costs, Documents, Hours, Service
from sportello.carta.query import Catalogue
from sportello.text import fold, words

# The keys of `shared`: facts that any sentence may use, whatever the service.
SHARED_KEYS = frozenset(
    {
        "comune",
        "titolo_carta",
        "numero_emergenza",
        "numero_violenza_donne",
        "numero_infanzia",
        "primo_contatto",
        "primo_contatto_id",
        "primo_contatto_telefono",
        "primo_contatto_email",
        "numero_servizi",
        "categorie",
    }
)


def shared(catalogue: Catalogue) -> dict[str, str]:
    """The facts that belong to no single service."""
    carta, first = catalogue.carta, catalogue.first_contact
    contacts = catalogue.contacts(first.id)
    return {
        "comune": carta.comune,
        "titolo_carta": carta.carta.titolo,
        "numero_emergenza": carta.numeri_di_emergenza.emergenza,
        "numero_violenza_donne": carta.numeri_di_emergenza.violenza_donne,
        "numero_infanzia": carta.numeri_di_emergenza.infanzia,
        "primo_contatto": first.nome,
        "primo_contatto_id": first.id,
        "primo_contatto_telefono": ", ".join(phones.shown(c.telefono) for c in contacts if c.telefono),
        "primo_contatto_email": ", ".join(c.email for c in contacts if c.email),
        "numero_servizi": str(len(catalogue.services)),
        "categorie": "\n".join(f"• {category.nome}" for category in carta.categorie),
    }


def title(service: Service) -> str:
    """The name of a service as people know it, with its acronym where the name lacks it."""
    if service.sigla and fold(service.sigla) not in words(service.nome):
        return f"{service.nome} ({service.sigla})"
    return service.nome


def button_title(service: Service) -> str:
    """A name short enough for a button."""
    return service.nome_breve or title(service)


def facts(catalogue: Catalogue, service_id: str) -> dict[str, str]:
    """Everything that the Carta states of a service, by placeholder; what it does not is absent.

    For a service without contacts, `contatti` are those of the first contact: every answer says whom to ask.

    Raises:
        UnknownService: where there is no such service.
    """
    service = catalogue.service(service_id)
    contacts = catalogue.contacts(service_id)
    found: dict[str, str | None] = {
        "id": service.id,
        "nome": title(service),
        "sezione": service.sezione,
        "cose": service.cose.testo,
        "dettagli": "\n".join(f"• {line}" for line in service.cose.dettagli) or None,
        "destinatari": _destinatari(catalogue, service_id),
        "accesso": _accesso(catalogue, service_id),
        "orari": _orari(catalogue, service_id),
        "costi": _costi(catalogue, service_id),
        "documenti": _documenti(catalogue, service_id),
        "dove": _text(catalogue, service_id, Aspect.DOVE),
        "contatti": "\n".join(map(_contact_line, contacts or catalogue.contacts(catalogue.first_contact.id))) or None,
        "telefono": "\n".join(_line(c, _phone(c), contacts) for c in contacts if c.telefono) or None,
        "email": "\n".join(_line(c, c.email, contacts) for c in contacts if c.email) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def openings(catalogue: Catalogue, service_id: str) -> list[str]:
    """When a service receives, one opening each, or the words of the Carta where it gives no days."""
    hours = catalogue.fact(service_id, Aspect.ORARI)
    if not isinstance(hours, Hours):
        return []
    if hours.testo:
        return [hours.testo]
    ways = catalogue.carta.modi_di_ricevimento
    return [
        f"{slot.giorno} dalle {opening.spoken_clock(slot.dalle)} alle {opening.spoken_clock(slot.alle)} "
        f"{getattr(ways, slot.tipo)}"
        for slot in hours.fasce
    ]


def opening_now(catalogue: Catalogue, service_id: str, moment: dt.datetime) -> tuple[str, dict[str, str]] | None:
    """Whether the service is open at this moment: which sentence says it, and its placeholders.

    Returns None where the Carta gives no days and hours. The sentence is `aperto` or `chiuso`,
    with `_libero` or `_appuntamento` for who is received now, or `_festivo` on a public holiday.
    """
    hours = catalogue.fact(service_id, Aspect.ORARI)
    if not isinstance(hours, Hours) or not hours.fasce:
        return None
    status = opening.status(hours, moment)
    if status.now:
        values = {"chiude": opening.spoken_clock(status.now.slot.alle)}
        return f"aperto_{status.now.slot.tipo}", values
    if status.next is None:
        return None
    values = {
        "prossimo_giorno": opening.spoken_date(status.next.day),
        "prossima_ora": opening.spoken_clock(status.next.slot.dalle),
        "prossimo_modo": getattr(catalogue.carta.modi_di_ricevimento, status.next.slot.tipo),
    }
    if status.holiday:
        return "chiuso_festivo", {**values, "festa": status.holiday}
    return "chiuso", values


def contact_cards(catalogue: Catalogue, service_id: str) -> list[dict[str, Any]]:
    """The contacts as data for a channel: what to show and what to dial."""
    return [
        {
            "etichetta": contact.etichetta,
            "telefono": phones.shown(contact.telefono) if contact.telefono else None,
            "chiama": phones.dialled(contact.telefono) if contact.telefono else None,
            "avviso": contact.avviso,
            "email": contact.email,
        }
        for contact in catalogue.contacts(service_id)
    ]


def source(catalogue: Catalogue, service_id: str) -> dict[str, Any]:
    """Where in the Carta the answer comes from; the section is None where no printed Carta has the service yet."""
    service = catalogue.service(service_id)
    return {
        "documento": catalogue.carta.carta.titolo,
        "sezione": service.sezione,
        "verificato_il": service.verificato_il.isoformat() if service.verificato_il else None,
        "url": page_address(service_id),
    }


def page_address(service_id: str) -> str:
    """Where the page of a service is, on the server that also answers (`sportello.carta.pages`)."""
    return f"/carta/{service_id}"


def _text(catalogue: Catalogue, service_id: str, aspect: Aspect) -> str | None:
    fact = catalogue.fact(service_id, aspect)
    return getattr(fact, "testo", None)


def _destinatari(catalogue: Catalogue, service_id: str) -> str | None:
    text = _text(catalogue, service_id, Aspect.DESTINATARI)
    documents = catalogue.fact(service_id, Aspect.DOCUMENTI)
    if text and isinstance(documents, Documents):
        return text.format(documenti="\n" + _bullets(documents))
    return text


def _accesso(catalogue: Catalogue, service_id: str) -> str | None:
    text = _text(catalogue, service_id, Aspect.ACCESSO)
    orari = _orari(catalogue, service_id)
    return text.format(orari=orari) if text and orari else text


def _orari(catalogue: Catalogue, service_id: str) -> str | None:
    return "; ".join(openings(catalogue, service_id)) or None


def _costi(catalogue: Catalogue, service_id: str) -> str | None:
    costs = catalogue.fact(service_id, Aspect.COSTI)
    if not isinstance(costs, Costs):
        return None
    return costs.testo.format(**{name: amounts.shown(cents) for name, cents in costs.importi.items()})


def _documenti(catalogue: Catalogue, service_id: str) -> str | None:
    documents = catalogue.fact(service_id, Aspect.DOCUMENTI)
    if not isinstance(documents, Documents):
        return None
    return "\n".join(part for part in (documents.testo, _bullets(documents), documents.dettagli) if part)


def _bullets(documents: Documents) -> str:
    return "\n".join(f"• {item}" for item in documents.elenco)


def _contact_line(contact: Contact) -> str:
    return f"{contact.etichetta}: " + ", ".join(value for value in (_phone(contact), contact.email) if value)


def _phone(contact: Contact) -> str | None:
    if not contact.telefono:
        return None
    shown = phones.shown(contact.telefono)
    return f"{shown} ({contact.avviso})" if contact.avviso else shown


def _line(contact: Contact, value: str | None, contacts: tuple[Contact, ...]) -> str:
    """The label tells several contacts apart; a single one needs none."""
    return f"{contact.etichetta}: {value}" if len(contacts) > 1 else str(value)
