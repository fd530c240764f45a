"""The register: who did what, and when. Nothing in it is ever changed or taken out."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from sportello.console.access.store import register

PAGE = 50
_LONGEST = 500


@dataclass(frozen=True)
class Entry:
    """One thing that was done: by which account, which action, and on what."""

    moment: dt.datetime
    who: str
    action: str
    what: str


@dataclass(frozen=True)
class Entries:
    """One page of the register, the newest first; pages are counted from 1."""

    entries: list[Entry]
    page: int
    pages: int


class Audit:
    """The register of what was done in the console, and to its accounts from the command line."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now

    def note(self, who: str, action: str, what: str = "") -> None:
        """Adds a line; callers give no password, no token and nothing that a citizen wrote."""
        line = {"momento": int(self._now()), "chi": who, "azione": _one_line(action), "cosa": _one_line(what)}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(register).values(line))

    def listed(self, page: int = 1, who: str | None = None) -> Entries:
        """A page of it, of all or of one account; a page that is not there is the nearest that is."""
        matching = sa.true() if who is None else register.c.chi == who
        with self._engine.connect() as connection:
            number = connection.execute(sa.select(sa.func.count()).select_from(register).where(matching)).scalar()
            pages = max(1, -(-number // PAGE))
            page = min(max(page, 1), pages)
            newest = sa.select(register).where(matching).order_by(register.c.id.desc())
            rows = connection.execute(newest.limit(PAGE).offset((page - 1) * PAGE)).all()
        return Entries([_entry(row) for row in rows], page, pages)

    def people(self) -> list[str]:
        """The names that stand in it, in order."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(register.c.chi).distinct().order_by(register.c.chi)).scalars())


def _entry(row: sa.engine.Row) -> Entry:
    return Entry(dt.datetime.fromtimestamp(row.momento, dt.UTC), row.chi, row.azione, row.cosa)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
