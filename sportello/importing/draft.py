"""From a new edition of a Carta to a draft of the knowledge file and what differs in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sportello.carta import Carta, CartaError, Catalogue, Problem, load
from sportello.carta.model import Service
from sportello.files import write_whole
from sportello.importing import sources
from sportello.importing.compare import Comparison, Difference
from sportello.importing.errors import Unreadable
from sportello.importing.found import services
from sportello.importing.matching import Matches, match
from sportello.importing.names import KnownNames
from sportello.importing.outline import outline
from sportello.importing.proposal import Proposal, propose
from sportello.importing.writing import KnowledgeText

_GONE = "NON TROVATO nella nuova edizione: se il servizio non c'è più lo tolga, altrimenti lo controlli."
_VERIFY = "Da verificare: nella nuova edizione qualcosa è cambiato."


@dataclass(frozen=True)
class Outcome:
    """What came of the reading.

    `same` counts the services that the new edition tells as the present Carta does; `notes` are what the
    operator should know about the reading.
    """

    text: str
    found: int
    same: int
    differences: list[Difference]
    new: list[Proposal]
    gone: list[Service]
    notes: list[str]


def read_edition(source: Path, present: Path, carta: Carta) -> Outcome:
    """The draft of a knowledge file made from a new edition and the present file; writes nothing.

    Args:
        source: a PDF, a Word document or a text.
        present: the knowledge file in force.
        carta: what is in it.

    Raises:
        Unreadable: when the source holds no text or no service.
    """
    lines, notes = sources.read(source)
    known = KnownNames(carta)
    found = services(outline(lines, known), known)
    matches = match(found, carta, known)
    if not matches.new and not matches.both:
        raise Unreadable(
            f"{source.name}: non vi riconosco nessun servizio. Ogni servizio deve avere un titolo "
            "e sotto voci come «Cos'è», «A chi è rivolto», «Modalità di accesso», «Costi», «Contatti»."
        )
    comparison = Comparison(carta, matches.both)
    differences = [each for pair in matches.both for each in comparison.differences(pair)]
    new = _proposals(matches, carta)
    notes += [f"«{name}» compare più volte: ho usato il testo più completo." for name in dict.fromkeys(matches.twice)]
    changed = {each.service for each in differences}
    known_services = [pair for pair in matches.both if isinstance(pair.card, Service)]
    return Outcome(
        text=_text(source.name, present, differences, new, matches.gone),
        found=len(known_services) + len(new),
        same=sum(1 for pair in known_services if pair.card.id not in changed),
        differences=differences,
        new=new,
        gone=matches.gone,
        notes=notes,
    )


def problems_of(path: Path) -> list[Problem]:
    """What is still to be mended in a written draft before it can be used; empty when it is valid."""
    try:
        load.read(path)
    except CartaError as error:
        return list(error.problems)
    return []


def write(path: Path, outcome: Outcome) -> None:
    """Writes the draft; raises OSError where that is not possible."""
    write_whole(path, outcome.text)


def _proposals(matches: Matches, carta: Carta) -> list[Proposal]:
    catalogue = Catalogue(carta)
    taken: set[str] = {card.id for card in (*carta.gruppi, *carta.servizi)}
    found = []
    for each, parent in matches.new:
        proposal = propose(each, parent, catalogue, taken)
        taken.add(proposal.id)
        found.append(proposal)
    return found


def _text(
    source: str, present: Path, differences: Iterable[Difference], new: Iterable[Proposal], gone: Iterable[Service]
) -> str:
    draft = KnowledgeText(present.read_text(encoding="utf-8"))
    for each in differences:
        if not each.keep:
            draft.put(each.service, each.field, each.value)
        draft.comment(each.service, each.field, each.comment)
    for service_id in dict.fromkeys(each.service for each in differences):
        if draft.states(service_id, "verificato_il"):
            draft.put(service_id, "verificato_il", None)
            draft.comment(service_id, "verificato_il", _VERIFY)
    for service in gone:
        draft.comment(service.id, "id", _GONE)
    for proposal in new:
        draft.add(proposal.data)
        for name, comment in proposal.comments.items():
            draft.comment(proposal.id, name, comment)
    return draft.text(_header(source))


def _header(source: str) -> list[str]:
    return [
        f"BOZZA fatta da `sportello importa` con la nuova edizione della Carta: {source}",
        "Prima di usarla: rilegga ogni commento, riscriva in lingua semplice le parole della Carta, tolga i commenti.",
    ]
