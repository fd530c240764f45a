"""The database of the statistics: counters, and the questions that were not understood.

It is apart from the conversations and holds nothing that leads back to one: counters have no order
within an hour, questions no time within a day and ids drawn at random. Another process may read
and edit it while this one writes.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from sportello.statistics.turns import Question, Turn
from sportello.text import fold

_LOCK_WAIT_MS = 5000
_ID_BITS = 62
# An answer that took so many milliseconds or less, as it is counted; anything slower is the last one.
TIMES = (10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000, 60_000)
# The state of a question that nobody has looked at.
TO_DO = "da_vedere"

_metadata = sa.MetaData()


def _name(column: str) -> sa.Column:
    return sa.Column(column, sa.String(64), primary_key=True)


# Without row ids, that is in the order of the keys: not even the file tells in which order turns came.
turns = sa.Table(
    "turni",
    _metadata,
    sa.Column("giorno", sa.Date, primary_key=True),
    sa.Column("ora", sa.SmallInteger, primary_key=True, autoincrement=False),
    *(_name(column) for column in ("canale", "intento", "esito", "punteggio")),
    sa.Column("tempo", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("numero", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
topics = sa.Table(
    "argomenti",
    _metadata,
    sa.Column("giorno", sa.Date, primary_key=True),
    *(_name(column) for column in ("canale", "servizio", "aspetto", "esito")),
    sa.Column("numero", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
questions = sa.Table(
    "domande",
    _metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chiave", sa.Text, nullable=False, unique=True),
    sa.Column("testo", sa.Text, nullable=False),
    sa.Column("primo_giorno", sa.Date, nullable=False),
    sa.Column("ultimo_giorno", sa.Date, nullable=False, index=True),
    sa.Column("volte", sa.Integer, nullable=False),
    sa.Column("intento", sa.String(64), nullable=False),
    sa.Column("punteggio", sa.Float, nullable=False),
    sa.Column("candidati", sa.Text, nullable=False),
    sa.Column("stato", sa.String(16), nullable=False),
    sqlite_with_rowid=False,
)


def open_store(url: str) -> Engine:
    """The database at an SQLAlchemy URL; its tables are made by `make_tables`, not here."""
    # Looked at before use: the database may have been started anew meanwhile.
    engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def make_tables(engine: Engine) -> None:
    """Makes what is missing; harmless where all is there, or where another process does the same.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when the database cannot be reached.
    """
    with engine.begin() as connection:
        for table in _metadata.sorted_tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def record(connection: Connection, counted: Sequence[Turn]) -> None:
    """Adds turns to the counters and their questions to the list.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when that is not possible now.
    """
    counters = Counter(
        (turn.day, turn.hour, turn.channel, turn.intent, turn.outcome, turn.score, _time(turn.milliseconds))
        for turn in counted
    )
    subjects = Counter(
        (turn.day, turn.channel, topic.service, topic.aspect, topic.outcome)
        for turn in counted
        for topic in turn.topics
    )
    _count(connection, turns, counters)
    _count(connection, topics, subjects)
    for turn in counted:
        if turn.question:
            _keep(connection, turn.question, turn)


def withdraw(connection: Connection, texts: Iterable[str]) -> None:
    """Takes back questions that were asked in these words, once for each text.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when that is not possible now.
    """
    for text in texts:
        same = questions.c.chiave == _key(text)
        connection.execute(sa.update(questions).where(same).values(volte=questions.c.volte - 1))
        connection.execute(sa.delete(questions).where(same, questions.c.volte <= 0))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_LOCK_WAIT_MS}")
    # Readers do not wait for a writer, nor a writer for readers.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # What is deleted is overwritten.
    connection.execute("PRAGMA secure_delete = ON")


def _time(milliseconds: float) -> int:
    return next((time for time in TIMES if milliseconds <= time), TIMES[-1])


def _key(text: str) -> str:
    return fold(text) or text.strip()


def _count(connection: Connection, table: sa.Table, counted: Counter[tuple[Any, ...]]) -> None:
    keys = [column for column in table.columns if column.primary_key]
    insert = _insert(connection, table)
    more = insert.on_conflict_do_update(index_elements=keys, set_={"numero": table.c.numero + insert.excluded.numero})
    names = [column.name for column in keys]
    for values, number in counted.items():
        connection.execute(more, {**dict(zip(names, values, strict=True)), "numero": number})


def _keep(connection: Connection, question: Question, turn: Turn) -> None:
    insert = _insert(connection, questions)
    again = insert.on_conflict_do_update(
        index_elements=[questions.c.chiave],
        set_={
            "volte": questions.c.volte + 1,
            **{name: getattr(insert.excluded, name) for name in ("ultimo_giorno", "intento", "punteggio", "candidati")},
        },
    )
    values = {
        "id": secrets.randbits(_ID_BITS),
        "chiave": _key(question.text),
        "testo": question.text,
        "primo_giorno": turn.day,
        "ultimo_giorno": turn.day,
        "volte": 1,
        "intento": question.intent,
        "punteggio": question.score,
        "candidati": json.dumps([asdict(guess) for guess in question.guesses]),
        "stato": TO_DO,
    }
    connection.execute(again, values)


def _insert(connection: Connection, table: sa.Table) -> Any:
    """Both databases know `ON CONFLICT`, SQLAlchemy only in their own dialects."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
