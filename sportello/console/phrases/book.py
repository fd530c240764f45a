"""The training phrases of the draft: found by what they teach, and changed where they stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from sportello.carta import Problem
from sportello.console.draft import Draft
from sportello.console.phrases.lines import PhraseLines
from sportello.nlu.phrase_checks import is_about_services, kept_key
from sportello.nlu.phrases import Lesson, Phrase, PhrasesError, parse_phrases
from sportello.nlu.reading import CORRECT
from sportello.text import fold

_FOLDER = "nlu/"
_FILES = f"{_FOLDER}**/*.yml"
_OF_SERVICE = "nlu/bisogni/{}.yml"
_TWO_ASPECTS = "nlu/aspetti/due_insieme.yml"
_ID_LETTERS = 20


class Gone(LookupError):
    """A phrase is no more where it was: somebody else has changed it, or taken it out."""


def id_of(phrase: Phrase) -> str:
    """What stands for a phrase in an address: it changes with whatever is changed of the phrase, but its voice."""
    whole = "\n".join([phrase.file.as_posix(), phrase.intent, phrase.service or "", phrase.also or "", phrase.text])
    return hashlib.sha256(whole.encode()).hexdigest()[:_ID_LETTERS]


@dataclass(frozen=True)
class Book:
    """All phrases at one moment, in the order of the files; `problems` are those of files that cannot be read."""

    phrases: tuple[Phrase, ...]
    problems: tuple[Problem, ...] = ()

    def get(self, phrase_id: str) -> Phrase:
        """The phrase with this id.

        Raises:
            Gone: when it is not there, or no more.
        """
        try:
            return self._by_id[phrase_id]
        except KeyError:
            raise Gone(phrase_id) from None

    @cached_property
    def _by_id(self) -> dict[str, Phrase]:
        return {id_of(phrase): phrase for phrase in self.phrases}

    def where(self, chosen: Callable[[Phrase], bool], words: str = "") -> list[Phrase]:
        """The phrases that are chosen and hold all of these words, or beginnings of words, accents or not."""
        wanted = fold(words).split()
        return [phrase for phrase in self.phrases if chosen(phrase) and _holds(phrase.text, wanted)]

    def intents(self) -> list[str]:
        """Every intent that has phrases."""
        return list(dict.fromkeys(phrase.intent for phrase in self.phrases))


def read(draft: Draft) -> Book:
    """The phrases of the draft; what cannot be read is left out and told."""
    return _book(draft.names(_FILES), draft.read)


def read_live(draft: Draft) -> Book:
    """The phrases in force."""
    names = sorted(path.relative_to(draft.live).as_posix() for path in draft.live.glob(_FILES))
    return _book(names, lambda name: (draft.live / name).read_text(encoding="utf-8"))


def drafted_only(draft: Draft) -> frozenset[Phrase]:
    """The phrases of the draft that are not in force, or not with these words and this lesson."""
    fresh: set[Phrase] = set()
    for change in draft.changes():
        if change.name.startswith(_FOLDER):
            before, after = (_parsed(change.name, text or "")[0] for text in (change.before, change.after))
            fresh |= set(after) - set(before)
    return frozenset(fresh)


class Desk:
    """Changes to phrases, in one file or several, that are written together."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._open: dict[str, PhraseLines] = {}
        self.book = read(draft)

    def add(self, text: str, lesson: Lesson, voice: str) -> Phrase:
        """Adds a phrase where others of its lesson stand.

        Raises:
            StrangeFile: when they stand in a file that cannot be changed.
            PhrasesError: the same, where it cannot even be read.
        """
        name = file_for(lesson, self.book.phrases)
        self._lines(name, lesson.service).add(text, lesson, voice)
        return Phrase(text, lesson.intent, lesson.service, lesson.also, voice, Path(name))

    def remove(self, phrase: Phrase) -> None:
        """Takes a phrase out; raises as `add`."""
        self._lines(phrase.file.as_posix()).remove(phrase)

    def reword(self, phrase: Phrase, text: str) -> None:
        """Puts other words in the place of a phrase; raises as `add`."""
        self._lines(phrase.file.as_posix()).reword(phrase, text)

    def write(self) -> None:
        """Drafts every file that was changed, the first changed first.

        Raises:
            StrangeFile: when a file would no longer say what it should; none is written then.
        """
        texts = {name: None if lines.is_empty else lines.text for name, lines in self._open.items()}
        for name, text in texts.items():
            if text is not None:
                PhraseLines(text, Path(name))
        for name, text in texts.items():
            self._draft.write(name, text)

    def _lines(self, name: str, service: str | None = None) -> PhraseLines:
        if name not in self._open:
            text = self._draft.read(name)
            self._open[name] = (
                PhraseLines.begun(service or "", Path(name)) if text is None else PhraseLines(text, Path(name))
            )
        return self._open[name]


@contextmanager
def editing(draft: Draft) -> Iterator[Desk]:
    """One at a time: what is changed within is drafted at the end, unless something was raised."""
    with draft.changing():
        desk = Desk(draft)
        yield desk
        desk.write()


def file_for(lesson: Lesson, phrases: Iterable[Phrase]) -> str:
    """The file that a phrase of this lesson belongs to: its service's own, or where most of its kind are."""
    own = lesson.service and not lesson.also and is_about_services(lesson.intent) and lesson.intent != CORRECT
    if own:
        return _OF_SERVICE.format(lesson.service)
    alike = [phrase for phrase in phrases if phrase.intent == lesson.intent]
    for kind in (
        [p for p in alike if bool(p.service) == bool(lesson.service) and bool(p.also) == bool(lesson.also)],
        [p for p in alike if bool(p.also) == bool(lesson.also)],
    ):
        if kind:
            files = Counter(phrase.file.as_posix() for phrase in kind)
            return max(sorted(files), key=lambda name: files[name])
    return _TWO_ASPECTS


def _book(names: Iterable[str], get: Callable[[str], str | None]) -> Book:
    phrases: list[Phrase] = []
    problems: list[Problem] = []
    for name in names:
        of_file, wrong = _parsed(name, get(name) or "")
        phrases += of_file
        problems += wrong
    return Book(tuple(phrases), tuple(problems))


@lru_cache(maxsize=256)
def _parsed(name: str, text: str) -> tuple[tuple[Phrase, ...], tuple[Problem, ...]]:
    try:
        return tuple(parse_phrases(text, Path(name))), ()
    except PhrasesError as error:
        return (), error.problems


def _holds(text: str, wanted: list[str]) -> bool:
    if not wanted:
        return True
    words = kept_key(text).split()
    return all(any(word.startswith(start) for word in words) for start in wanted)
