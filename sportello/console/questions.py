"""What operators do with the questions that were not understood, and how it is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.engine import Engine

from sportello.console.draft import Draft
from sportello.console.phrases import book, teach, words
from sportello.console.phrases.book import Book
from sportello.console.phrases.lines import tidy
from sportello.console.phrases.teach import Judged
from sportello.nlu.phrase_checks import Kind, kept_key, key
from sportello.nlu.phrases import Lesson, Phrase
from sportello.nlu.reading import OUT_OF_SCOPE
from sportello.privacy import marks
from sportello.statistics import questions
from sportello.statistics.questions import Asked, NoSuchQuestion, State


class Where(Enum):
    """Where the example is that was made of a question."""

    DRAFTED = "bozza"
    LIVE = "in uso"
    NOWHERE = "da nessuna parte"


@dataclass(frozen=True)
class Dealt:
    """A question that was dealt with; `phrase` is the example made of it, where there is one."""

    question: Asked
    where: Where
    phrase: Phrase | None

    @property
    def can_be_undone(self) -> bool:
        """Not what is already in force: that is a matter of the phrases."""
        return self.where is not Where.LIVE


@dataclass(frozen=True)
class Told:
    """What became of a question that was to be taught; it is taught unless something grave was found."""

    question: Asked
    judged: Judged
    is_taught: bool


def text_of(question: Asked) -> str:
    """A question as an example: without the marks of what was masked."""
    return tidy(marks.without(question.text))


def chosen(engine: Engine, ids: Iterable[int]) -> list[Asked]:
    """The questions with these ids that nobody has dealt with yet."""
    found = []
    for question_id in ids:
        try:
            question = questions.get(engine, question_id)
        except NoSuchQuestion:
            continue
        if question.state is State.TO_DO:
            found.append(question)
    return found


def teach_all(engine: Engine, draft: Draft, asked: Iterable[Asked], lesson: Lesson, longest: int) -> list[Told]:
    """Makes of every question that is fit an example of the lesson, in the draft.

    One that is an example of it already counts as taught. Drafted first, then marked: whoever dies in between
    finds it drafted, and marks it the next time.

    Raises:
        StrangeFile: when the phrases belong to a file that cannot be changed.
        PhrasesError: the same, where it cannot even be read.
        sqlalchemy.exc.SQLAlchemyError: when the questions cannot be marked.
    """
    listed = list(asked)
    state = State.OUT_OF_SCOPE if lesson.intent.startswith(OUT_OF_SCOPE) else State.TAUGHT
    judged = teach.teach(draft, [text_of(question) for question in listed], lesson, words.CITIZEN, longest)
    told = []
    for question, one in zip(listed, judged, strict=True):
        is_taught = one.phrase is not None or _stands_there(one, lesson)
        if is_taught:
            _mark(engine, question, state)
        told.append(Told(question, one, is_taught))
    return told


def discard(engine: Engine, asked: Iterable[Asked]) -> int:
    """Puts questions aside that teach nothing; returns how many."""
    return sum(_mark(engine, question, State.DISCARDED) for question in asked)


def dealt_with(engine: Engine, draft: Draft, limit: int) -> list[Dealt]:
    """The questions that were dealt with, the latest asked first, and where their examples are."""
    drafted, live = _by_key(book.read(draft)), _by_key(book.read_live(draft))
    listed = [asked for state in State if state is not State.TO_DO for asked in questions.listed(engine, state)]
    listed.sort(key=lambda asked: (-asked.last_day.toordinal(), key(asked.text)))
    return [_dealt(asked, drafted, live) for asked in listed[:limit]]


def lost(dealt: Iterable[Dealt]) -> int:
    """How many were taught and are no more among the phrases: a former version is in force, or they were taken out."""
    return sum(one.where is Where.NOWHERE and one.question.state is not State.DISCARDED for one in dealt)


def undo(engine: Engine, draft: Draft, question_id: int) -> bool:
    """Puts a question back among those to look at, and takes its example out of the draft.

    Returns whether it was done: not where the example is in force, or the question was not dealt with.

    Raises:
        NoSuchQuestion: when it is not there, or no more.
        LastOne: when nothing would be left of what the example teaches.
        StrangeFile: when the example stands in a file that cannot be changed.
    """
    question = questions.get(engine, question_id)
    dealt = _dealt(question, _by_key(book.read(draft)), _by_key(book.read_live(draft)))
    if question.state is State.TO_DO or not dealt.can_be_undone:
        return False
    if dealt.phrase is not None:
        teach.remove(draft, book.id_of(dealt.phrase))
    questions.mark(engine, question_id, State.TO_DO)
    return True


def _dealt(question: Asked, drafted: dict[str, Phrase], live: dict[str, Phrase]) -> Dealt:
    same = key(text_of(question))
    if question.state is State.DISCARDED:
        return Dealt(question, Where.NOWHERE, None)
    phrase = drafted.get(same)
    if same in live:
        return Dealt(question, Where.LIVE, phrase)
    return Dealt(question, Where.DRAFTED if phrase else Where.NOWHERE, phrase)


def _by_key(known: Book) -> dict[str, Phrase]:
    return {kept_key(phrase.text): phrase for phrase in known.phrases}


def _stands_there(judged: Judged, lesson: Lesson) -> bool:
    """Whether nothing is wrong with a phrase but that this lesson has it already."""
    grave = [finding for finding in judged.findings if finding.is_grave]
    return all(f.kind is Kind.SAME and any(phrase.lesson == lesson for phrase in f.phrases) for f in grave)


def _mark(engine: Engine, question: Asked, state: State) -> bool:
    try:
        questions.mark(engine, question.id, state)
    except NoSuchQuestion:  # it expired meanwhile, or its writer had it deleted
        return False
    return True
