"""The accounts, and the database that they are in."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from sportello.console.access import store
from sportello.console.access.accounts import Accounts, NoSuchAccount, Refused, Role
from sportello.console.access.sessions import Sessions
from tests.console.conftest import PASSWORD, Clock

ANOTHER = "cinque topi in cantina"


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
