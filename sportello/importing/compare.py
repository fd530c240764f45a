"""What a new edition says of a service, field by field, beside what the present Carta says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from sportello.carta.model import Card, Carta, Contact, Documents, Hours, Service
from sportello.importing import values
from sportello.importing.contacts import FoundContact, same
from sportello.importing.found import Found
from sportello.importing.likeness import SAME_MATTER, addresses, kept, numbers
from sportello.importing.matching import Match
from sportello.importing.names import PROBABLE
from sportello.text import fold

_SAME_DOCUMENT = 55

REWRITE = "Parole della nuova edizione: da riscrivere in lingua semplice."
NOT_STATED = "La nuova edizione non lo indica."
UNCLEAR_COSTS = "Non si capisce se è gratuito, a tariffa o a importo."
_NO_PLACE = "Ciò che la nuova edizione dice e che qui non ha un posto."


@dataclass(frozen=True)
class Difference:
    """One field that the new edition tells otherwise.

    `value` is what the draft gets, as plain data for the file; None leaves the field empty. `keep` leaves what
    is there. `comment` is for the operator, `before` and `after` are the two as they can be read.
    """

    service: str
    field: str
    before: str
    after: str
    value: Any = None
    comment: str = REWRITE
    keep: bool = False


class Comparison:
    """Compares what the new edition says with the present Carta, what is inherited included."""

    def __init__(self, carta: Carta, both: Sequence[Match]) -> None:
        self._cards: dict[str, Card] = {card.id: card for card in (*carta.gruppi, *carta.servizi)}
        self._found = {match.card.id: match.found for match in both}
        self._reception = carta.modi_di_ricevimento

    def differences(self, match: Match) -> list[Difference]:
        """Everything that differs for one service or group, in the order of the file."""
        card, found = match.card, match.found
        differences = [
            *self._name(match),
            *self._section(card, found),
            *(self._cose(card, found) if isinstance(card, Service) else ()),
            *self._text(card, found, "destinatari"),
            *self._access(card, found),
            *self._hours(card, found),
            *self._costs(card, found),
            *self._documents(card, found),
            *self._place(card, found),
            *self._contacts(card, found),
            *self._note(card, found),
        ]
        return _fillable(card, found, differences)

    # -- what both say, inherited where they do not say it themselves

    def _present(self, card: Card, name: str) -> Any:
        return self._inherited(card, lambda each: getattr(each, name))

    def _new(self, card: Card, name: str) -> Any:
        return self._inherited(card, lambda each: getattr(self._found.get(each.id), name, None) or None)

    def _inherited(self, card: Card, get: Callable[[Card], Any]) -> Any:
        step: Card | None = card
        while step is not None:
            value = get(step)
            if value is not None:
                return value
            step = self._cards.get(step.padre) if step.padre else None
        return None

    # -- field by field

    def _name(self, match: Match) -> Iterator[Difference]:
        if match.likeness < PROBABLE:
            now, new = match.card.nome, match.found.title.name
            comment = f"Nella nuova edizione si chiama «{new}»: controlli che sia lo stesso servizio."
            yield Difference(match.card.id, "nome", now, new, comment=comment, keep=True)

    def _section(self, card: Card, found: Found) -> Iterator[Difference]:
        if found.section and found.section != card.sezione:
            yield Difference(card.id, "sezione", card.sezione, found.section, found.section, "Sezione cambiata.")

    def _cose(self, card: Service, found: Found) -> Iterator[Difference]:
        if found.cose is None:
            return
        before = " ".join((card.cose.testo, *card.cose.dettagli))
        if kept(before, " ".join((found.cose.text, *found.cose.details))) < SAME_MATTER:
            yield Difference(card.id, "cose", card.cose.testo, found.cose.text, values.what(found.cose))

    def _text(self, card: Card, found: Found, name: str) -> Iterator[Difference]:
        present, new = self._present(card, name), getattr(found, name)
        if new is None:
            if getattr(card, name) is not None and self._new(card, name) is None:
                yield _gone(card, name, present.testo)
        elif present is None:
            yield Difference(card.id, name, "", new, values.text(new))
        elif not any(_says_the_same(f"{present.testo} {listed}", new) for listed in ("", _listed(card))):
            yield Difference(card.id, name, present.testo, new, values.text(new))

    def _access(self, card: Card, found: Found) -> Iterator[Difference]:
        present, text = self._present(card, "accesso"), found.accesso
        if text is None or present is None:
            for each in self._text(card, found, "accesso"):
                value = values.access(text, found.appointment) if text else None
                yield Difference(card.id, "accesso", each.before, each.after, value, each.comment)
            return
        hours = self._present(card, "orari")
        told = present.testo.replace("{orari}", values.openings(hours, self._reception) if hours else "")
        alike = _says_the_same(told, text, also=found.hours.slots)
        if alike and present.appuntamento == found.appointment:
            return
        before = values.shown_access(present.testo, present.appuntamento)
        after = values.shown_access(text, found.appointment)
        yield Difference(card.id, "accesso", before, after, values.access(text, found.appointment))

    def _hours(self, card: Card, found: Found) -> Iterator[Difference]:
        present: Hours | None = self._present(card, "orari")
        weekly = values.weekly(found, present)
        before = values.openings(present, self._reception) if present else ""
        if weekly:
            if present is None or set(values.slots(present)) != set(weekly):
                value, after = values.hours(weekly), values.shown_slots(weekly, self._reception)
                yield Difference(card.id, "orari", before, after, value, "Orari letti nella nuova edizione.")
            return
        words = found.hours_text or (found.accesso if found.hours.slots or not found.hours.sure else None)
        if words is None:
            if card.orari and card.orari.fasce and not self._new(card, "hours_text"):
                yield _gone(card, "orari", before)
        elif present is None or present.fasce or not _says_the_same(present.testo or "", words):
            comment = f"Non si riducono a giorni e ore con certezza. {REWRITE}"
            yield Difference(card.id, "orari", before, words, values.text(words), comment)

    def _costs(self, card: Card, found: Found) -> Iterator[Difference]:
        present = self._present(card, "costi")
        before = values.shown_costs(present.tipo, present.testo, present.importi) if present else ""
        new = self._new(card, "costs")
        if found.costs is None and found.costs_text:
            comment = f"{UNCLEAR_COSTS} La nuova edizione scrive: «{found.costs_text}»"
            yield Difference(card.id, "costi", before, found.costs_text, None, comment)
        elif new is None:
            if card.costi is not None:
                yield _gone(card, "costi", before)
        elif present is None or _paid(present.tipo, present.importi) != _paid(new.kind, new.amounts):
            after = values.shown_costs(new.kind, new.text, new.amounts)
            yield Difference(card.id, "costi", before, after, values.costs(new, present))

    def _documents(self, card: Card, found: Found) -> Iterator[Difference]:
        present: Documents | None = self._present(card, "documenti")
        new = found.documents
        if new is None or (present is not None and _same_documents(present.elenco, new.listed)):
            return
        before = values.shown_documents(present.testo, present.elenco) if present else ""
        yield Difference(
            card.id, "documenti", before, values.shown_documents(new.text, new.listed), values.documents(new)
        )

    def _place(self, card: Card, found: Found) -> Iterator[Difference]:
        present = self._present(card, "dove")
        if found.dove is None:
            return
        streets = addresses(found.dove)
        if present and streets <= addresses(present.testo) and (streets or _says_the_same(present.testo, found.dove)):
            return
        yield Difference(card.id, "dove", present.testo if present else "", found.dove, values.text(found.dove))

    def _contacts(self, card: Card, found: Found) -> Iterator[Difference]:
        present: tuple[Contact, ...] = self._present(card, "contatti") or ()
        new: tuple[FoundContact, ...] = self._new(card, "contacts") or ()
        if same([FoundContact(each.telefono, each.email) for each in present], new):
            return
        before = values.shown_contacts(present)
        if not new:
            yield _gone(card, "contatti", before)
            return
        labelled = values.contacts(new, present, found.title.name)
        yield Difference(
            card.id,
            "contatti",
            before,
            values.shown_contacts(labelled),
            values.contact_cards(labelled),
            "Contatti letti nella nuova edizione.",
        )

    def _note(self, card: Card, found: Found) -> Iterator[Difference]:
        note = getattr(card, "note", None) or ""
        added = [text for text in found.left_out if fold(text) not in fold(note)]
        if added and isinstance(card, Service):
            whole = " ".join([note, values.note(added)]).strip()
            yield Difference(card.id, "note", note, whole, whole, _NO_PLACE)


def _gone(card: Card, name: str, before: str) -> Difference:
    return Difference(card.id, name, before, "", None, f"{NOT_STATED} Prima: «{before}»")


def _says_the_same(before: str, after: str, also: Sequence[object] = ()) -> bool:
    """Whether the facts that can be read in both are the same: their numbers and their matter.

    Where `also` holds facts that are compared elsewhere, numbers tell nothing.
    """
    return (bool(also) or numbers(before) == numbers(after)) and kept(before, after) >= SAME_MATTER


def _paid(kind: str, amounts: Mapping[str, int]) -> tuple[str, list[int]]:
    return kind, sorted(amounts.values())


def _listed(card: Card) -> str:
    return " ".join(card.documenti.elenco) if card.documenti else ""


def _same_documents(before: Sequence[str], after: Sequence[str]) -> bool:
    if len(before) != len(after):
        return False
    return all(max(fuzz.token_set_ratio(fold(old), fold(new)) for new in after) >= _SAME_DOCUMENT for old in before)


def _fillable(card: Card, found: Found, differences: list[Difference]) -> list[Difference]:
    """Where a fact is emptied, a text that has a placeholder for it goes as well."""
    emptied = {each.field for each in differences if each.value is None and not each.keep}
    changed = {each.field for each in differences}
    for name, holder, text in (("orari", "accesso", found.accesso), ("documenti", "destinatari", found.destinatari)):
        fact = getattr(card, holder)
        if name in emptied and holder not in changed and fact and f"{{{name}}}" in fact.testo:
            shaped = values.access(text, found.appointment) if holder == "accesso" and text else None
            value = shaped or (values.text(text) if text else None)
            differences.append(Difference(card.id, holder, fact.testo, text or "", value))
    return differences
