"""The documents to bring, in the words of a Carta."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sportello.importing.paragraphs import Block, braceless
from sportello.text import plain

_NONE = re.compile(
    r"\bnessun\w* (?:\w+ )?document\w+|\bnon (?:\w+ ){1,4}(?:alcun\w* )?document\w+|\bsenza (?:alcun\w* )?document\w+"
)
_ANNOUNCED = re.compile(r"\bdocument\w+\b.*:$")


@dataclass(frozen=True)
class FoundDocuments:
    """The words that announce the documents, and each of them; none at all where the Carta says so."""

    text: str
    listed: tuple[str, ...]


def documents(stated: Sequence[Block], elsewhere: Sequence[Block]) -> FoundDocuments | None:
    """The documents under their own label, or else those announced in another text; None where none are listed."""
    for blocks in (stated, elsewhere):
        for index, block in enumerate(blocks):
            if _NONE.search(plain(block.text)):
                return FoundDocuments(braceless(block.text), ())
            listed = _bullets(blocks[index + 1 :])
            if listed and not block.bullet and (blocks is stated or _ANNOUNCED.search(plain(block.text))):
                return FoundDocuments(braceless(block.text), listed)
    if not stated:
        return None
    listed = _bullets(stated) or tuple(each for block in stated for each in _split(block.text))
    return FoundDocuments("", listed)


def _bullets(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The points at the beginning of these blocks."""
    found = []
    for block in blocks:
        if not block.bullet:
            break
        found.append(braceless(block.text.strip(" ;,.")))
    return tuple(found)


def _split(text: str) -> list[str]:
    """What stands between semicolons, or else the whole."""
    return [piece for part in text.split(";") if (piece := braceless(part.strip(" .,")))]
