from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from sportello.statistics import questions, store
from sportello.statistics.questions import NoSuchQuestion, State
from sportello.statistics.turns import Guess, Question, Turn

MONDAY = dt.date(2026, 7, 6)
TURN = Turn(MONDAY, 9, "web", "bisogno", "non_capito", "0-30", 12.0)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = store.open_store(f"sqlite:///{tmp_path / 'statistiche.db'}")
    store.make_tables(engine)
    return engine


def ask(engine: Engine, text: str, day: dt.date = MONDAY, **changes: Any) -> None:
    question = Question(text, "bisogno", changes.pop("score", 0.2), (Guess("sad", 0.25),))
    with engine.begin() as connection:
        store.record(connection, [replace(TURN, day=day, question=question, **changes)])


def test_the_same_question_is_one_question(engine: Engine) -> None:
    ask(engine, "Il coso per la nonna?")
    ask(engine, "il coso, per la nonna", day=MONDAY + dt.timedelta(days=2), score=0.3)
    (asked,) = questions.listed(engine)
    assert asked.text == "Il coso per la nonna?"
    assert (asked.first_day, asked.last_day) == (MONDAY, dt.date(2026, 7, 8))
    assert (asked.times, asked.score, asked.guesses) == (2, 0.3, (Guess("sad", 0.25),))


def test_the_most_asked_come_first(engine: Engine) -> None:
    for text in ("una volta", "due volte", "due volte"):
        ask(engine, text)
    assert [asked.text for asked in questions.listed(engine)] == ["due volte", "una volta"]
    assert [asked.text for asked in questions.listed(engine, limit=1)] == ["due volte"]


def test_ids_tell_nothing_of_the_order(engine: Engine) -> None:
    for n in range(30):
        ask(engine, f"domanda {n}")
    by_id = sorted(questions.listed(engine), key=lambda asked: asked.id)
    assert [asked.text for asked in by_id] != [f"domanda {n}" for n in range(30)]


def test_a_question_that_was_dealt_with_leaves_the_list(engine: Engine) -> None:
    ask(engine, "una")
    (asked,) = questions.listed(engine)
    questions.mark(engine, asked.id, State.TAUGHT)
    assert questions.listed(engine) == []
    assert questions.get(engine, asked.id).state is State.TAUGHT
    assert len(questions.listed(engine, state=None)) == 1
    questions.delete(engine, asked.id)
    assert questions.listed(engine, state=None) == []


def test_a_question_that_is_no_more_cannot_be_dealt_with(engine: Engine) -> None:
    with pytest.raises(NoSuchQuestion):
        questions.mark(engine, 1, State.TAUGHT)
    with pytest.raises(NoSuchQuestion):
        questions.delete(engine, 1)
    with pytest.raises(NoSuchQuestion):
        questions.get(engine, 1)


def test_only_questions_of_late_can_be_listed(engine: Engine) -> None:
    ask(engine, "vecchia")
    ask(engine, "nuova", day=MONDAY + dt.timedelta(days=7))
    listed = questions.listed(engine, since=MONDAY + dt.timedelta(days=1))
    assert [asked.text for asked in listed] == ["nuova"]


def test_a_question_expires_after_its_days_of_silence(engine: Engine) -> None:
    ask(engine, "vecchia")
    ask(engine, "nuova", day=MONDAY + dt.timedelta(days=1))
    assert questions.expire(engine, days=60, today=MONDAY + dt.timedelta(days=60)) == 0
    assert questions.expire(engine, days=60, today=MONDAY + dt.timedelta(days=61)) == 1
    assert [asked.text for asked in questions.listed(engine)] == ["nuova"]


def test_who_deletes_a_conversation_takes_back_what_was_asked_in_it(engine: Engine) -> None:
    for text in ("una", "due", "Due!"):
        ask(engine, text)
    with engine.begin() as connection:
        store.withdraw(connection, ["una", "due", "mai chiesta"])
    assert [(asked.text, asked.times) for asked in questions.listed(engine)] == [("due", 1)]


def test_what_is_deleted_is_nowhere_in_the_file(engine: Engine, tmp_path: Path) -> None:
    for n in range(200):
        ask(engine, f"domanda segretissima numero {n} " + "x" * 300)
    questions.expire(engine, days=1, today=MONDAY + dt.timedelta(days=9))
    files = list(tmp_path.iterdir())
    assert files
    assert not [file for file in files if b"segretissima" in file.read_bytes()]
