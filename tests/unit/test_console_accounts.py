from __future__ import annotations

import datetime as dt
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from sportello.console.access import passwords, store
from sportello.console.access.accounts import ONE_TIME_DAYS, Accounts, NoSuchAccount, Refused, Role
from sportello.console.access.audit import PAGE, Audit
from sportello.console.access.lockout import TooManyAttempts
from sportello.console.access.sessions import Sessions, csrf_of

PASSWORD, ANOTHER = "quattro gatti sul tetto", "cinque topi in cantina"
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return store.open_in(tmp_path / "console")


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> Accounts:
    accounts = Accounts(engine, clock)
    accounts.add("ada", "Ada Amministra", Role.ADMIN, PASSWORD)
    return accounts


@pytest.fixture
def sessions(engine: Engine, clock: Clock) -> Sessions:
    return Sessions(engine, 30, clock)


def fail(accounts: Accounts, times: int, name: str = "ada", client: str = "") -> None:
    for _ in range(times):
        assert accounts.check(name, "sbagliata sbagliata", client) is None


def wait_of(accounts: Accounts, name: str = "ada", client: str = "") -> int:
    with pytest.raises(TooManyAttempts) as refused:
        accounts.check(name, PASSWORD, client)
    return refused.value.seconds


# The database


def test_only_its_owner_can_read_the_database(tmp_path: Path, accounts: Accounts) -> None:
    files = list((tmp_path / "console").iterdir())
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "console").stat().st_mode) == 0o700


def test_opening_it_again_changes_nothing(tmp_path: Path, accounts: Accounts) -> None:
    assert Accounts(store.open_in(tmp_path / "console")).get("ada") == accounts.get("ada")


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "console.db").write_text("questo non è una banca dati, e nemmeno lo sembra " * 20)
    with pytest.raises(SQLAlchemyError):
        store.open_in(tmp_path)


# Accounts


def test_an_account_is_what_was_said_of_it(accounts: Accounts, clock: Clock) -> None:
    added = accounts.add(" Anna.Rossi ", "  Anna   Rossi ", Role.EDIT, ANOTHER)
    assert (added.name, added.full_name, added.role, added.active) == ("anna.rossi", "Anna Rossi", Role.EDIT, True)
    assert added.created == dt.datetime.fromtimestamp(clock(), dt.UTC)
    assert (added.entered, added.temporary) == (None, False)
    assert accounts.get("ANNA.ROSSI") == added
    assert [each.name for each in accounts.listed()] == ["ada", "anna.rossi"]


def test_everything_that_is_wrong_is_said_at_once(accounts: Accounts) -> None:
    with pytest.raises(Refused) as refused:
        accounts.add("anna rossi", " ", Role.READ, "corta")
    assert set(refused.value.problems) == {"nome", "nome_completo", "password"}
    assert accounts.get("anna rossi") is None


@pytest.mark.parametrize(
    "name", ["", "a", "-anna", "anna/rossi", "../anna", "annà", "a" * 65, "an\nna", "an\0na", "<b>anna"]
)
def test_a_name_that_could_not_be_typed_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(Refused) as refused:
        accounts.add(name, "Anna", Role.READ, ANOTHER)
    assert set(refused.value.problems) == {"nome"}


def test_a_name_belongs_to_one_account(accounts: Accounts) -> None:
    with pytest.raises(Refused, match="già di un altro account"):
        accounts.add("ADA", "Un'altra", Role.READ, ANOTHER)


def test_roles_have_words_and_an_order() -> None:
    assert [role.word for role in sorted(Role)] == ["legge", "modifica", "pubblica", "amministra"]
    assert [Role.of(role.word) for role in Role] == list(Role)
    assert Role.of("comanda") is None


def test_there_is_always_somebody_who_administers(accounts: Accounts, sessions: Sessions) -> None:
    token = sessions.begin(accounts.add("eva", "Eva", Role.PUBLISH, ANOTHER))
    mine = sessions.begin(accounts.listed()[0])
    for change in (lambda: accounts.disable("ada"), lambda: accounts.change_role("ada", Role.PUBLISH)):
        with pytest.raises(Refused, match="unico account che amministra"):
            change()
    ada = accounts.get("ada")
    assert ada is not None
    assert (ada.role, ada.active) == (Role.ADMIN, True)
    assert sessions.find(mine) is not None
    accounts.change_role("eva", Role.ADMIN)
    assert sessions.find(token) is None
    accounts.disable("ada")
    with pytest.raises(Refused):
        accounts.disable("eva")


def test_two_at_once_cannot_take_the_last_administrator_away(accounts: Accounts) -> None:
    accounts.add("eva", "Eva", Role.ADMIN, ANOTHER)

    def disable(name: str) -> bool:
        try:
            accounts.disable(name)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(disable, ("ada", "eva"))) == [False, True]


def test_a_disabled_administrator_may_be_demoted(accounts: Accounts) -> None:
    accounts.add("eva", "Eva", Role.ADMIN, ANOTHER)
    accounts.disable("eva")
    assert accounts.change_role("eva", Role.READ).role == Role.READ


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.rename("nessuno", "Nessuno"),
        lambda accounts: accounts.change_role("nessuno", Role.READ),
        lambda accounts: accounts.disable("nessuno"),
        lambda accounts: accounts.enable("nessuno"),
        lambda accounts: accounts.set_password("nessuno", PASSWORD),
    ],
)
def test_who_is_not_there_cannot_be_changed(accounts: Accounts, change: Callable[[Accounts], object]) -> None:
    with pytest.raises(NoSuchAccount):
        change(accounts)


