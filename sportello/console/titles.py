"""What the files of a draft are called in pages: who reads them knows rooms, services and lessons, and no files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from sportello.carta import CartaError, Catalogue
from sportello.console.catalogue import drafted, in_force
from sportello.console.draft import Draft
from sportello.console.phrases.words import file_words
from sportello.console.sentences import described
from sportello.sentences.descriptions import Descriptions, stem_of

# What the first part of a file's name says of what it holds, and in which room that is changed.
FACTS, PHRASES, SENTENCES, OTHER = "carta", "frasi", "testi", "altro"
_KINDS = {"carta.yml": FACTS, "nlu": PHRASES, "risposte": SENTENCES}
_ROOMS = {
    FACTS: "Servizi",
    PHRASES: "Frasi dei cittadini",
    SENTENCES: "Testi delle risposte",
    OTHER: "Altro, che cambia solo il tecnico",
}


def kind_of(name: str) -> str:
    """What a file of `data/` holds: `carta`, `frasi`, `testi` or `altro`."""
    return _KINDS.get(PurePosixPath(name).parts[0], OTHER)


def title_of(name: str, catalogues: Sequence[Catalogue], descriptions: Descriptions) -> str:
    """What a file of `data/` is called, e.g. `Frasi dei cittadini: Pasto a domicilio`.

    Args:
        name: its path within `data/`.
        catalogues: where to look for the name of a service, one after the other.
        descriptions: the titles of the groups of sentences.
    """
    kind, about = kind_of(name), ""
    if kind == PHRASES:
        about = file_words(name, catalogues)
    if kind == SENTENCES:
        about = descriptions.group(name) if stem_of(name) in descriptions.groups else "altri testi"
    return f"{_ROOMS[kind]}: {about}" if about else _ROOMS[kind]


def titles_of(draft: Draft) -> list[str]:
    """The titles of everything that a draft changes, in order."""
    changes = draft.changes()
    try:
        catalogues = [drafted(draft), in_force(draft)] if changes else []
    except CartaError:
        catalogues = []  # services are called by their ids then
    return [title_of(change.name, catalogues, described(draft)) for change in changes]
