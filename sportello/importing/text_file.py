"""Plain text, such as a PDF copied out or converted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sportello.importing.errors import NO_KNOWN_KIND, Unreadable
from sportello.importing.layout import Area, Row, Word, lines_of
from sportello.importing.lines import Line

# In characters: what stands farther apart may be two columns.
_GAP = 3
_WORD = re.compile(r"\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PAGE_NUMBER = re.compile(r"^(?:pag(?:ina|\.)?\s*\d{1,3}(?:\s*(?:di|/)\s*\d{1,3})?|[-–|]?\s*\d{1,3}\s*[-–|]?)$", re.I)
_HEADER = re.compile(r"\b(?:carta\s+dei\s+servizi|comune\s+di|pag(?:ina|\.)?\s*\d)", re.I)
_LEAST_TIMES = 3


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a text.

    Raises:
        Unreadable: when the file holds something else than text.
    """
    text = decoded(path)
    headers = _headers(text)
    pages = []
    for page in text.split("\f"):
        printed = [row.expandtabs(4) for row in page.splitlines()]
        kept = [
            row for row in printed if (said := row.strip()) and said not in headers and not _PAGE_NUMBER.match(said)
        ]
        # Counted from the nearer edge: pages are not of one length, their headers and footers stand alike.
        tops = [float(i if i < len(kept) / 2 else 1000 + i - len(kept)) for i in range(len(kept))]
        pages.append([Area(tuple(map(_row, kept, tops)))])
    return lines_of(pages, _GAP), []


def _row(printed: str, top: float) -> Row:
    return Row(tuple(Word(word.group(), word.start(), word.end()) for word in _WORD.finditer(printed)), top)


def decoded(path: Path) -> str:
    """The text of a file, in whichever of the usual encodings it is.

    Raises:
        Unreadable: when it holds something else than text.
    """
    data = path.read_bytes()
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text.replace("\f", "")):
            return text
    raise Unreadable(f"{path.name}: {NO_KNOWN_KIND}")


def _headers(text: str) -> set[str]:
    """Rows that a converter left in the middle of the text, where pages ended."""
    times = Counter(re.sub(r"\d+", "#", row.strip()) for row in text.splitlines())
    return {
        row.strip()
        for row in text.splitlines()
        if _HEADER.search(row)
        and times[re.sub(r"\d+", "#", row.strip())] >= _LEAST_TIMES
        and not row.rstrip().endswith((".", ";", ":", ","))
        and not re.match(r"\s*[•\-–]", row)
    }
