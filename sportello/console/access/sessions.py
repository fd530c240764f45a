"""Who has entered, until they leave, are idle for too long, or twelve hours have passed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from sportello.console.access import store
from sportello.console.access.accounts import Account, account_of

_TOKEN_BYTES = 32
_LONGEST_SECONDS = 12 * 60 * 60
# Who clicks often does not make us write each time.
_WRITE_EVERY_SECONDS = 30


@dataclass(frozen=True)
class Session:
    """Somebody who has entered; `id` tells one session from another and opens nothing.

    `csrf` is what forms of this session carry; `by_proxy` says that the Comune's sign-on said who it is.
    """

    id: str
    account: Account
    csrf: str
    created: dt.datetime
    by_proxy: bool


class Sessions:
    """All who have entered. The token that a browser keeps is nowhere here, only a hash of it."""

    def __init__(self, engine: Engine, idle_minutes: float = 30, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._idle_seconds = idle_minutes * 60
        self._now = now

    def begin(self, account: Account, by_proxy: bool = False) -> str:
        """Lets somebody in and returns a token that nobody had before, for their browser alone."""
        now = int(self._now())
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        values = {"impronta": _hash(token), "nome": account.name, "creata": now, "vista": now, "da_proxy": by_proxy}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(store.sessions).where(self._is_over(now)))
            connection.execute(sa.insert(store.sessions).values(values))
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token; None where it has ended, or the account may no longer enter."""
        now = int(self._now())
        both = sa.select(store.sessions, store.accounts).join_from(store.sessions, store.accounts)
        mine = store.sessions.c.impronta == _hash(token)
        with self._engine.connect() as connection:
            row = connection.execute(both.where(mine, ~self._is_over(now), store.accounts.c.attivo)).first()
        if row is None:
            return None
        if now - row.vista >= _WRITE_EVERY_SECONDS:
            with self._engine.begin() as connection:
                connection.execute(sa.update(store.sessions).where(mine).values(vista=now))
        created = dt.datetime.fromtimestamp(row.creata, dt.UTC)
        return Session(row.impronta, account_of(row), csrf_of(token), created, row.da_proxy)

    def end(self, session: Session) -> None:
        """Lets the token open nothing any more."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(store.sessions).where(store.sessions.c.impronta == session.id))

    def say(self, session: Session, sentence: str) -> None:
        """A sentence for the next page of this session."""
        self._write_said(session, sentence)

    def heard(self, session: Session) -> str | None:
        """The sentence that waits for this page, once."""
        mine = store.sessions.c.impronta == session.id
        with self._engine.connect() as connection:
            sentence = connection.execute(sa.select(store.sessions.c.detto).where(mine)).scalar()
        if sentence is not None:
            self._write_said(session, None)
        return sentence

    def _write_said(self, session: Session, sentence: str | None) -> None:
        with self._engine.begin() as connection:
            mine = store.sessions.c.impronta == session.id
            connection.execute(sa.update(store.sessions).where(mine).values(detto=sentence))

    def _is_over(self, now: int) -> sa.sql.ColumnElement:
        seen, begun = store.sessions.c.vista, store.sessions.c.creata
        return sa.or_(seen <= now - self._idle_seconds, begun <= now - _LONGEST_SECONDS)


def csrf_of(token: str) -> str:
    """What the forms of a session carry: made from its token, of which it tells nothing."""
    return hmac.digest(token.encode("utf-8", "replace"), b"csrf", hashlib.sha256).hex()


def _hash(token: str) -> str:
    # The token is as random as a key: it needs no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
