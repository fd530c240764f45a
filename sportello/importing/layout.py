"""From words on pages to lines in the order in which people read them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sportello.importing.labels import label_of
from sportello.importing.lines import BOLD, Line, line_of

PAGE_NUMBER = re.compile(r"^(?:pag(?:ina|\.)?\s*)?[-–|]?\s*\d{1,3}\s*[-–|]?(?:\s*(?:di|/|of)\s*\d{1,3})?$", re.I)
# What a table of contents puts before its page numbers.
_LEADERS = re.compile(r"(?:\.\s?|…\s?|_){4,}\s*\d{0,3}$")
# How many rows must have the same gap before it parts columns, and how many words stand on each side of it.
_LEAST_ROWS, _LEAST_WORDS = 4, 2.5
# What share of the pages, and how many of three or more, must show the same row at the same place before it
# is a header or a footer.
_SHARE_OF_PAGES, _LEAST_PAGES = 0.4, 3
_EDGE_ROWS = 3
_LONGEST_LABEL = 3
_SAME_PLACE = 4.0
# In parts of the width: a line that leaves more room than this to its right ended on purpose.
_ROOM = 0.18


@dataclass(frozen=True)
class Word:
    """A word and where it stands, in points or characters from the left."""

    text: str
    left: float
    right: float
    size: float = 1.0
    bold: bool = False


@dataclass(frozen=True)
class Row:
    """Words that stand on one line of a page, from the left; `top` is its distance from the page's top."""

    words: tuple[Word, ...]
    top: float

    @property
    def text(self) -> str:
        """What stands there, with single blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return _commonest(self.words)


Page = Sequence[Row]


def lines_of(pages: Sequence[Page], gap: float) -> list[Line]:
    """The lines of a document, without headers, footers, page numbers and table of contents.

    Args:
        pages: the rows of each page, from top to bottom.
        gap: the least distance between two columns.
    """
    furniture = _furniture(pages)
    kept = [
        [row for row in page if (index, *_print(row)) not in furniture and not _LEADERS.search(row.text)]
        for index, page in enumerate(pages)
    ]
    body = _commonest([word for page in kept for row in page for word in row.words])
    blocks = [block for page in kept for block in _columns(_unfolded(page, gap), gap) if block]
    width = max((_right(block) - _left(block) for block in blocks), default=0.0)
    return [line for block in blocks for line in _block_lines(block, body, width)]


def _print(row: Row) -> tuple[str, int]:
    """What tells a row of a page: its words, numbers apart, and its place."""
    return re.sub(r"\d+", "#", row.text), round(row.top)


def _furniture(pages: Sequence[Page]) -> set[tuple[int, str, int]]:
    """Page numbers, and the rows at the edges of pages that several pages show at the same place."""
    seen: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    found = set()
    least = max(2, min(len(pages), max(_LEAST_PAGES, round(_SHARE_OF_PAGES * len(pages)))))
    for index, page in enumerate(pages):
        rows = sorted(page, key=lambda row: row.top)
        for row in {*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]}:
            if PAGE_NUMBER.match(row.text):
                found.add((index, *_print(row)))
            elif not label_of(line_of(row.text)):
                seen[_print(row)[0]].append((index, row))
    for places in seen.values():
        for index, row in places:
            alike = {other for other, at in places if abs(at.top - row.top) <= _SAME_PLACE}
            if len(alike) >= least:
                found.add((index, *_print(row)))
    return found


def _unfolded(rows: Sequence[Row], gap: float) -> list[Row]:
    """The same rows, where a label at the left of what it is about stands above it."""
    found: list[Row] = []
    at = 0
    while at < len(rows):
        sides = _label_beside(rows[at : at + _LONGEST_LABEL], gap)
        label = tuple(word for left, _ in sides for word in left)
        if label:
            found.append(Row(label, rows[at].top))
        found.extend(Row(right, row.top) for row, (_, right) in zip(rows[at:], sides, strict=False) if right)
        if not sides:
            found.append(rows[at])
        at += max(len(sides), 1)
    return found


def _label_beside(rows: Sequence[Row], gap: float) -> list[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """The words left and right of the white strip of the first row, in as many rows as a label at the left takes."""
    words = rows[0].words
    part = next((i for i in range(1, len(words)) if words[i].left - words[i - 1].right >= gap), None)
    if part is None:
        return []
    edge, sides = words[part].left, []
    for row in rows:
        left = tuple(word for word in row.words if word.right <= edge)
        sides.append((left, row.words[len(left) :]))
        label = label_of(line_of(" ".join(word.text for words, _ in sides for word in words)))
        if label and not label.rest:
            return sides
    return []


def _columns(rows: Sequence[Row], gap: float) -> list[Sequence[Row]]:
    """The same rows as blocks to be read one after the other: column by column where there are any."""
    middle = _gutter(rows, gap)
    if middle is None:
        return [rows]
    blocks: list[Sequence[Row]] = []
    for apart, run in _runs(rows, middle, gap):
        if not apart:
            blocks.append(run)
            continue
        for side in (0, 1):
            cut = [Row(words, row.top) for row in run if (words := _side(row, middle, side))]
            blocks.extend(_columns(cut, gap))
    return blocks


def _gutter(rows: Sequence[Row], gap: float) -> float | None:
    """Where a white strip runs down between two columns of text; a table's two columns are read across."""
    middles = {
        round((first.right + second.left) / 2)
        for row in rows
        for first, second in zip(row.words, row.words[1:], strict=False)
        if second.left - first.right >= gap
    }
    best, most = None, _LEAST_ROWS - 1
    for middle in sorted(middles):
        parted = [row for row in rows if _is_parted(row, middle, gap)]
        crossing = sum(1 for row in rows if _crosses(row, middle, gap))
        words = [sum(len(_side(row, middle, side)) for row in parted) for side in (0, 1)]
        if len(parted) > max(most, crossing / 2) and min(words) >= _LEAST_WORDS * len(parted):
            best, most = float(middle), len(parted)
    return best


