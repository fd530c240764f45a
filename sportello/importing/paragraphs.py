"""Printed lines put together: words that the end of a line cut in two, paragraphs and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sportello.importing.contacts import begins_contact
from sportello.importing.labels import label_of
from sportello.importing.lines import Line
from sportello.text import plain

_LONGEST_LABEL = 40
_SOFT = "\u00ad"
_INNER_SOFT = re.compile(f"{_SOFT}(?!$)")
_HYPHEN = re.compile(r"([^\W\d]+)-$")
_BEGINS_LOWER = re.compile(r"([^\W\d_]+)")
_CUT_ADDRESS = re.compile(r"\S@\S*[.\-_]$|\S@$|[\w.]@[\w-]+$")
_ENDED_ADDRESS = re.compile(r"\.(?:it|com|org|net|eu|gov)\.?$", re.I)
_REST_OF_ADDRESS = re.compile(r"^\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?(?:\s|$)|^@[a-z0-9-]+\.", re.I)
_CUT_NUMBER = re.compile(r"\b0\d{1,3}[-/.]$|\b3\d\d[-/.]$")
_ENDED = re.compile(r"[.;:!?]$")
_UNENDED = re.compile(r"[\w)\"%€]$")
_GOES_ON = re.compile(r"[a-zà-ù0-9(«\"'€]")


def mended(lines: Sequence[Line]) -> list[Line]:
    """The same lines, joined where one word went on in the next."""
    found: list[Line] = []
    for line in lines:
        joined = _joined(found[-1], line) if found and not line.mark else None
        if joined is None:
            found.append(replace(line, text=_INNER_SOFT.sub("", line.text)))
        else:
            found[-1] = replace(found[-1], text=joined, full=line.full)
    return [line for line in found if line.text]


def _joined(first: Line, second: Line) -> str | None:
    """Both lines as one text, where they are one word at their edge."""
    before, after = first.text, second.text
    if _is_cut_label(first, second):
        return f"{before} {after}"
    if before.endswith(_SOFT):
        return before[:-1] + after
    if _is_cut_address(before, after) or (_CUT_NUMBER.search(before) and after[:1].isdigit()):
        return before + after
    hyphen, begin = _HYPHEN.search(before), _BEGINS_LOWER.match(after)
    if hyphen and begin and after[0].islower():
        return before[: -1 if _is_one_word(hyphen[1], begin[1]) else None] + after
    return None


def _is_cut_label(first: Line, second: Line) -> bool:
    """Whether a narrow column broke a label, such as «Modalità di» and «accesso»."""
    if len(first.text) > _LONGEST_LABEL or not second.text[:1].islower() or label_of(first):
        return False
    label = label_of(Line(f"{first.text} {second.text}"))
    return label is not None and not label.rest


def _is_cut_address(before: str, after: str) -> bool:
    if after.startswith("@"):
        return bool(re.search(r"[\w-]$", before))
    if not _CUT_ADDRESS.search(before) or _ENDED_ADDRESS.search(before) or not _REST_OF_ADDRESS.match(after):
        return False
    return before[-1] in "@.-_" or after.startswith(".")


def _is_one_word(first: str, second: str) -> bool:
    """Whether a hyphen was only the printer's: the dictionary knows the whole, or does not know both halves."""
    from sportello.words import italian_words  # takes a second, and most documents have no hyphens

    known = italian_words()
    return plain(first + second) in known or not {plain(first), plain(second)} <= known


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
