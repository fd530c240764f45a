"""The accounts of the console: who may enter, and what they may do."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from sportello.console.access import names, passwords
from sportello.console.access.lockout import Attempts
from sportello.console.access.store import accounts, end_sessions

ONE_TIME_DAYS = 7


class Role(IntEnum):
    """What an account may do; each role may do what those before it may."""

    READ = 1
    EDIT = 2
    PUBLISH = 3
    ADMIN = 4

    @property
    def word(self) -> str:
        """Its name for people: what who has it does."""
        return _WORDS[self]

    @classmethod
    def of(cls, word: str) -> Role | None:
        """The role with this name for people."""
        return next((role for role, name in _WORDS.items() if name == word), None)


_WORDS = {Role.READ: "legge", Role.EDIT: "modifica", Role.PUBLISH: "pubblica", Role.ADMIN: "amministra"}


class Refused(ValueError):
    """What was asked cannot be done: `problems` holds, by field, each reason with its cure."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__("\n".join(sentence for sentences in problems.values() for sentence in sentences))
        self.problems = problems


class NoSuchAccount(KeyError):
    """There is no account of this name."""


@dataclass(frozen=True)
class Account:
    """Who may enter: `name` is what they type at the door and what stands in the register, for ever.

    `temporary` says that somebody else knows the password: before anything else a new one is chosen.
    """

    name: str
    full_name: str
    role: Role
    active: bool
    created: dt.datetime
    entered: dt.datetime | None
    temporary: bool


