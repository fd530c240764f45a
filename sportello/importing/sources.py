"""The lines of a document, whichever kind of file it is; the kind is told by what is in it and not by its name."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

from sportello.importing.layout import PAGE_NUMBER, Row, Word, lines_of
from sportello.importing.lines import Line, Unreadable
from sportello.importing.paragraphs import mended

_NO_KNOWN_KIND = "non è un PDF, un documento Word (.docx) o un file di testo."
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In characters: what stands farther apart may be two columns.
_GAP = 3
_WORD = re.compile(r"\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HEADER = re.compile(r"\b(?:carta\s+dei\s+servizi|comune\s+di|pag(?:ina|\.)?\s*\d)", re.I)
_LEAST_TIMES = 3


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a PDF, a Word document or a text, and what the operator should know about their reading.

    Raises:
        Unreadable: when there is no such file, or no text in it.
    """
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{path}: non è un file. Scelga il documento della nuova edizione.")
        with path.open("rb") as file:
            begin = file.read(1024)
        lines, notes = _read(path, begin)
    except OSError as error:
        reason = "non esiste" if isinstance(error, FileNotFoundError) else "non si lascia aprire"
        raise Unreadable(f"{path}: {reason}. Controlli il nome, la cartella e i permessi.") from error
    if not lines:
        raise Unreadable(f"{path.name}: non contiene testo.")
    return mended(lines), notes


def _read(path: Path, begin: bytes) -> tuple[list[Line], list[str]]:
    # Each library takes a second: only the one that is needed is loaded.
    if b"%PDF-" in begin:
        from sportello.importing import pdf_file

        return pdf_file.read(path)
    if begin.startswith(b"PK") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            is_word = "word/document.xml" in archive.namelist()
        if is_word:
            from sportello.importing import docx_file

            return docx_file.read(path)
    if begin.startswith(_OLD_WORD):
        raise Unreadable(
            f"{path.name}: è un documento Word vecchio (.doc) o protetto da una password. "
            "Lo salvi come .docx senza password."
        )
    if begin.startswith((b"PK", b"{\\rtf")):
        raise Unreadable(f"{path.name}: {_NO_KNOWN_KIND} Lo salvi come .docx.")
    return _read_text(path), []


def _read_text(path: Path) -> list[Line]:
    """The lines of plain text, such as a PDF copied out or converted."""
    text = _decoded(path)
    headers = _headers(text)
    pages = []
    for page in text.split("\f"):
        printed = [row.expandtabs(4) for row in page.splitlines()]
        kept = [row for row in printed if (said := row.strip()) and said not in headers and not PAGE_NUMBER.match(said)]
        # Counted from the nearer edge: pages are not of one length, their headers and footers stand alike.
        tops = [float(i if i < len(kept) / 2 else 1000 + i - len(kept)) for i in range(len(kept))]
        pages.append(list(map(_row, kept, tops)))
    return lines_of(pages, _GAP)


def _row(printed: str, top: float) -> Row:
    return Row(tuple(Word(word.group(), word.start(), word.end()) for word in _WORD.finditer(printed)), top)


def _decoded(path: Path) -> str:
    """The text of a file, in whichever of the usual encodings it is."""
    data = path.read_bytes()
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text.replace("\f", "")):
            return text
    raise Unreadable(f"{path.name}: {_NO_KNOWN_KIND}")


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
