"""Who guesses at passwords has to wait, longer each time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from sportello.console.access.store import failures

_FREE_FOR_ACCOUNT = 5
# All operators may come from one address, that of the town hall.
_FREE_FOR_CLIENT = 20
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 60, 60 * 60
_FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60


class TooManyAttempts(Exception):
    """Nobody may try now; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class _Counted:
    """What failures are counted by: never the name or address itself, for people type passwords in the wrong field."""

    key: str
    free: int


class Attempts:
    """Failures, counted by the name that was typed and by the address they came from.

    Names without an account count like the others, so that a pause tells nothing.
    """

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def begin(self, name: str, client: str) -> None:
        """Counts an attempt as failed until `succeeded` takes it back: many at once get no further than one by one.

        Raises:
            TooManyAttempts: when it is too early; this attempt then does not count.
        """
        now = int(self._now())
        with self._engine.begin() as connection:
            connection.execute(sa.delete(failures).where(failures.c.ultimo < now - _FORGOTTEN_AFTER_SECONDS))
            counted = _counted(name, client)
            numbers = [self._number(connection, each, now) for each in counted]
            for each, number in zip(counted, numbers, strict=True):
                _write(connection, each.key, number + 1, now)

    def _number(self, connection: Connection, counted: _Counted, now: int) -> int:
        row = connection.execute(sa.select(failures).where(failures.c.chiave == counted.key)).first()
        if row is None:
            return 0
        wait = row.ultimo + _pause(row.numero, counted.free) - now
        if wait > 0:
            raise TooManyAttempts(wait)
        return int(row.numero)

    def succeeded(self, name: str, client: str) -> None:
        """The account begins anew; of the address only this one attempt is taken back."""
        with self._engine.begin() as connection:
            account, *others = _counted(name, client)
            connection.execute(sa.delete(failures).where(failures.c.chiave == account.key))
            for each in others:
                less = sa.update(failures).where(failures.c.chiave == each.key, failures.c.numero > 0)
                connection.execute(less.values(numero=failures.c.numero - 1))

    def forget(self, name: str) -> None:
        """Lets an account be tried at once: somebody has given it a new password."""
        self.succeeded(name, "")


def _counted(name: str, client: str) -> list[_Counted]:
    found = [_Counted(_key("nome", name), _FREE_FOR_ACCOUNT)]
    if client:
        found.append(_Counted(_key("indirizzo", client), _FREE_FOR_CLIENT))
    return found


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "replace")).hexdigest()


def _pause(number: int, free: int) -> int:
    """How long to wait after so many failures: a minute, then twice as long each time, an hour at most."""
    if number < free:
        return 0
    return int(min(_FIRST_PAUSE_SECONDS * 2.0 ** min(number - free, 10), _LONGEST_PAUSE_SECONDS))


def _write(connection: Connection, key: str, number: int, now: int) -> None:
    connection.execute(sa.delete(failures).where(failures.c.chiave == key))
    connection.execute(sa.insert(failures).values(chiave=key, numero=number, ultimo=now))