class Accounts:
    """All accounts. What takes rights away also ends the sessions that have them."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now
        self._attempts = Attempts(engine, now)

    def listed(self) -> list[Account]:
        """All of them by full name; first those who may enter."""
        order = (accounts.c.attivo.desc(), sa.func.lower(accounts.c.nome_completo), accounts.c.nome)
        with self._engine.connect() as connection:
            return [account_of(row) for row in connection.execute(sa.select(accounts).order_by(*order))]

    def get(self, name: str) -> Account | None:
        """One of them, or None; capitals and small letters are the same."""
        with self._engine.connect() as connection:
            row = _find(connection, name)
        return None if row is None else account_of(row)

    def add(self, name: str, full_name: str, role: Role, password: str, temporary: bool = False) -> Account:
        """A new account, which may enter at once.

        Args:
            name: what they type at the door.
            full_name: first name and family name, as colleagues read it.
            role: what they may do.
            password: as they will type it.
            temporary: whether they have to choose another at once; it holds for seven days.

        Raises:
            Refused: with everything that is wrong.
        """
        _refuse_if(self.problems(name, full_name, password))
        name, full_name = names.at_the_door(name), names.full(full_name)
        values = {"nome": name, "nome_completo": full_name, "ruolo": int(role), "attivo": True}
        values |= {"creato": int(self._now()), **self._kept(password, temporary)}
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(accounts).values(values))
        except sa.exc.IntegrityError:
            raise Refused({"nome": [_taken(name)]}) from None
        return self._get(name)

    def problems(self, name: str, full_name: str, password: str) -> dict[str, list[str]]:
        """What is wrong with the data of a new account, by field; each said with its cure."""
        name, full_name = names.at_the_door(name), names.full(full_name)
        found = {
            "nome": [_taken(name)] if self.get(name) else names.name_problems(name),
            "nome_completo": names.full_name_problems(full_name),
            "password": passwords.problems(password, name, full_name),
        }
        return {field: sentences for field, sentences in found.items() if sentences}

    def rename(self, name: str, full_name: str) -> Account:
        """Another full name; the name at the door never changes, because the register holds it.

        Raises:
            Refused: when it is empty or too long.
            NoSuchAccount: when there is none.
        """
        full_name = names.full(full_name)
        _refuse_if({"nome_completo": names.full_name_problems(full_name)})
        return self._change(name, nome_completo=full_name)

    def change_role(self, name: str, role: Role) -> Account:
        """Another role; who has entered has to enter again.

        Raises:
            Refused: when nobody would be left to administer.
            NoSuchAccount: when there is none.
        """
        account = self._get(name)
        return account if account.role == role else self._change(name, "ruolo", ruolo=int(role))

    def disable(self, name: str) -> Account:
        """From now on they may not enter, and who has entered is out.

        Raises:
            Refused: when nobody would be left to administer.
            NoSuchAccount: when there is none.
        """
        return self._change(name, "attivo", attivo=False)

    def enable(self, name: str) -> Account:
        """They may enter again, with the password they had.

        Raises:
            NoSuchAccount: when there is none.
        """
        return self._change(name, attivo=True)

    def set_password(self, name: str, password: str, temporary: bool = False, keep: str = "") -> Account:
        """Another password; it may be tried at once, whatever failed before.

        Args:
            name: whose it is.
            password: as they will type it.
            temporary: whether they have to choose another at once; it holds for seven days.
            keep: the id of the one session that goes on; all others end.

        Raises:
            Refused: with everything that is wrong with it.
            NoSuchAccount: when there is none.
        """
        account = self._get(name)
        _refuse_if({"password": passwords.problems(password, account.name, account.full_name)})
        kept = self._kept(password, temporary)
        with self._engine.begin() as connection:
            connection.execute(sa.update(accounts).where(accounts.c.nome == account.name).values(kept))
            end_sessions(connection, account.name, but=keep)
        self._attempts.forget(account.name)
        return self._get(name)

    def check(self, name: str, password: str, client: str = "") -> Account | None:
        """The account, when the password is right and it may enter; None otherwise, after the same time.

        Args:
            name: as it was typed.
            password: as it was typed.
            client: the address that it came from.

        Raises:
            TooManyAttempts: when this name, or this address, has to wait; nothing was tried.
        """
        self._attempts.begin(names.at_the_door(name), client)
        with self._engine.connect() as connection:
            row = _find(connection, name)
        right = passwords.matches(row.password if row else None, password)
        if row is None or not right or not row.attivo or self._is_over(row):
            return None
        self._attempts.succeeded(row.nome, client)
        changed: dict[str, Any] = {"entrato": int(self._now())}
        if passwords.is_outdated(row.password):
            changed["password"] = passwords.hashed(password)
        with self._engine.begin() as connection:
            same = sa.and_(accounts.c.nome == row.nome, accounts.c.password == row.password)
            # Unless the password was changed while this one was looked at.
            entered = connection.execute(sa.update(accounts).where(same).values(changed)).rowcount
        return account_of(row) if entered else None

    def _is_over(self, row: Any) -> bool:
        return row.provvisoria_fino is not None and row.provvisoria_fino < self._now()

    def _kept(self, password: str, temporary: bool) -> dict[str, Any]:
        until = int(self._now() + dt.timedelta(days=ONE_TIME_DAYS).total_seconds()) if temporary else None
        return {"password": passwords.hashed(password), "provvisoria_fino": until}

    def _change(self, name: str, taken: str = "", **values: Any) -> Account:
        """Writes values; where `taken` names a field, rights may be taken: sessions end, and somebody administers."""
        with self._engine.begin() as connection:
            row = _find(connection, name)
            if row is None:
                raise NoSuchAccount(name)
            connection.execute(sa.update(accounts).where(accounts.c.nome == row.nome).values(values))
            if taken:
                end_sessions(connection, row.nome)
                _somebody_administers(connection, taken, row)
        return self._get(name)

    def _get(self, name: str) -> Account:
        found = self.get(name)
        if found is None:
            raise NoSuchAccount(name)
        return found


def account_of(row: Any) -> Account:
    """An account as a row of its table holds it."""
    return Account(
        name=row.nome,
        full_name=row.nome_completo,
        role=Role(row.ruolo),
        active=row.attivo,
        created=_moment(row.creato),
        entered=None if row.entrato is None else _moment(row.entrato),
        temporary=row.provvisoria_fino is not None,
    )


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _taken(name: str) -> str:
    return f"Il nome «{name}» è già di un altro account. Ne scelga un altro."


def _find(connection: Connection, name: str) -> Any:
    return connection.execute(sa.select(accounts).where(accounts.c.nome == names.at_the_door(name))).first()


def _refuse_if(problems: dict[str, list[str]]) -> None:
    found = {field: sentences for field, sentences in problems.items() if sentences}
    if found:
        raise Refused(found)


def _somebody_administers(connection: Connection, field: str, row: Any) -> None:
    """Undoes what would leave the console without an administrator, by leaving the transaction."""
    admins = sa.select(sa.func.count()).where(accounts.c.attivo, accounts.c.ruolo == int(Role.ADMIN))
    was_one = row.attivo and row.ruolo == Role.ADMIN
    if was_one and not connection.execute(admins).scalar():
        raise Refused(
            {field: [f"«{row.nome}» è l'unico account che amministra. Prima dia questo ruolo a un'altra persona."]}
        )
