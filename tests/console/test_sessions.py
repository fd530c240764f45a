"""Who has entered, and the register of what they did."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from sportello.console.access import store
from sportello.console.access.accounts import Accounts, Role
from sportello.console.access.audit import PAGE, Audit
from sportello.console.access.sessions import Sessions, csrf_of
from tests.console.conftest import PASSWORD, Clock

ANOTHER = "cinque topi in cantina"
MINUTE, HOUR = 60, 60 * 60


# Sessions


def test_a_session_is_found_by_its_token_alone(accounts: Accounts, sessions: Sessions) -> None:
    ada = accounts.listed()[0]
    token = sessions.begin(ada)
    found = sessions.find(token)
    assert found is not None
    assert (found.account, found.csrf, found.by_proxy) == (ada, csrf_of(token), False)
    assert all(sessions.find(other) is None for other in ("", found.id, found.csrf, token + "x", token.swapcase()))


def test_every_entry_has_a_token_of_its_own(accounts: Accounts, sessions: Sessions) -> None:
    tokens = {sessions.begin(accounts.listed()[0]) for _ in range(50)}
    assert len(tokens) == len({csrf_of(token) for token in tokens}) == 50


def test_neither_token_nor_csrf_nor_password_is_in_the_file(
    accounts: Accounts, sessions: Sessions, tmp_path: Path
) -> None:
    token = sessions.begin(accounts.listed()[0])
    content = b"".join(file.read_bytes() for file in (tmp_path / "console").iterdir())
    assert content
    for secret in (token, csrf_of(token), PASSWORD):
        assert secret.encode() not in content


def test_who_is_idle_for_too_long_is_out(accounts: Accounts, sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin(accounts.listed()[0])
    for _ in range(10):
        clock.passes(29 * MINUTE)
        assert sessions.find(token) is not None
    clock.passes(30 * MINUTE)
    assert sessions.find(token) is None


def test_nobody_stays_for_more_than_twelve_hours(accounts: Accounts, sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin(accounts.listed()[0])
    lasted = 0
    while sessions.find(token):
        clock.passes(10 * MINUTE)
        lasted += 10
    assert lasted == 12 * 60


def test_sessions_that_are_over_are_deleted(
    accounts: Accounts, sessions: Sessions, clock: Clock, engine: Engine
) -> None:
    for _ in range(3):
        sessions.begin(accounts.listed()[0])
        clock.passes(HOUR)
    with engine.connect() as connection:
        assert len(connection.execute(store.sessions.select()).all()) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.set_password("eva", "sei cani nel cortile"),
        lambda accounts: accounts.change_role("eva", Role.EDIT),
        lambda accounts: accounts.disable("eva"),
    ],
    ids=["password", "role", "disabled"],
)
def test_what_takes_rights_away_ends_the_sessions_of_that_account(
    accounts: Accounts, sessions: Sessions, change: Callable[[Accounts], object]
) -> None:
    eva = accounts.add("eva", "Eva", Role.READ, ANOTHER)
    theirs, mine = [sessions.begin(eva), sessions.begin(eva)], sessions.begin(accounts.listed()[0])
    change(accounts)
    assert [sessions.find(token) for token in theirs] == [None, None]
    assert sessions.find(mine) is not None


def test_one_session_may_go_on_when_the_others_end(accounts: Accounts, sessions: Sessions) -> None:
    tokens = [sessions.begin(accounts.listed()[0]) for _ in range(3)]
    kept = sessions.find(tokens[1])
    assert kept is not None
    accounts.set_password("ada", ANOTHER, keep=kept.id)
    assert [sessions.find(token) is not None for token in tokens] == [False, True, False]


def test_a_sentence_is_heard_once_and_by_its_session_alone(accounts: Accounts, sessions: Sessions) -> None:
    mine, other = (sessions.find(sessions.begin(accounts.listed()[0])) for _ in range(2))
    assert mine is not None
    assert other is not None
    sessions.say(mine, "Fatto.")
    assert sessions.heard(other) is None
    assert [sessions.heard(mine), sessions.heard(mine)] == ["Fatto.", None]


# The register


def test_the_register_tells_who_did_what_the_newest_first(engine: Engine, clock: Clock) -> None:
    audit = Audit(engine, clock)
    audit.note("ada", "entra")
    clock.passes(5)
    audit.note("eva", "cambia\nil ruolo", "  bea:   legge  ")
    listed = audit.listed()
    told = [(entry.who, entry.action, entry.what) for entry in listed.entries]
    assert told == [("eva", "cambia il ruolo", "bea: legge"), ("ada", "entra", "")]
    assert (listed.page, listed.pages) == (1, 1)
    assert (listed.entries[0].moment - listed.entries[1].moment).total_seconds() == 5
    assert [entry.who for entry in audit.listed(who="ada").entries] == ["ada"]
    assert audit.people() == ["ada", "eva"]


def test_the_register_has_pages(engine: Engine) -> None:
    audit = Audit(engine)
    for number in range(2 * PAGE + 1):
        audit.note("ada", "fa", str(number))
    sizes = [len(audit.listed(page).entries) for page in (1, 2, 3)]
    assert sizes == [PAGE, PAGE, 1]
    assert audit.listed(3).entries[0].what == "0"
    assert (audit.listed(0).page, audit.listed(99).page) == (1, 3)
    assert audit.listed(who="nessuno").entries == []


@pytest.mark.parametrize("change", ["UPDATE registro SET chi = 'altri'", "DELETE FROM registro"])
def test_nothing_in_the_register_can_be_changed(engine: Engine, tmp_path: Path, change: str) -> None:
    Audit(engine).note("ada", "entra")
    direct = sqlite3.connect(tmp_path / "console" / "console.db")
    with direct, pytest.raises(sqlite3.DatabaseError, match="append only"):
        direct.execute(change)
    direct.close()
    assert [entry.who for entry in Audit(engine).listed().entries] == ["ada"]
