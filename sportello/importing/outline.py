"""Which lines are titles, which are labels, and what each service has under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sportello.importing.contacts import is_contact
from sportello.importing.labels import CONTATTI, COSE, Label, label_of
from sportello.importing.lines import BOLD, Line, is_upper
from sportello.importing.names import LIKELY, SURE, KnownNames
from sportello.importing.weekly import has_hours

_LONGEST_TITLE, _MOST_WORDS, _MOST_TITLE_LINES = 120, 18, 4
_SHORT = 60
_ADDRESS = re.compile(r"^(?:via|viale|v\.le|piazza|p\.zza|piazzale|corso|largo|vicolo|c/o|presso|sede)\b", re.I)
_SENTENCES = re.compile(r"[a-zà-ù]{3}[.!?] [A-ZÀ-Ù]")
_LESSER_MARKS = "-a"


@dataclass
class Part:
    """The lines under one label, and how the label was printed."""

    printed: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class Entry:
    """A title and what stands below it, until the next one.

    `parts` are by field; `items` are the titled pieces of its text that have no labels of their own;
    what comes before any label is under `cose`. `section` is the printed number of the section.
    """

    title: str
    section: str | None = None
    rank: int = 0
    is_section: bool = False
    says_cose: bool = False
    parts: dict[str, list[Part]] = field(default_factory=dict)
    items: list[Entry] = field(default_factory=list)

    @property
    def labels(self) -> set[str]:
        """The fields that it states under labels, what it is apart."""
        return set(self.parts) - {COSE}

    def add(self, name: str, line: Line, printed: str = "") -> None:
        """Puts a line under a field."""
        parts = self.parts.setdefault(name, [])
        if not parts:
            parts.append(Part(printed))
        parts[-1].lines.append(line)


def outline(lines: Sequence[Line], known: KnownNames) -> list[Entry]:
    """The entries of a document, in order; what comes before the first title is left out."""
    return _Reader(lines, known).read()


class _Reader:
    """Goes through the lines once; `at` is the line in hand."""

    def __init__(self, lines: Sequence[Line], known: KnownNames) -> None:
        self._lines = lines
        self._labels = [label_of(line) for line in lines]
        self._known = known
        self._sections = _sections(lines, self._labels)
        self._entries: list[Entry] = []
        self._section: str | None = None
        self._field = COSE
        self._item: Entry | None = None

    def read(self) -> list[Entry]:
        at = 0
        while at < len(self._lines):
            label, line = self._labels[at], self._lines[at]
            if label:
                self._open(label)
                at += 1
            elif at in self._sections:
                at += self._begin(at, self._section_length(at), is_section=True)
            elif self._is_title(at):
                at += self._begin(at, self._title_length(at))
            elif length := self._item_length(at):
                self._item = Entry(self._joined(at, length), self._section, line.rank)
                self._entries[-1].items.append(self._item)
                at += length
            else:
                self._add(line)
                at += 1
        return self._entries

    # -- what is done with a line

    def _begin(self, at: int, length: int, is_section: bool = False) -> int:
        first = self._lines[at]
        title = self._joined(at, length)
        if is_section:
            self._section = first.number.split(".")[0] or None
        self._entries.append(Entry(title, self._section, first.rank, is_section))
        self._field, self._item = COSE, None
        return length

    def _joined(self, at: int, length: int) -> str:
        return " ".join(line.text for line in self._lines[at : at + length])

    def _open(self, label: Label) -> None:
        if not self._entries:
            return
        current = self._entries[-1]
        self._field = label.field
        current.says_cose |= label.field == COSE
        current.parts.setdefault(label.field, []).append(Part(label.printed))
        self._item = None
        if label.rest:
            self._add(Line(label.rest))

    def _add(self, line: Line) -> None:
        if self._entries:
            (self._item or self._entries[-1]).add(self._field, line)

    # -- what a line is

    def _section_length(self, at: int) -> int:
        """A section's title goes on in lines that look the same."""
        length, first = 1, self._lines[at]
        while length < _MOST_TITLE_LINES and at + length < len(self._lines):
            line = self._lines[at + length]
            alike = line.rank == first.rank and is_upper(line.text) == is_upper(first.text)
            if not alike or line.mark or self._labels[at + length] or not self._lines[at + length - 1].full:
                break
            length += 1
        return length

    def _title_length(self, at: int) -> int:
        """How many lines the title that begins here has, when it is one: it goes on until the first label."""
        first = self._lines[at]
        for length in range(1, _MOST_TITLE_LINES + 1):
            following = at + length
            if following >= len(self._lines) or self._labels[following] or not self._lines[following - 1].full:
                return length
            line = self._lines[following]
            if line.mark or line.rank != first.rank or not _looks_like_title(Line(line.text.capitalize())):
                return 1
        return 1

    def _is_title(self, at: int) -> bool:
        """Whether a service begins here, whatever a Carta leaves out of each.

        It does before «Cos'è»; before a label that the service in hand has already; after its contacts; where a
        heading is as large as its own; and where a line stands out and the next label is one that it has already.
        """
        line = self._lines[at]
        if not _looks_like_title(line):
            return False
        current = self._entries[-1] if self._entries else None
        after = at + self._title_length(at)
        label = self._labels[after] if after < len(self._labels) else None
        if label and label.field == COSE and self._may_begin(line, current):
            return True
        if current is None:
            return bool(line.rank and line.rank != BOLD) or bool(self._known.named(line.text))
        if self._names_contact(at):
            return False
        if label and label.field in current.parts and not self._is_in_list(at):
            return True
        if self._is_after_contacts(at, current):
            return True
        if line.rank and line.rank != BOLD and current.rank and line.rank <= current.rank:
            return True
        stands_out = bool(line.rank) or bool(self._known.named(line.text))
        return stands_out and not self._is_in_list(at) and self._next_label(at) in current.labels

    def _may_begin(self, line: Line, current: Entry | None) -> bool:
        """Where what it is comes last, the line before it need be no title."""
        if current is None or current.says_cose or not current.labels:
            return True
        return bool(line.rank or line.mark) or self._has_contact(current)

    def _is_in_list(self, at: int) -> bool:
        """Whether it is a bullet among bullets of its kind."""
        mark = self._lines[at].mark
        return bool(mark) and any(
            0 <= other < len(self._lines) and self._lines[other].mark == mark for other in (at - 1, at + 1)
        )

    def _has_contact(self, current: Entry) -> bool:
        parts = current.parts.get(CONTATTI, []) if self._field == CONTATTI else []
        return any(is_contact(line.text) for part in parts for line in part.lines)

    def _names_contact(self, at: int) -> bool:
        """Whether it stands before a phone or an e-mail, and says whose it is."""
        following = range(at + 1, min(at + 1 + _MOST_TITLE_LINES, len(self._lines)))
        near = [index for index in following if is_contact(self._lines[index].text)]
        return self._field == CONTATTI and bool(near) and not any(self._labels[at + 1 : near[0]])

    def _is_after_contacts(self, at: int, current: Entry) -> bool:
        """Contacts come last."""
        line = self._lines[at]
        return self._has_contact(current) and ":" not in line.text.rstrip(":") and line.mark != "-"

    def _next_label(self, at: int) -> str | None:
        for other in range(at + 1, len(self._lines)):
            label = self._labels[other]
            if label or other in self._sections:
                return label.field if label else None
        return None

    def _item_length(self, at: int) -> int:
        """How many lines the title of a piece of the text has that begins here; 0 where none does.

        A text may say several things, each under a name of ours, or under a number or bullet before a paragraph.
        """
        line, before = self._lines[at], self._lines[at - 1]
        if not self._entries or self._field != COSE or self._entries[-1].labels:
            return 0
        if not (line.mark or line.rank) and before.full and not _is_end(before.text):
            return 0
        for length in range(1, _MOST_TITLE_LINES + 1):
            following, title = at + length, self._joined(at, length)
            if following >= len(self._lines) or self._labels[following] or not _looks_like_title(Line(title)):
                return 0
            is_titled = self._names_piece(title, line.rank) or self._stands_out(at, length)
            if is_titled and self._begins_paragraph(following, line):
                return length
            if self._lines[following].mark or self._lines[following].rank != line.rank:
                return 0
        return 0

    def _names_piece(self, title: str, rank: int) -> bool:
        """Whether it is a name of ours, and not another one of the entry itself; a heading need be less sure."""
        card = self._known.named(title, LIKELY if rank else SURE)
        return card is not None and card != self._known.named(self._entries[-1].title)

    def _stands_out(self, at: int, length: int) -> bool:
        line, last = self._lines[at], self._lines[at + length - 1]
        if not line.mark or line.mark in _LESSER_MARKS or self._lines[at + length].rank == line.rank != 0:
            return False
        short = length == 1 and len(line.text) <= _SHORT and not last.full
        return bool(line.rank) or (short and not self._is_in_list(at))

    def _begins_paragraph(self, at: int, title: Line) -> bool:
        """Whether a text begins here; under a title that looks like text, one of some length."""
        line = self._lines[at]
        if line.mark or not line.text[:1].isupper() or line.rank == title.rank != 0:
            return False
        return bool(title.mark or title.rank) or line.full or len(line.text) > _SHORT or line.text.endswith((".", ":"))


def _is_end(text: str) -> bool:
    return text.endswith((".", ":", ";", "!", "?", ")"))


def _looks_like_title(line: Line) -> bool:
    text = line.text
    letters = re.search(r"[^\W\d_]", text)
    if not letters or not letters.group().isupper() or len(text) > _LONGEST_TITLE or len(text.split()) > _MOST_WORDS:
        return False
    if text.endswith((".", ";", ",")) or (text.endswith(":") and not is_upper(text)):
        return False
    return not (is_contact(text) or has_hours(text) or _ADDRESS.match(text) or _SENTENCES.search(text))


def _sections(lines: Sequence[Line], labels: Sequence[Label | None]) -> set[int]:
    """Where sections begin: by numbers in capitals, or else by the largest headings."""
    titles = [i for i, line in enumerate(lines) if not labels[i] and _looks_like_title(line)]
    capitals = {i for i in titles if lines[i].number and is_upper(lines[i].text)}
    if len(capitals) > 1:
        return capitals
    largest = {i for i in titles if lines[i].rank == 1}
    return largest if len(largest) > 1 else set()
