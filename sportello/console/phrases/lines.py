"""Changes the text of a file of phrases line by line: what is not meant stays as it was, byte for byte."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sportello.nlu.phrases import Lesson, Phrase, parse_phrases
from sportello.nlu.reading import NEED

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_INTENT = re.compile(r"- intent: ([\w/]+)\s*$")
_BESIDE = re.compile(r"  metadata: (\{.*\})\s*$")
_EXAMPLES = re.compile(r"  examples: \|\s*$")
_PHRASE = re.compile(r"(\s+- \s*)(.*\S)(\s*)$")
_SKIPPED = re.compile(r"\s*(#.*)?$")
_HEAD = re.compile(r"(version: .*|nlu:)\s*$")
_INDENT = "    - "
# YAML takes no signs that only command a terminal, no half characters, and none of these.
_NEVER = frozenset({"Cc", "Cs"})
_NO_CHARACTERS = frozenset("\ufeff\ufffe\uffff")


class StrangeFile(Exception):
    """A file is written in a form that cannot be changed line by line; only its author can."""


@dataclass
class _Block:
    """Phrases that stand together: lines `start` to `end` (excluded) of the file, those with phrases in `lines`."""

    intent: str
    start: int
    end: int
    service: str | None = None
    also: str | None = None
    voice: str | None = None
    lines: list[int] = field(default_factory=list)

    @property
    def lesson(self) -> Lesson:
        return Lesson(self.intent, self.service, self.also)


def tidy(text: str) -> str:
    """What was typed, as it can stand in a file: on one line, without what has no form."""
    kept = (c for c in text if c.isspace() or not (unicodedata.category(c) in _NEVER or c in _NO_CHARACTERS))
    return " ".join("".join(kept).split())


class PhraseLines:
    """The text of a file of `data/nlu/`, to be changed.

    Guarantees that the lines say what YAML says, that every line that no change is about stays as it
    is, and that after every change the text still reads as a file of phrases.
    """

    def __init__(self, text: str, path: Path) -> None:
        """Takes a whole file.

        Args:
            text: what stands in it.
            path: where it stands, for the phrases.

        Raises:
            PhrasesError: when it cannot be read as phrases at all.
            StrangeFile: when its form is another than that of our files.
        """
        self._path = path
        self._lines = _LINE.findall(text)
        meant = parse_phrases(text, path)
        self._blocks = list(self._read())
        if self.phrases() != meant:
            raise StrangeFile(path)

    @classmethod
    def begun(cls, service: str, path: Path) -> PhraseLines:
        """The file of a service that has no phrases yet, to which some are to be added."""
        new = cls.__new__(cls)
        new._path, new._blocks = path, []
        new._lines = _LINE.findall(
            f"# Come i cittadini chiedono di: {service}. Prima i bisogni, poi le domande su ogni aspetto.\n"
            '\nversion: "3.1"\nnlu:\n'
        )
        return new

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(self._lines)

    @property
    def is_empty(self) -> bool:
        """Whether no phrase is left, so that there is nothing to read."""
        return not self._blocks

    def phrases(self) -> list[Phrase]:
        """The phrases, in the order of the file."""
        return [self._phrase(block, line) for block in self._blocks for line in block.lines]

    def add(self, text: str, lesson: Lesson, voice: str) -> None:
        """Adds a phrase at the end of its block, or in a block of its own beside those of the same lesson."""
        mine = [block for block in self._blocks if block.lesson == lesson]
        same_voice = [block for block in mine if block.voice == voice]
        if same_voice:
            self._insert(same_voice[-1].end, [f"{_INDENT}{text}\n"])
            return
        beside = ", ".join(
            f"{name}: {value}"
            for name, value in (("servizio", lesson.service), ("anche", lesson.also), ("voce", voice))
            if value
        )
        block = [f"- intent: {lesson.intent}\n", f"  metadata: {{{beside}}}\n", "  examples: |\n", f"{_INDENT}{text}\n"]
        self._insert(self._place(lesson, mine), block)

    def remove(self, phrase: Phrase) -> None:
        """Takes a phrase out, and with the last of a block the block.

        Raises:
            LookupError: when it is not there.
        """
        block, line = self._find(phrase)
        if block.lines == [line]:
            del self._lines[block.start : block.end]
        else:
            del self._lines[line]
        self._blocks = list(self._read())

    def reword(self, phrase: Phrase, text: str) -> None:
        """Puts other words in the place of a phrase.

        Raises:
            LookupError: when it is not there.
        """
        _, line = self._find(phrase)
        self._lines[line] = _PHRASE.sub(lambda match: f"{match[1]}{text}{match[3]}", self._lines[line])
        self._blocks = list(self._read())

    def _find(self, phrase: Phrase) -> tuple[_Block, int]:
        for block in self._blocks:
            for line in block.lines:
                if self._phrase(block, line) == phrase:
                    return block, line
        raise LookupError(phrase)

    def _phrase(self, block: _Block, line: int) -> Phrase:
        match = _PHRASE.match(self._lines[line])
        assert match is not None  # noqa: S101 - it was one when it was read
        return Phrase(match[2], block.intent, block.service, block.also, block.voice, self._path)

    def _place(self, lesson: Lesson, mine: Iterable[_Block]) -> int:
        """After the blocks of the lesson; a first need comes first, as in all files, anything else last."""
        ends = [block.end for block in mine]
        if ends:
            return ends[-1]
        if lesson.intent.startswith(NEED) and self._blocks:
            return self._blocks[0].start
        return self._blocks[-1].end if self._blocks else len(self._lines)

    def _insert(self, place: int, lines: list[str]) -> None:
        if place and not self._lines[place - 1].endswith("\n"):
            self._lines[place - 1] += "\n"
        self._lines[place:place] = lines
        self._blocks = list(self._read())

    def _read(self) -> Iterator[_Block]:
        block: _Block | None = None
        for number, line in enumerate(self._lines):
            intent = _INTENT.match(line)
            if intent:
                if block:
                    yield block
                block = _Block(intent[1], number, number + 1)
            elif not _SKIPPED.match(line) and (block is not None or not _HEAD.match(line)):
                self._take(block, number, line)
        if block:
            yield block

    def _take(self, block: _Block | None, number: int, line: str) -> None:
        """What belongs to a block."""
        beside, phrase = _BESIDE.match(line), _PHRASE.match(line)
        if block is None:
            raise StrangeFile(self._path)
        if beside and not block.lines:
            values = yaml.safe_load(beside[1])
            block.service, block.also, block.voice = (values.get(name) for name in ("servizio", "anche", "voce"))
        elif phrase:
            block.lines.append(number)
        elif not _EXAMPLES.match(line):
            raise StrangeFile(self._path)
        block.end = number + 1
