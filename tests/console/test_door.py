"""Who gets past the door, and who has to wait before it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine

from sportello.console.access import passwords, store
from sportello.console.access.accounts import ONE_TIME_DAYS, Accounts, Role
from sportello.console.access.lockout import TooManyAttempts
from tests.console.conftest import PASSWORD, Clock

ANOTHER = "cinque topi in cantina"
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def fail(accounts: Accounts, times: int, name: str = "ada", client: str = "") -> None:
    for _ in range(times):
        assert accounts.check(name, "sbagliata sbagliata", client) is None


def wait_of(accounts: Accounts, name: str = "ada", client: str = "") -> int:
    with pytest.raises(TooManyAttempts) as refused:
        accounts.check(name, PASSWORD, client)
    return refused.value.seconds


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
