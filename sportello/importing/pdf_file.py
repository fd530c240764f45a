"""PDF: words with their places, by pdfplumber."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.clustering import cluster_objects

from sportello.importing.layout import Row, Word, lines_of
from sportello.importing.lines import Line, Unreadable

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.I)
_LEAST_LETTERS = 100
# In parts of a letter's size: what stands closer than this is one word.
_ONE_WORD = 0.15
# In points: words whose feet are no farther apart stand on one row.
_ONE_ROW = 3


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a PDF, and what the operator should know about their reading.

    Raises:
        Unreadable: when it is damaged, asks for a password or holds pictures instead of text.
    """
    try:
        with pdfplumber.open(path) as pdf:
            pages = [_page(page) for page in pdf.pages]
    except Exception as error:  # the library lets through whatever a broken file brings about
        raise Unreadable(_reason(path, error)) from error
    letters = [sum(len(row.text) for row in page) for page in pages]
    if sum(letters) < _LEAST_LETTERS:
        raise Unreadable(
            f"{path.name}: le pagine sono immagini, senza testo. Chieda il documento originale, "
            "oppure lo faccia leggere prima da un programma di riconoscimento del testo (OCR)."
        )
    empty = [str(number) for number, count in enumerate(letters, 1) if not count]
    notes = [f"Senza testo (vuote, o immagini) le pagine: {', '.join(empty)}."] if empty else []
    sizes = [word.size for page in pages for row in page for word in row.words]
    return lines_of(pages, gap=sorted(sizes)[len(sizes) // 2]), notes


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, PDFPasswordIncorrect) or any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args):
        return f"{path.name}: è protetto da una password. La tolga, salvando una copia senza protezione, e riprovi."
    return f"{path.name}: non si lascia leggere come PDF, forse è danneggiato. Lo apra e lo salvi di nuovo."


def _page(page: Any) -> list[Row]:
    """The rows of a page from top to bottom, without what is printed sideways or twice."""
    upright = page.filter(lambda thing: thing["object_type"] != "char" or thing["upright"]).dedupe_chars()
    found = upright.extract_words(x_tolerance_ratio=_ONE_WORD, return_chars=True)
    page.close()
    rows = cluster_objects(found, "bottom", tolerance=_ONE_ROW)
    return [Row(tuple(map(_word, sorted(row, key=lambda word: word["x0"]))), row[0]["top"]) for row in rows]


def _word(found: dict[str, Any]) -> Word:
    bold = all(_BOLD.search(char["fontname"]) for char in found["chars"])
    return Word(found["text"], found["x0"], found["x1"], max(char["size"] for char in found["chars"]), bold)