def _is_parted(row: Row, middle: float, gap: float) -> bool:
    return all(_side(row, middle, side) for side in (0, 1)) and not _crosses(row, middle, gap)


def _runs(rows: Sequence[Row], middle: float, gap: float) -> list[tuple[bool, list[Row]]]:
    """Rows that keep the strip free, and those that do not, in order."""
    runs: list[tuple[bool, list[Row]]] = []
    for row in rows:
        apart = not _crosses(row, middle, gap)
        if runs and runs[-1][0] == apart:
            runs[-1][1].append(row)
        else:
            runs.append((apart, [row]))
    return runs


def _crosses(row: Row, middle: float, gap: float) -> bool:
    """Whether words stand in the strip, or run over it with ordinary blanks between them."""
    left, right = _side(row, middle, 0), _side(row, middle, 1)
    if any(word.left < middle < word.right for word in row.words):
        return True
    return bool(left and right) and right[0].left - left[-1].right < gap


def _side(row: Row, middle: float, side: int) -> tuple[Word, ...]:
    return tuple(word for word in row.words if ((word.left + word.right) / 2 > middle) == bool(side))


def _block_lines(rows: Sequence[Row], body: float, width: float) -> Iterator[Line]:
    right = _right(rows)
    # A short column beside nothing is no column of its own: what is narrow was not wrapped.
    narrow = right - _left(rows) < 0.25 * width
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        needed = row.words[-1].right + (_first_width(following) if following else 0.0)
        full = not narrow and needed > right - _ROOM * (right - _left(rows))
        yield line_of(row.text, _rank(row, body), full)


def _first_width(row: Row) -> float:
    return row.words[0].right - row.words[0].left


def _rank(row: Row, body: float) -> int:
    size = row.size / body
    for rank, least in ((1, 1.5), (2, 1.25), (3, 1.08)):
        if size >= least:
            return rank
    words = [word for word in row.words if any(c.isalpha() for c in word.text)]
    return BOLD if words and all(word.bold for word in words) else 0


def _left(rows: Sequence[Row]) -> float:
    return min((row.words[0].left for row in rows), default=0.0)


def _right(rows: Sequence[Row]) -> float:
    """Where the text ends on the right; a few rows that stick out do not count."""
    ends = sorted((row.words[-1].right for row in rows), reverse=True)
    return ends[len(ends) // 20] if ends else 0.0


def _commonest(words: Sequence[Word]) -> float:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0
