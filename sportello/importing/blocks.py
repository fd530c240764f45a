"""Paragraphs and bullets made of printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sportello.importing.contacts import begins_contact
from sportello.importing.lines import Line

_ENDED = re.compile(r"[.;:!?]$")
_UNENDED = re.compile(r"[\w)\"%€]$")
_GOES_ON = re.compile(r"[a-zà-ù0-9(«\"'€]")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a point of a list."""

    text: str
    bullet: bool = False


def blocks(lines: Iterable[Line]) -> list[Block]:
    """The text of these lines; a line goes on in the next where it had no more room, or where a sentence does."""
    found: list[Block] = []
    before: Line | None = None
    for line in lines:
        if before is not None and _continues(before, line):
            found[-1] = Block(f"{found[-1].text} {line.text}", found[-1].bullet)
        else:
            found.append(Block(line.text, bool(line.mark)))
        before = line
    return found


def _continues(before: Line, line: Line) -> bool:
    if line.mark or begins_contact(line.text):
        return False
    if before.full:
        return not (before.text.endswith((";", ":")) and line.text[:1].isupper())
    return bool(_GOES_ON.match(line.text)) and not _ENDED.search(before.text)


def prose(found: Sequence[Block]) -> str:
    """Everything as one text: points that follow a colon with semicolons, others as sentences."""
    text, listing = "", False
    for index, block in enumerate(found):
        last_point = index + 1 == len(found) or not found[index + 1].bullet
        piece = block.text
        if block.bullet and listing:
            piece = piece.rstrip(" ;,.") + ("." if last_point else ";")
        elif block.bullet or index + 1 < len(found):
            piece = piece if _ENDED.search(piece) else piece.rstrip(" ,") + "."
        text = f"{text} {piece}".strip()
        listing = block.text.endswith(":") if not block.bullet else listing
    text = braceless(text)
    return f"{text}." if _UNENDED.search(text) else text


def braceless(text: str) -> str:
    """Braces are for placeholders."""
    return text.replace("{", "(").replace("}", ")")
