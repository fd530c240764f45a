"""The questions that were not understood: the operators' work list."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from sportello.statistics.store import TO_DO, questions
from sportello.statistics.turns import Guess


class State(str, Enum):
    """What became of a question; the values are those in the database."""

    TO_DO = TO_DO
    TAUGHT = "insegnata"
    OUT_OF_SCOPE = "fuori_ambito"
    DISCARDED = "scartata"


@dataclass(frozen=True)
class Asked:
    """A question as operators see it.

    Attributes:
        id: stands for it in the other functions; drawn at random.
        text: masked, as it was first written.
        first_day: the first day on which it was asked.
        last_day: the last one.
        times: how often, in words that differ by no more than capitals, accents and punctuation.
        intent: what the model took it for, with no confidence to speak of.
        score: how sure it was (0 to 1).
        guesses: the services that it had in mind, the likeliest first.
        state: what became of it.
    """

    id: int
    text: str
    first_day: dt.date
    last_day: dt.date
    times: int
    intent: str
    score: float
    guesses: tuple[Guess, ...]
    state: State


class NoSuchQuestion(LookupError):
    """There is no question with this id, or no more."""


def listed(
    engine: Engine, state: State | None = State.TO_DO, since: dt.date | None = None, limit: int = 500
) -> list[Asked]:
    """The questions in a state (None: all), the most asked first and among those the latest.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when the database cannot be read.
    """
    chosen = sa.select(questions).order_by(
        questions.c.volte.desc(), questions.c.ultimo_giorno.desc(), questions.c.chiave
    )
    if state is not None:
        chosen = chosen.where(questions.c.stato == state.value)
    if since is not None:
        chosen = chosen.where(questions.c.ultimo_giorno >= since)
    with engine.connect() as connection:
        return [_asked(row) for row in connection.execute(chosen.limit(limit))]


def get(engine: Engine, question_id: int) -> Asked:
    """One question.

    Raises:
        NoSuchQuestion: when it is not there.
    """
    with engine.connect() as connection:
        row = connection.execute(sa.select(questions).where(questions.c.id == question_id)).first()
    if row is None:
        raise NoSuchQuestion(question_id)
    return _asked(row)


def mark(engine: Engine, question_id: int, state: State) -> None:
    """Says what became of a question.

    Raises:
        NoSuchQuestion: when it is not there.
    """
    _change(engine, question_id, sa.update(questions).values(stato=state.value))


def delete(engine: Engine, question_id: int) -> None:
    """Deletes a question, its text overwritten.

    Raises:
        NoSuchQuestion: when it is not there.
    """
    _change(engine, question_id, sa.delete(questions))


def expire(engine: Engine, days: int, today: dt.date) -> int:
    """Deletes the questions last asked more than `days` days ago, in whatever state; returns how many."""
    with engine.begin() as connection:
        old = sa.delete(questions).where(questions.c.ultimo_giorno < today - dt.timedelta(days=days))
        return connection.execute(old).rowcount


def _change(engine: Engine, question_id: int, change: Any) -> None:
    with engine.begin() as connection:
        if not connection.execute(change.where(questions.c.id == question_id)).rowcount:
            raise NoSuchQuestion(question_id)


def _asked(row: Any) -> Asked:
    return Asked(
        id=row.id,
        text=row.testo,
        first_day=row.primo_giorno,
        last_day=row.ultimo_giorno,
        times=row.volte,
        intent=row.intento,
        score=row.punteggio,
        guesses=tuple(Guess(**guess) for guess in json.loads(row.candidati)),
        state=State(row.stato),
    )