def test_another_full_name_ends_nothing(accounts: Accounts, sessions: Sessions) -> None:
    token = sessions.begin(accounts.listed()[0])
    accounts.rename("ada", "Ada Bianchi")
    found = sessions.find(token)
    assert found is not None
    assert found.account.full_name == "Ada Bianchi"
    with pytest.raises(Refused):
        accounts.rename("ada", " ")


# At the door


def test_the_right_password_opens_and_is_remembered_when(accounts: Accounts, clock: Clock) -> None:
    found = accounts.check(" ADA ", PASSWORD)
    assert found is not None
    assert found.name == "ada"
    entered = accounts.get("ada")
    assert entered is not None
    assert entered.entered == dt.datetime.fromtimestamp(clock(), dt.UTC)


@pytest.mark.parametrize(
    ("name", "password"), [("ada", ANOTHER), ("ada", ""), ("eva", PASSWORD), ("", ""), ("ada' OR '1'='1", PASSWORD)]
)
def test_anything_else_does_not(accounts: Accounts, name: str, password: str) -> None:
    assert accounts.check(name, password) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    real = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checked.append(1)
            return real.verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("ada", "nessuno"):
        checked.clear()
        accounts.check(name, ANOTHER)
        assert len(checked) == 1


def test_who_is_disabled_stays_out_until_enabled(accounts: Accounts) -> None:
    accounts.add("eva", "Eva", Role.READ, ANOTHER)
    accounts.disable("eva")
    assert accounts.check("eva", ANOTHER) is None
    accounts.enable("eva")
    assert accounts.check("eva", ANOTHER) is not None


def test_a_hash_that_is_no_longer_the_strongest_is_made_anew(
    accounts: Accounts, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        with engine.connect() as connection:
            return str(connection.execute(store.accounts.select()).first().password)

    before = kept()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert accounts.check("ada", ANOTHER) is None
    assert kept() == before
    assert accounts.check("ada", PASSWORD) is not None
    assert "m=16,t=2" in kept()
    assert accounts.check("ada", PASSWORD) is not None


def test_a_one_time_password_has_to_be_changed_and_ends(accounts: Accounts, clock: Clock) -> None:
    added = accounts.add("eva", "Eva", Role.READ, ANOTHER, temporary=True)
    assert added.temporary
    clock.passes(ONE_TIME_DAYS * DAY - 1)
    found = accounts.check("eva", ANOTHER)
    assert found is not None
    assert found.temporary
    clock.passes(2)
    assert accounts.check("eva", ANOTHER) is None
    assert not accounts.set_password("eva", PASSWORD).temporary
    clock.passes(10 * ONE_TIME_DAYS * DAY)
    assert accounts.check("eva", PASSWORD) is not None


# Who guesses


def test_after_five_failures_pauses_grow_to_an_hour(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, 5)
    waits = []
    for _ in range(9):
        waits.append(wait_of(accounts))
        clock.passes(waits[-1] - 1)
        assert wait_of(accounts) == 1
        clock.passes(1)
        fail(accounts, 1)
    assert waits == [MINUTE * 2**n for n in range(6)] + [HOUR] * 3


def test_whoever_gets_it_right_begins_anew(accounts: Accounts) -> None:
    fail(accounts, 4)
    assert accounts.check("ada", PASSWORD) is not None
    fail(accounts, 4)
    assert accounts.check("ada", PASSWORD) is not None


def test_a_day_later_failures_are_forgotten(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, 5)
    clock.passes(DAY + 1)
    fail(accounts, 4)
    assert accounts.check("ada", PASSWORD) is not None


def test_many_at_once_get_no_further_than_one_by_one(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    monkeypatch.setattr(passwords, "matches", lambda kept, password: tried.append(password) or False)

    def guess(number: int) -> None:
        with suppress(TooManyAttempts):
            accounts.check("ada", f"tentativo numero {number}")

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(guess, range(40)))
    assert len(tried) == 5


def test_a_name_without_account_is_locked_like_another(accounts: Accounts) -> None:
    fail(accounts, 5, "nessuno")
    assert wait_of(accounts, "nessuno") == MINUTE
    assert accounts.check("ada", PASSWORD) is not None


def test_an_address_that_tries_many_names_has_to_wait_too(accounts: Accounts) -> None:
    for number in range(20):
        fail(accounts, 1, f"nome{number}", "192.0.2.7")
    assert wait_of(accounts, "ada", "192.0.2.7") == MINUTE
    assert accounts.check("ada", PASSWORD, "192.0.2.8") is not None


def test_one_who_enters_does_not_clear_the_address_for_others(accounts: Accounts) -> None:
    for number in range(20):
        fail(accounts, 1, f"nome{number}", "192.0.2.7")
        if number < 19:
            assert accounts.check("ada", PASSWORD, "192.0.2.7") is not None
    assert wait_of(accounts, "ada", "192.0.2.7") == MINUTE


def test_a_new_password_may_be_tried_at_once(accounts: Accounts) -> None:
    fail(accounts, 5)
    accounts.set_password("ada", ANOTHER)
    assert accounts.check("ada", ANOTHER) is not None


def test_neither_names_nor_addresses_of_failures_are_kept(accounts: Accounts, tmp_path: Path) -> None:
    fail(accounts, 1, "la-mia-password-per-sbaglio", "192.0.2.77")
    content = b"".join(file.read_bytes() for file in (tmp_path / "console").iterdir())
    assert b"la-mia-password-per-sbaglio" not in content
    assert b"192.0.2.77" not in content


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
    sessions.end_all("ada", but=kept)
    assert sessions.find(tokens[1]) is not None
    sessions.end_all("ada")
    assert sessions.find(tokens[1]) is None


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
