"""A service of the Carta in the vocabulary of schema.org, for search engines."""

from __future__ import annotations

from typing import Any

from sportello.carta import present
from sportello.carta.model import WEEKDAYS, Aspect, Costs, Hours
from sportello.carta.query import Catalogue

_SCHEMA = "https://schema.org"
_DAYS = dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))


def government_service(catalogue: Catalogue, service_id: str) -> dict[str, Any]:
    """A `GovernmentService` as JSON-LD; what the Carta does not state is absent.

    Raises:
        UnknownService: where there is no such service.
    """
    service = catalogue.service(service_id)
    facts = present.facts(catalogue, service_id)
    data: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "GovernmentService",
        "name": service.nome,
        "alternateName": service.sigla,
        "description": facts["cose"],
        "url": present.page_address(service_id),
        "provider": {"@type": "GovernmentOrganization", "name": catalogue.carta.carta.ente},
        "areaServed": {"@type": "AdministrativeArea", "name": catalogue.carta.comune},
        "audience": _audience(facts.get("destinatari")),
        "offers": _offer(catalogue, service_id, facts),
        "hoursAvailable": _hours(catalogue, service_id),
        "availableChannel": _channels(catalogue, service_id),
    }
    return {key: value for key, value in data.items() if value}


def _audience(text: str | None) -> dict[str, str] | None:
    return {"@type": "Audience", "audienceType": text} if text else None


def _offer(catalogue: Catalogue, service_id: str, facts: dict[str, str]) -> dict[str, str] | None:
    costs = catalogue.fact(service_id, Aspect.COSTI)
    if not isinstance(costs, Costs):
        return None
    free = {"price": "0", "priceCurrency": "EUR"} if costs.tipo == "gratuito" else {}
    return {"@type": "Offer", "description": facts["costi"], **free}


def _hours(catalogue: Catalogue, service_id: str) -> list[dict[str, str]]:
    hours = catalogue.fact(service_id, Aspect.ORARI)
    if not isinstance(hours, Hours):
        return []
    ways = catalogue.carta.modi_di_ricevimento
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{_SCHEMA}/{_DAYS[slot.giorno]}",
            "opens": slot.dalle,
            "closes": slot.alle,
            "description": getattr(ways, slot.tipo),
        }
        for slot in hours.fasce
    ]


def _channels(catalogue: Catalogue, service_id: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "ServiceChannel",
            "name": card["etichetta"],
            "servicePhone": {
                "@type": "ContactPoint",
                "contactType": card["etichetta"],
                **{key: value for key, value in (("telephone", card["chiama"]), ("email", card["email"])) if value},
            },
        }
        for card in present.contact_cards(catalogue, service_id)
    ]
