"""Which fields a new edition tells otherwise than the present Carta, though the Carta is told in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rapidfuzz import fuzz

from sportello.carta.model import Access, Card, Carta, Costs, Detailed, Documents, Fact, Hours, Service
from sportello.importing import values
from sportello.importing.contacts import FoundContact, same
from sportello.importing.found import Found
from sportello.importing.likeness import SAME_MATTER, addresses, kept, numbers
from sportello.importing.matching import Match
from sportello.text import fold

FIELDS = ("cose", "destinatari", "accesso", "orari", "costi", "documenti", "dove", "contatti")
# A Carta says these in other places too: that they are not read does not mean that they are not said.
_MAY_BE_UNSAID = frozenset({"cose", "documenti", "dove"})
# What is said of several services together holds for each of them, though ours say it one by one.
_SAID_ONCE = frozenset({"costi", "contatti"})
_SAME_DOCUMENT = 55

_READ = "Letto nella nuova edizione."
_UNSURE_HOURS = f"Non si riducono a giorni e ore con certezza. {values.REWRITE}"
_NOT_STATED = "La nuova edizione non lo indica."
_NO_PLACE = "Ciò che la nuova edizione dice e che qui non ha un posto."


@dataclass(frozen=True)
class Change:
    """A field of a service or group that gets a new value, as plain data; None empties it."""

    card: str
    field: str
    value: Any
    comment: str


class Comparison:
    """Compares what a new edition says with the present Carta, what is inherited included.

    Where the former edition is at hand as well, what both editions say in the same words has not changed.
    """

    def __init__(self, carta: Carta, new: Sequence[Match], former: Sequence[Match] = ()) -> None:
        self._cards: dict[str, Card] = {card.id: card for card in (*carta.gruppi, *carta.servizi)}
        self._found: dict[str, Found] = {match.card.id: match.found for match in new}
        self._said = {card_id: values.data_of(found, self._present(card_id)) for card_id, found in self._found.items()}
        self._formerly = {match.card.id: match.found for match in former}

    def changes(self, card_id: str) -> Iterator[Change]:
        """Everything that the new edition tells otherwise of a service or group that it has."""
        card, found = self._cards[card_id], self._found[card_id]
        if found.section and found.section != card.sezione:
            yield Change(card_id, "sezione", found.section, _READ)
        names = FIELDS if isinstance(card, Service) else FIELDS[1:]
        changes = [change for name in names for change in self._field(card, found, name)]
        yield from changes
        yield from self._without_placeholder(card, changes)
        note = card.note or "" if isinstance(card, Service) else ""
        added = [text for text in found.left_out if fold(text) not in fold(note)]
        if added and isinstance(card, Service):
            yield Change(card_id, "note", f"{note} Dalla nuova edizione: {' '.join(added)}".strip(), _NO_PLACE)

    def _field(self, card: Card, found: Found, name: str) -> Iterator[Change]:
        own, said = _own(name, card), self._said[card.id][name]
        if name == "costi" and found.costs_text and said is None:
            yield Change(card.id, name, None, values.unclear_costs(found))
        elif not said and (name in _MAY_BE_UNSAID or not own):
            return
        elif not self._is_unchanged(card, name):
            holder = self._holder(card, self._says(name))
            if holder is not None and (said or name in _SAID_ONCE):
                value = self._said[holder.id][name]
                yield Change(card.id, name, value, _comment(name, value, found))
            elif holder is None and (name != "orari" or (card.orari and card.orari.fasce)):
                yield Change(card.id, name, None, _NOT_STATED)

    def _without_placeholder(self, card: Card, changes: Sequence[Change]) -> Iterator[Change]:
        """Where hours are emptied, a text with a place for them goes as well."""
        emptied = {change.field for change in changes if change.value is None}
        is_changed = any(change.field == "accesso" for change in changes)
        if "orari" in emptied and not is_changed and card.accesso and "{orari}" in card.accesso.testo:
            yield Change(card.id, "accesso", self._said[card.id]["accesso"], values.REWRITE)

    # -- what both say, inherited where they do not say it themselves

    def _present(self, card_id: str) -> dict[str, Any]:
        holders = {name: self._holder(self._cards[card_id], partial(_own, name)) for name in FIELDS}
        return {name: _own(name, holder) if holder else None for name, holder in holders.items()}

    def _says(self, name: str) -> Callable[[Card], Any]:
        return lambda card: self._said.get(card.id, {}).get(name)

    def _holder(self, card: Card, get: Callable[[Card], Any]) -> Card | None:
        step: Card | None = card
        while step is not None and get(step) is None:
            step = self._cards.get(step.padre) if step.padre else None
        return step

    # -- whether they say the same

    def _is_unchanged(self, card: Card, name: str) -> bool:
        if card.id in self._formerly:
            return _wording(self._found[card.id], name) == _wording(self._formerly[card.id], name)
        holder, present = self._holder(card, self._says(name)), self._present(card.id)
        if holder is None or present[name] is None:
            return False
        return self._says_same(card, present[name], name, holder)

    def _says_same(self, card: Card, now: Any, name: str, holder: Card) -> bool:
        new, found = self._said[holder.id][name], self._found[holder.id]
        match now:
            case Hours():
                return _same_hours(now, new)
            case Costs():
                return _paid(now.tipo, now.importi) == _paid(new["tipo"], new.get("importi", {}))
            case Documents():
                return _same_documents(now.elenco, new["elenco"])
            case Access():
                # What it says of days and times is compared as hours.
                alike = _same_facts(now.testo, new["testo"], numbers_too=not found.hours.slots)
                return alike and now.appuntamento == new.get("appuntamento")
            case Detailed():
                said = (new["testo"], *new.get("dettagli", ()))
                return _kept_matter(" ".join((now.testo, *now.dettagli)), " ".join(said))
            case Fact() if name == "dove":
                streets = addresses(new["testo"])
                return streets <= addresses(now.testo) and (bool(streets) or _same_facts(now.testo, new["testo"]))
            case Fact():
                listed = " ".join(card.documenti.elenco) if card.documenti else ""
                return any(_same_facts(f"{now.testo} {more}", new["testo"]) for more in ("", listed))
        return same([FoundContact(each.telefono, each.email) for each in now], found.contacts)


def _own(name: str, card: Card) -> Any:
    return getattr(card, name, None)


def _comment(name: str, value: Any, found: Found) -> str:
    if name == "costi" and found.costs_text:
        return f"Parole della nuova edizione: «{found.costs_text}»"
    if name == "contatti":
        return _READ
    if name == "orari":
        return _READ if "fasce" in value else _UNSURE_HOURS
    return values.REWRITE


def _wording(found: Found, name: str) -> str:
    return fold(json.dumps(values.data_of(found, {})[name], ensure_ascii=False))


def _same_facts(before: str, after: str, numbers_too: bool = True) -> bool:
    """Whether two texts have the same numbers and speak of the same matter."""
    return (not numbers_too or numbers(before) == numbers(after)) and _kept_matter(before, after)


def _kept_matter(before: str, after: str) -> bool:
    return kept(before, after) >= SAME_MATTER


def _paid(kind: str, amounts: Mapping[str, int]) -> tuple[str, list[int]]:
    return kind, sorted(amounts.values())


def _same_hours(now: Hours, new: Mapping[str, Any]) -> bool:
    if "fasce" in new:
        return {tuple(slot.dict().values()) for slot in now.fasce} == {tuple(each.values()) for each in new["fasce"]}
    return not now.fasce and _same_facts(now.testo or "", new["testo"])


def _same_documents(before: Sequence[str], after: Sequence[str]) -> bool:
    if len(before) != len(after):
        return False
    return all(max(fuzz.token_set_ratio(fold(old), fold(new)) for new in after) >= _SAME_DOCUMENT for old in before)
