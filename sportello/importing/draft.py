"""From a new edition of a Carta to a draft of the knowledge file and what differs in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sportello.carta import Carta, CartaError, Catalogue, Problem
from sportello.carta.difference import Difference
from sportello.carta.load import read_text
from sportello.carta.model import Service
from sportello.importing import sources
from sportello.importing.compare import Change, Comparison
from sportello.importing.found import services
from sportello.importing.lines import Unreadable
from sportello.importing.matching import Matches, match
from sportello.importing.names import PROBABLE, KnownNames
from sportello.importing.outline import outline
from sportello.importing.values import Proposal, propose
from sportello.importing.writing import KnowledgeText

# Which part of the services a document must have not to be taken for an extract, or for something else.
_LEAST_FOUND = 0.5
_GONE = "NON TROVATO nella nuova edizione: se il servizio non c'è più lo tolga, altrimenti lo controlli."
_VERIFY = "Da verificare: nella nuova edizione qualcosa è cambiato."
_HEADER = (
    "BOZZA fatta da `sportello importa` con la nuova edizione della Carta: {source}",
    "Prima di usarla: rilegga ogni commento, riscriva in lingua semplice le parole della Carta, tolga i commenti.",
)


@dataclass(frozen=True)
class Outcome:
    """What came of the reading.

    Attributes:
        text: the draft.
        found: how many services were read.
        differences: the fields of the present services that differ in the draft.
        new: the services that the present Carta does not have.
        gone: those of the present Carta that were not found; they stay in the draft, with a comment.
        notes: what the operator should know about the reading.
        problems: what is to be mended before the draft can be used.
    """

    text: str
    found: int
    differences: list[Difference]
    new: list[Proposal]
    gone: list[Service]
    notes: list[str]
    problems: list[Problem]


def read_edition(source: Path, present: Path, carta: Carta, former: Path | None = None) -> Outcome:
    """The draft of a knowledge file made from a new edition and the present file; writes nothing.

    Args:
        source: a PDF, a Word document or a text.
        present: the knowledge file in force.
        carta: what is in it.
        former: the edition that the present file was made from, where it is at hand: then changed words are
            seen as well, which else are lost among those that were rewritten.

    Raises:
        Unreadable: when a document holds no text or no service.
    """
    matches, notes = _matches(source, carta)
    before, notes_before = _matches(former, carta) if former else (Matches(), [])
    comparison = Comparison(carta, matches.both, before.both)
    changes = [change for pair in matches.both for change in comparison.changes(pair.card.id)]
    new = _proposals(matches, carta)
    draft = _draft(present, changes, new, matches.gone)
    differences = [each for each in draft.differences() if each.field != "verificato_il"]
    text = draft.text([line.format(source=source.name) for line in _HEADER])
    notes += [*notes_before, *_notes(matches, changes)]
    found = sum(1 for pair in matches.both if isinstance(pair.card, Service)) + len(new)
    return Outcome(text, found, differences, new, matches.gone, notes, _problems(text, present))


def _matches(source: Path, carta: Carta) -> tuple[Matches, list[str]]:
    lines, notes = sources.read(source)
    known = KnownNames(carta)
    matches = match(services(outline(lines, known), known), carta, known)
    if not any(
        found.contacts for found in (*(pair.found for pair in matches.both), *(each for each, _ in matches.new))
    ):
        raise Unreadable(
            f"{source.name}: non vi riconosco nessun servizio con i suoi contatti. Ogni servizio deve avere un titolo "
            "e sotto voci come «Cos'è», «A chi è rivolto», «Modalità di accesso», «Costi», «Contatti»."
        )
    if len(matches.gone) > (1 - _LEAST_FOUND) * len(carta.servizi):
        notes = [f"{source.name}: non vi trovo {len(matches.gone)} servizi. È la Carta, ed è intera?", *notes]
    return matches, notes


def _notes(matches: Matches, changes: Iterable[Change]) -> Iterator[str]:
    for name in dict.fromkeys(matches.twice):
        yield f"«{name}» compare più volte: ho usato il testo più completo."
    for pair in matches.both:
        if pair.likeness < PROBABLE:
            yield f"Ho preso «{pair.found.title.name}» per «{pair.card.nome}»: controlli che sia lo stesso servizio."
    for change in changes:
        if change.field == "costi" and change.value is None:
            yield f"{change.card}, costi: {change.comment}"


def _proposals(matches: Matches, carta: Carta) -> list[Proposal]:
    catalogue = Catalogue(carta)
    taken: set[str] = {card.id for card in (*carta.gruppi, *carta.servizi)}
    found = []
    for each, parent in matches.new:
        found.append(propose(each, parent, catalogue, taken))
        taken.add(found[-1].id)
    return found


def _draft(present: Path, changes: Sequence[Change], new: Iterable[Proposal], gone: Iterable[Service]) -> KnowledgeText:
    draft = KnowledgeText(present.read_text(encoding="utf-8"))
    for change in changes:
        draft.put(change.card, change.field, change.value, change.comment)
    for card_id in dict.fromkeys(change.card for change in changes):
        if draft.states(card_id, "verificato_il"):
            draft.put(card_id, "verificato_il", None, _VERIFY)
    for service in gone:
        draft.comment(service.id, _GONE)
    for proposal in new:
        draft.add(proposal.data, proposal.comments)
    return draft


def _problems(text: str, path: Path) -> list[Problem]:
    try:
        read_text(text, path)
    except CartaError as error:
        return list(error.problems)
    return []
