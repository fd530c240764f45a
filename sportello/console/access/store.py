"""The database of the console: accounts, who has entered, failed attempts, and the register of what was done.

It holds no password and no token in a form that could be used: of both only hashes. Moments are seconds
since 1970, in UTC.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

_LOCK_WAIT_MS = 5000
_NAME = sa.String(64)

_metadata = sa.MetaData()

accounts = sa.Table(
    "account",
    _metadata,
    sa.Column("nome", _NAME, primary_key=True),
    sa.Column("nome_completo", sa.String(100), nullable=False),
    sa.Column("ruolo", sa.SmallInteger, nullable=False),
    sa.Column("attivo", sa.Boolean, nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    # Until when a password holds that somebody else has chosen; null for one's own.
    sa.Column("provvisoria_fino", sa.Integer),
    sa.Column("creato", sa.Integer, nullable=False),
    sa.Column("entrato", sa.Integer),
)
sessions = sa.Table(
    "sessioni",
    _metadata,
    sa.Column("impronta", sa.String(64), primary_key=True),
    sa.Column("nome", _NAME, sa.ForeignKey("account.nome", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("creata", sa.Integer, nullable=False),
    sa.Column("vista", sa.Integer, nullable=False),
    # Whether the Comune's own sign-on said who it is.
    sa.Column("da_proxy", sa.Boolean, nullable=False),
    sa.Column("detto", sa.Text),
    sqlite_with_rowid=False,
)
failures = sa.Table(
    "tentativi",
    _metadata,
    sa.Column("chiave", sa.String(64), primary_key=True),
    sa.Column("numero", sa.Integer, nullable=False),
    sa.Column("ultimo", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
register = sa.Table(
    "registro",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("momento", sa.Integer, nullable=False),
    sa.Column("chi", _NAME, nullable=False, index=True),
    sa.Column("azione", sa.String(100), nullable=False),
    sa.Column("cosa", sa.Text, nullable=False),
)
# What stands in the register stays there, whatever the code says.
_APPEND_ONLY = tuple(
    f"CREATE TRIGGER IF NOT EXISTS registro_senza_{word} BEFORE {event} ON registro "
    "BEGIN SELECT RAISE(ABORT, 'the register is append only'); END"
    for word, event in (("modifiche", "UPDATE"), ("cancellazioni", "DELETE"))
)


def open_in(folder: Path) -> Engine:
    """The database in the folder of the console; both are made where they are missing.

    Raises:
        OSError: when they cannot be made.
        sqlalchemy.exc.SQLAlchemyError: when the file is no database, or cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_store(folder / "console.db")


def open_store(path: Path) -> Engine:
    """The database in a file that only its owner can read; made, with its tables, where it is missing.

    `engine.begin()` takes the right to write at once: what is read within is still so when it is written.

    Raises:
        OSError: when the file cannot be made.
        sqlalchemy.exc.SQLAlchemyError: when it is no database, or cannot be written.
    """
    # Before SQLite makes it for everybody to read; its companions take the mode of the file.
    path.touch(mode=0o600)
    path.chmod(0o600)
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    with engine.begin() as connection:
        for table in _metadata.sorted_tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))
        for trigger in _APPEND_ONLY:
            connection.execute(sa.text(trigger))
    return engine


def end_sessions(connection: Connection, name: str, but: str = "") -> None:
    """Ends every session of an account, except the one with the hash `but`."""
    theirs = sa.and_(sessions.c.nome == name, sessions.c.impronta != but)
    connection.execute(sa.delete(sessions).where(theirs))


def _prepare(connection: Any, _: Any) -> None:
    # The driver would begin at the first change only, after what was read: `_begin` does it.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_LOCK_WAIT_MS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        # What is deleted is overwritten.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
