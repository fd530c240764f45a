"""The lines of a document, whatever kind of file it was kept in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The rank of a line that stands out by being bold alone.
BOLD = 9

_BULLETS = "•●▪■◦○‣∙·*✓✔➢➤►▶❖◆◇□▫⁃\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8"
_BULLET = re.compile(rf"^([{re.escape(_BULLETS)}]|[-–—])\s+(?=\S)|^([{re.escape(_BULLETS)}])(?=\w)")
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)(?:\s*[.)]\s*|\s*[-–]\s+)(?=[^\W\d]|[\"'(«])")
_DEEP_NUMBER = re.compile(r"^(\d{1,2}(?:\.[1-9]\d?)+)\s+(?=[^\W\d])")
_LETTER = re.compile(r"^[a-z]\)\s+(?=\S)")
_SIGNS = str.maketrans(
    {
        **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"},
        **{"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'},
        **{"\u2010": "-", "\u2011": "-", "\u2212": "-"},
        **{"\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None, "\u2060": None, "\x00": None},
    }
)
_ACCENT_LEFT_OUT = re.compile(r"\bE'(?=\s)")


class Unreadable(Exception):
    """Nothing can be drafted from this file; the message says why and what to do, in one Italian line."""


@dataclass(frozen=True)
class Line:
    """One line as printed, without the sign that it began with.

    `mark` is the kind of that sign: a bullet, `-`, `1` for any number, `a` for any letter; `number` is the
    number itself. `rank` is 1 for the largest headings and grows downwards, `BOLD` for what is only
    bold, 0 for the body. `full` says that the line ended because the next word had no room.
    """

    text: str
    mark: str = ""
    number: str = ""
    rank: int = 0
    full: bool = False


def clean(text: str) -> str:
    """One blank between words, no ligatures, straight apostrophes, accents as single letters."""
    composed = unicodedata.normalize("NFC", text.translate(_SIGNS))
    return _ACCENT_LEFT_OUT.sub("È", " ".join(composed.split()))


def line_of(text: str, rank: int = 0, full: bool = False) -> Line:
    """The line that is printed so."""
    text = clean(text)
    if bullet := _BULLET.match(text):
        mark = bullet[1] or bullet[2]
        return Line(text[bullet.end() :], "-" if mark in "-–—" else mark, "", rank, full)
    if number := _NUMBER.match(text) or _DEEP_NUMBER.match(text):
        return Line(text[number.end() :], "1", number[1], rank, full)
    if letter := _LETTER.match(text):
        return Line(text[letter.end() :], "a", "", rank, full)
    return Line(text, "", "", rank, full)


def is_upper(text: str) -> bool:
    """Whether a text is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)
