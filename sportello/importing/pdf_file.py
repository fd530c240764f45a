"""PDF: words with their places, columns and tables, by pdfplumber."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from sportello.importing.layout import Area, Row, Word, lines_of
from sportello.importing.lines import Line, Unreadable

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.I)
_LEAST_LETTERS = 100
# In parts of a letter's size: what stands closer than this is one word.
_ONE_WORD = 0.15


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a PDF, and what the operator should know about their reading.

    Raises:
        Unreadable: when it is damaged, asks for a password or holds pictures instead of text.
    """
    try:
        with pdfplumber.open(path) as pdf:
            pages = [list(_areas(page)) for page in pdf.pages]
    except Exception as error:  # the library lets through whatever a broken file brings about
        raise Unreadable(_reason(path, error)) from error
    letters = [sum(len(row.text) for area in page for row in area.rows) for page in pages]
    if sum(letters) < _LEAST_LETTERS:
        raise Unreadable(
            f"{path.name}: le pagine sono immagini, senza testo. Chieda il documento originale, "
            "oppure lo faccia leggere prima da un programma di riconoscimento del testo (OCR)."
        )
    empty = [str(number) for number, count in enumerate(letters, 1) if not count]
    notes = [f"Senza testo (vuote, o immagini) le pagine: {', '.join(empty)}."] if empty else []
    sizes = [word.size for page in pages for area in page for row in area.rows for word in row.words]
    return lines_of(pages, gap=sorted(sizes)[len(sizes) // 2]), notes


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, PDFPasswordIncorrect) or any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args):
        return f"{path.name}: è protetto da una password. La tolga, salvando una copia senza protezione, e riprovi."
    return f"{path.name}: non si lascia leggere come PDF, forse è danneggiato. Lo apra e lo salvi di nuovo."


def _areas(page: Any) -> Iterator[Area]:
    """The page in areas from top to bottom: tables cell by cell, the rest as it stands."""
    upright = page.filter(lambda thing: thing["object_type"] != "char" or thing["upright"]).dedupe_chars()
    words = [_word(each) for each in upright.extract_words(x_tolerance_ratio=_ONE_WORD, return_chars=True)]
    tables = [table for table in upright.find_tables() if _is_table(table, words)]
    free = [(word, top, bottom) for word, top, bottom in words if not any(_within(t.bbox, word, top) for t in tables)]
    above = float("-inf")
    for table in sorted(tables, key=lambda each: each.bbox[1]):
        edge = table.bbox[1]
        yield Area(_rows([each for each in free if above <= each[1] < edge]))
        for row in table.rows:
            for cell in (each for each in row.cells if each):
                yield Area(_rows([each for each in words if _within(cell, each[0], each[1])]), cell=True)
        above = edge
    yield Area(_rows([each for each in free if each[1] >= above]))
    page.close()


_Placed = tuple[Word, float, float]


def _word(found: dict[str, Any]) -> _Placed:
    chars = found["chars"]
    bold = all(_BOLD.search(char["fontname"]) for char in chars)
    word = Word(found["text"], found["x0"], found["x1"], max(char["size"] for char in chars), bold)
    return word, found["top"], found["bottom"]


def _is_table(table: Any, words: Sequence[_Placed]) -> bool:
    """Whether it has rows of several cells with words; a frame around a page or a heading is none."""
    return any(
        sum(1 for cell in row.cells if cell and any(_within(cell, word, top) for word, top, _ in words)) > 1
        for row in table.rows
    )


def _within(box: tuple[float, float, float, float], word: Word, top: float) -> bool:
    left, upper, right, lower = box
    return left <= (word.left + word.right) / 2 <= right and upper - 1 <= top <= lower


def _rows(words: Iterable[_Placed]) -> tuple[Row, ...]:
    """Words that overlap in height by half stand on one row."""
    rows: list[tuple[float, float, list[Word]]] = []
    for word, top, bottom in sorted(words, key=lambda each: (each[2], each[0].left)):
        if rows:
            upper, lower, placed = rows[-1]
            if min(bottom, lower) - max(top, upper) > 0.5 * min(bottom - top, lower - upper):
                placed.append(word)
                continue
        rows.append((top, bottom, [word]))
    return tuple(Row(tuple(sorted(placed, key=lambda word: word.left)), top) for top, _, placed in rows)
