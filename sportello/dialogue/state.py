"""What is read of a message, what is remembered, what is replied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# More would not fit a phone screen.
MAX_BUTTONS = 4
# Nobody points further back than that.
_MOST_REMEMBERED = 6


@dataclass(frozen=True)
class Reading:
    """One message as it was understood; see `sportello.nlu.reading.Understanding`."""

    intent: str
    text: str = ""
    aspects: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    likely: str | None = None
    maybe_danger: bool = False
    category: str | None = None
    is_choice: bool = False


@dataclass(frozen=True)
class Memory:
    """What a conversation keeps between two messages; the fields are slots of the same name.

    Attributes:
        servizio: the service in hand.
        servizio_precedente: the one before it.
        parlati: the services spoken of so far, in the order in which they came up.
        aspetti: what was asked last.
        in_attesa: what was asked before we had to ask which service.
        offerti: the services that the last question or list offered, in its order.
        non_capiti: how many messages in a row were not understood.
    """

    servizio: str | None = None
    servizio_precedente: str | None = None
    parlati: tuple[str, ...] = ()
    aspetti: tuple[str, ...] = ()
    in_attesa: tuple[str, ...] = ()
    offerti: tuple[str, ...] = ()
    non_capiti: int = 0

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Memory:
        """The memory in a tracker's slots."""
        return cls(
            servizio=slots.get("servizio"),
            servizio_precedente=slots.get("servizio_precedente"),
            parlati=tuple(slots.get("parlati") or ()),
            aspetti=tuple(slots.get("aspetti") or ()),
            in_attesa=tuple(slots.get("in_attesa") or ()),
            offerti=tuple(slots.get("offerti") or ()),
            non_capiti=int(slots.get("non_capiti") or 0),
        )

    def changes(self, before: Memory) -> dict[str, Any]:
        """The slots to set, those alone that differ."""
        changed = {name: value for name, value in vars(self).items() if value != getattr(before, name)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in changed.items()}

    def settled(self, services: tuple[str, ...], aspects: tuple[str, ...], named: tuple[str, ...] = ()) -> Memory:
        """After an answer about these services, the first of which is in hand: nothing is open any more.

        `named` are all that the citizen named, though not all were asked about.
        """
        first = services[0]
        others = [service for service in services[1:] if service != first]
        previous = self.servizio if self.servizio != first else self.servizio_precedente
        return replace(
            self,
            servizio=first,
            servizio_precedente=others[0] if others else previous,
            parlati=tuple(dict.fromkeys([*self.parlati, *services]))[-_MOST_REMEMBERED:],
            aspetti=aspects,
            in_attesa=(),
            offerti=self._still_offered(services, named),
            non_capiti=0,
        )

    def _still_offered(self, services: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
        """A list stays while one of it is spoken of: "e il terzo?" may follow.

        A single offer is spent: a later "sì" means something else. Two services named or answered together
        are a list.
        """
        if len(named) > 1 or len(services) > 1:
            return named if len(named) > 1 else services
        return self.offerti if len(self.offerti) > 1 and services[0] in self.offerti else ()

    def pointed_at(self) -> tuple[str, ...]:
        """What "il primo" and "il secondo" are counted among: the last list, or else what was spoken of."""
        return self.offerti or self.parlati


@dataclass(frozen=True)
class Button:
    """A choice offered: what it says and what it stands for."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One sentence to say, by the name of its response, with the facts that fill it.

    Attributes:
        response: the name in `data/risposte/`.
        service: the service that it is about, whose contacts and source go with it.
        facts: placeholders besides the service's own.
        buttons: choices besides those written in the response.
        more: further choices, for a channel that has room for them.
        outcome: for the statistics, see `sportello.statistics.turns`.
        aspect: what was asked of the service, for the statistics; None for a bare need.
    """

    response: str
    outcome: str
    service: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    aspect: str | None = None


@dataclass(frozen=True)
class Turn:
    """Everything that one message leads to."""

    replies: tuple[Reply, ...]
    memory: Memory
