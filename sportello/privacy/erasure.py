"""Deletes conversations from the database so that nothing of them can be read in its files. Imports no Rasa.

It knows only the table that Rasa's SQL tracker store keeps: a row an event, in one database of SQLite or
PostgreSQL. How SQLite is made to overwrite what it deletes: `docs/decisions/0010-forgetting.md`.
"""

from __future__ import annotations

import json
import mmap
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

_TYPES = {"id": sa.Integer, "sender_id": sa.String, "type_name": sa.String, "timestamp": sa.Float, "data": sa.Text}
_events = sa.table("events", *(sa.column(name, kind) for name, kind in _TYPES.items()))
_of = _events.c.sender_id
_INDEX = "CREATE INDEX IF NOT EXISTS ix_events_timestamp_sender_id ON events (timestamp, sender_id)"
_CHECKPOINT_TRIES = 5
_CHECKPOINT_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Deleted:
    """What was deleted of one conversation: how many events, and what the citizen wrote in it."""

    events: int = 0
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Size:
    """How much is stored."""

    conversations: int
    events: int


def prepare(engine: Engine) -> None:
    """Makes deletion quick (an index on time) and, on SQLite, thorough for every connection from now on.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when the database cannot be written.
    """
    if _is_sqlite(engine) and not sa.event.contains(engine, "connect", _overwrite):
        sa.event.listen(engine, "connect", _overwrite)
        engine.dispose()
    with engine.begin() as connection:
        connection.execute(sa.text(_INDEX))


def size(engine: Engine) -> Size:
    """How many conversations and events are stored."""
    counted = sa.select(sa.func.count(sa.distinct(_of)), sa.func.count(_of))
    with engine.connect() as connection:
        conversations, events = connection.execute(counted).one()
    return Size(conversations, events)


def keeps(engine: Engine, conversation_id: str) -> bool:
    """Whether anything is stored of a conversation."""
    with engine.connect() as connection:
        return connection.execute(sa.select(_events.c.id).where(_of == conversation_id).limit(1)).first() is not None


def silent_since(engine: Engine, moment: float) -> list[str]:
    """The conversations in which nothing has happened since a moment, in seconds since 1970."""
    with engine.connect() as connection:
        # Not `distinct`: SQLite would walk the index of the conversations, that is the whole table.
        old = {row[0] for row in connection.execute(happened_before(moment))}
        return [each for each in old if connection.execute(_latest(each)).scalar() < moment]


def happened_before(moment: float) -> Any:
    """The query for the conversation of every event before a moment."""
    return sa.select(_of).where(_events.c.timestamp < moment)


def _latest(conversation_id: str) -> Any:
    again = _events.alias()
    return sa.select(sa.func.max(again.c.timestamp)).where(again.c.sender_id == conversation_id)


def delete(engine: Engine, conversation_id: str, moment: float | None = None) -> Deleted:
    """Deletes a conversation whole; with a moment given (seconds since 1970), only if nothing has happened in it since.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when that is not possible; nothing is deleted then.
    """
    its = _of == conversation_id
    condition = its
    if moment is not None:
        condition = sa.and_(its, _latest(conversation_id).scalar_subquery() < moment)
    with engine.begin() as connection:
        said = connection.execute(sa.select(_events.c.data).where(its, _events.c.type_name == "user")).all()
        deleted = connection.execute(sa.delete(_events).where(condition)).rowcount
    return Deleted(deleted, tuple(json.loads(row[0])["text"] for row in said) if deleted else ())


def settle(engine: Engine) -> bool:
    """Takes what was deleted out of the files beside the database, too; returns whether that was possible.

    SQLite may keep former pages in its write-ahead log, PostgreSQL former rows in its pages.
    """
    if not _is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM events"))
        return True
    for _ in range(_CHECKPOINT_TRIES):
        with engine.connect() as connection:
            busy, _, _ = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if not busy:
            return True
        time.sleep(_CHECKPOINT_PAUSE_SECONDS)
    return False


def rebuild(engine: Engine) -> None:
    """Writes the whole database anew, without a trace of what it once held; answers wait meanwhile."""
    command = "VACUUM" if _is_sqlite(engine) else "VACUUM FULL events"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(command))
    settle(engine)


def traces(engine: Engine, conversation_ids: Collection[str]) -> int | None:
    """How many of these ids still stand somewhere in the files of the database; None where they cannot be read."""
    if not _is_sqlite(engine) or not engine.url.database:
        return None
    files = [Path(engine.url.database + suffix) for suffix in ("", "-wal", "-journal")]
    wanted = [conversation_id.encode() for conversation_id in conversation_ids]
    found: set[bytes] = set()
    for file in files:
        if file.is_file() and file.stat().st_size:
            with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found |= {each for each in wanted if content.find(each) >= 0}
    return len(found)


def _is_sqlite(engine: Engine) -> bool:
    return bool(engine.dialect.name == "sqlite")


def _overwrite(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
