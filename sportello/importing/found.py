"""The services of a new edition, with their facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sportello.carta.model import Service
from sportello.importing import labels, money
from sportello.importing.contacts import FoundContact, contacts, is_contact
from sportello.importing.documents import FoundDocuments, documents
from sportello.importing.money import FoundCosts
from sportello.importing.names import KnownNames, Title, title_of
from sportello.importing.outline import Entry, Part
from sportello.importing.paragraphs import Block, blocks, prose
from sportello.importing.weekly import FoundHours, FoundSlot, hours, kind_of
from sportello.text import plain

_BY_APPOINTMENT = re.compile(
    r"^(?:solo |esclusivamente |unicamente |si riceve |riceve |ricevimento )*(?:su|previo|previa|per|con) "
    r"(?:appuntament|prenotazion)|\b(?:acce\w+|ricev\w+|si accede|prenota\w*|fissa\w*|richied\w+)\b[^.;]*"
    r"\b(?:appuntament|prenotazion)|\b(?:appuntament|prenotazion)\w+ (?:\w+ )?(?:obbligatori|necessari)"
)
# Who comes by appointment to be helped with a form need not have one to ask for the service.
_HELP = re.compile(r"\b(?:aiut\w+|support\w+|compilazion\w+|assist\w+ (?:nell|per l)\w*)\b")
_STANDS = re.compile(r"\b(?:si trova|ha sede|è situat[oa])\b[^.;]*\b(?:presso|in|via|piazza|viale|corso)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ù])")


@dataclass(frozen=True)
class FoundText:
    """What a service is: the first words, and the rest point by point."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A service of the new edition, or what several share (`shares`): None is what it does not say.

    `stated` names the fields that have a label of their own; `left_out` is what the knowledge file has no place for.
    """

    title: Title
    section: str | None
    cose: FoundText | None = None
    destinatari: str | None = None
    accesso: str | None = None
    appointment: str | None = None
    hours: FoundHours = field(default_factory=FoundHours)
    hours_text: str | None = None
    costs: FoundCosts | None = None
    costs_text: str | None = None
    documents: FoundDocuments | None = None
    dove: str | None = None
    contacts: tuple[FoundContact, ...] = ()
    left_out: tuple[str, ...] = ()
    shares: bool = False
    parent: int | None = None


def services(entries: Sequence[Entry], known: KnownNames) -> list[Found]:
    """The services among the entries of a document, in order.

    What several titled pieces share, because it stands below them all, comes before them with `shares`;
    their `parent` is its place in the list.
    """
    found: list[Found] = []
    for entry in entries:
        if entry.items:
            found.append(_found(entry, shares=True))
            parent = len(found) - 1
            found.extend(_found(item, parent=parent) for item in entry.items)
        elif entry.labels or (entry.parts and known.named(entry.title)) or (entry.says_cose and not entry.is_section):
            found.append(_found(entry))
    return found


def _found(entry: Entry, shares: bool = False, parent: int | None = None) -> Found:
    text = {name: [b for part in parts for b in _blocks(part)] for name, parts in entry.parts.items()}
    get = {name: text.get(name, []) for name in (*Service.__fields__, labels.OTHER)}
    access, cost = prose(get[labels.ACCESSO]) or None, prose(get[labels.COSTI]) or None
    reached = [block.text for block in get[labels.CONTATTI]]
    return Found(
        title=title_of(entry.title),
        section=entry.section,
        cose=_what(get[labels.COSE]),
        destinatari=prose(get[labels.DESTINATARI]) or None,
        accesso=access,
        appointment=_appointment(get[labels.ACCESSO]),
        hours=_hours(get, reached),
        hours_text=prose(get[labels.ORARI]) or None,
        costs=money.costs(cost) if cost else None,
        costs_text=cost,
        documents=documents(get[labels.DOCUMENTI], [*get[labels.DESTINATARI], *get[labels.ACCESSO]]),
        dove=prose(get[labels.DOVE]) or _place(get[labels.COSE]),
        contacts=tuple(contacts(reached) or contacts(_spoken_contacts(text))),
        left_out=tuple(_left_out(entry.parts.get(labels.OTHER, []))),
        shares=shares,
        parent=parent,
    )


def _blocks(part: Part) -> list[Block]:
    return blocks(part.lines)


def _what(found: Sequence[Block]) -> FoundText | None:
    """The paragraphs before the first point, and then everything else."""
    first = next((index for index, block in enumerate(found) if block.bullet), len(found))
    begin = found[: max(first, 1)]
    if not begin:
        return None
    return FoundText(prose(begin), tuple(prose([Block(block.text)]).strip(" ;") for block in found[len(begin) :]))


def _appointment(found: Sequence[Block]) -> str | None:
    """«sì» where one can only come by appointment, «no» where one can also come without."""
    sentences = [sentence for block in found for sentence in _SENTENCE.split(block.text)]
    if any(kind_of(sentence) == "libero" for sentence in sentences):
        return "no"
    said = [plain(sentence) for sentence in sentences]
    return "sì" if any(_BY_APPOINTMENT.search(each) and not _HELP.search(each) for each in said) else None


def _hours(get: dict[str, list[Block]], reached: Sequence[str]) -> FoundHours:
    """The openings, with what the text around says of appointments where the line does not."""
    said = [block.text for name in (labels.ORARI, labels.ACCESSO) for block in get[name]]
    found = hours(said) if said else FoundHours()
    if not found.slots:
        found = hours([text for text in reached if not is_contact(text)])
    kind = kind_of(" ".join(said))
    slots = [FoundSlot(each.day, each.opens, each.closes, each.kind or kind) for each in found.slots]
    return FoundHours(list(dict.fromkeys(slots)), found.sure)


def _place(found: Iterable[Block]) -> str | None:
    sentences = [sentence for block in found for sentence in _SENTENCE.split(block.text)]
    return next((sentence for sentence in sentences if _STANDS.search(sentence)), None)


def _spoken_contacts(text: dict[str, list[Block]]) -> list[str]:
    return [block.text for blocks_ in text.values() for block in blocks_ if is_contact(block.text)]


def _left_out(parts: Iterable[Part]) -> list[str]:
    return [f"{part.printed}: {prose(_blocks(part))}" for part in parts if part.lines]
