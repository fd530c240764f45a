"""Words, addresses and numbers that the end of a line cut in two, made whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

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
