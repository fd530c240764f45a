"""Questions that can be put to the Carta."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from sportello.carta.errors import UnknownService
from sportello.carta.model import (
    CONTACT_ASPECTS,
    Access,
    Aspect,
    Card,
    Carta,
    Category,
    Contact,
    Costs,
    Detailed,
    Documents,
    Fact,
    Hours,
    Service,
)
from sportello.text import contains, words

T = TypeVar("T")
AnyFact = Fact | Detailed | Access | Hours | Costs | Documents


class Catalogue:
    """The services of one Carta, with what each inherits from its parent.

    Guarantees that every id it returns is an id of the Carta, in the order of the file.
    """

    def __init__(self, carta: Carta) -> None:
        self.carta = carta
        self._services: Mapping[str, Service] = {service.id: service for service in carta.servizi}
        self._cards: Mapping[str, Card] = {card.id: card for card in (*carta.gruppi, *carta.servizi)}
        self._categories: Mapping[str, Category] = {category.id: category for category in carta.categorie}
        self._category_words = {
            words(alias): category.id for category in carta.categorie for alias in (category.nome, *category.alias)
        }

    def __contains__(self, service_id: object) -> bool:
        return service_id in self._services

    @property
    def services(self) -> tuple[Service, ...]:
        """Every service, in the order of the file."""
        return self.carta.servizi

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of every service, in the order of the file."""
        return tuple(self._services)

    def service(self, service_id: str) -> Service:
        """The service with this id.

        Raises:
            UnknownService: where there is none.
        """
        try:
            return self._services[service_id]
        except KeyError:
            raise UnknownService(service_id) from None

    @property
    def first_contact(self) -> Service:
        """The service to turn to when nobody knows which one."""
        return self.service(self.carta.primo_contatto)

    def _inherited(self, service_id: str, get: Callable[[Card], T | None]) -> T | None:
        card: Card | None = self.service(service_id)
        while card is not None:
            value = get(card)
            if value is not None:
                return value
            card = self._cards.get(card.padre) if card.padre else None
        return None

    def fact(self, service_id: str, aspect: Aspect) -> AnyFact | None:
        """What the Carta states of this aspect, own or inherited; None where it states nothing.

        Raises:
            ValueError: for phone, e-mail and contacts, which `contacts` gives.
        """
        if aspect in CONTACT_ASPECTS:
            raise ValueError(f"{aspect.value} is not a fact: ask for the contacts")
        fact: AnyFact | None = self._inherited(service_id, lambda card: getattr(card, aspect.value, None))
        return fact

    def contacts(self, service_id: str) -> tuple[Contact, ...]:
        """The contacts of a service, own or inherited."""
        return self._inherited(service_id, lambda card: card.contatti or None) or ()

    def states(self, service_id: str, aspect: Aspect) -> bool:
        """Whether the Carta states this aspect of the service."""
        contacts = self.contacts(service_id)
        if aspect is Aspect.TELEFONO:
            return any(contact.telefono for contact in contacts)
        if aspect is Aspect.EMAIL:
            return any(contact.email for contact in contacts)
        if aspect is Aspect.CONTATTI:
            return bool(contacts)
        return self.fact(service_id, aspect) is not None

    def category(self, category_id: str) -> Category:
        """The category with this id; raises KeyError where there is none."""
        return self._categories[category_id]

    def categories_in(self, text: str) -> tuple[str, ...]:
        """The ids of the categories that a text names, in the order of the file."""
        said = words(text)
        found = {category_id for phrase, category_id in self._category_words.items() if contains(said, phrase)}
        return tuple(category_id for category_id in self._categories if category_id in found)

    def wants_free(self, text: str) -> bool:
        """Whether a text asks for what is free of charge."""
        return _says_any(text, self.carta.parole_degli_elenchi.gratuiti)

    def wants_walk_in(self, text: str) -> bool:
        """Whether a text asks for what needs no appointment."""
        return _says_any(text, self.carta.parole_degli_elenchi.senza_appuntamento)

    def listed(
        self, category_ids: Iterable[str] = (), *, free: bool = False, walk_in: bool = False
    ) -> tuple[Service, ...]:
        """The services for all of these categories, free of charge or reachable without appointment."""
        wanted = set(category_ids)
        return tuple(
            service
            for service in self.services
            if wanted <= set(service.categorie)
            and (not free or self._is_free(service.id))
            and (not walk_in or self._is_walk_in(service.id))
        )

    def _is_free(self, service_id: str) -> bool:
        costs = self.fact(service_id, Aspect.COSTI)
        return isinstance(costs, Costs) and costs.tipo == "gratuito"

    def _is_walk_in(self, service_id: str) -> bool:
        hours = self.fact(service_id, Aspect.ORARI)
        return isinstance(hours, Hours) and any(slot.tipo == "libero" for slot in hours.fasce)


def names_of(service: Service) -> list[str]:
    """How people may call a service: its name, its acronym, its aliases, each once."""
    candidates = [service.nome, service.sigla, service.nome_breve, *service.alias]
    return list(dict.fromkeys(str(name) for name in candidates if name))


def _says_any(text: str, phrases: Iterable[str]) -> bool:
    said = words(text)
    return any(contains(said, words(phrase)) for phrase in phrases)
