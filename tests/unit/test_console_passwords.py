from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from sportello.console.access import passwords


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.mark.parametrize(
    "good",
    [
        "quattro gatti sul tetto",
        "solominuscole",
        "кошка на крыше дома",
        "!$%&/()=?^*§#",
        "perché no? così va",
        passwords.one_time(),
        "x" + "ab" * 40 + "yz9",
    ],
)
def test_length_is_enough(good: str) -> None:
    assert passwords.problems(good, "anna.rossi", "Anna Rossi") == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("", "corta"),
        ("undici-segn", "corta: ha 11 caratteri"),
        ("a" * 201, "troppo lunga"),
        ("aaaaaaaaaaaaaa", "estraneo"),
        ("123456789012", "estraneo"),
        ("abababababab", "estraneo"),
        ("qwertyuiop123", "estraneo"),
        ("Password1234!", "estraneo"),
        ("abcdefghijklm", "estraneo"),
        ("mlkjihgfedcba", "estraneo"),
        ("sportello2026!", "estraneo"),
        ("CiaoCiaoCiao", "estraneo"),
        ("annarossi1980", "estraneo"),
        ("Rossi.Anna.1", "estraneo"),
        ("anna.rossi.longo", "uguale al nome"),
        ("ANNA ROSSI LONGO", "uguale al nome"),
    ],
)
def test_what_a_stranger_would_try_is_refused(bad: str, why: str) -> None:
    (sentence,) = passwords.problems(bad, "anna.rossi.longo", "Anna Rossi")
    assert why in sentence


def test_a_hard_password_is_judged_at_once() -> None:
    # A pattern that tries every way to cut it in words would take for ever.
    assert passwords.problems("abcd" * 49 + "#§&!", "anna", "Anna")


def test_it_is_kept_as_a_hash_that_only_it_opens() -> None:
    kept = passwords.hashed("quattro gatti sul tetto")
    assert kept.startswith("$argon2id$")
    assert "gatti" not in kept
    assert passwords.matches(kept, "quattro gatti sul tetto")
    assert not passwords.matches(kept, "quattro gatti sul tetto ")
    assert kept != passwords.hashed("quattro gatti sul tetto")


def test_an_accent_is_the_same_however_the_keyboard_writes_it() -> None:
    assert passwords.matches(passwords.hashed("perche\u0301 no? cosi\u0300"), "perch\u00e9 no? cos\u00ec")


@pytest.mark.parametrize("kept", [None, "", "non è una cifratura", "$argon2id$v=19$rotto"])
def test_nothing_opens_what_is_not_there(kept: str | None) -> None:
    assert not passwords.matches(kept, "quattro gatti sul tetto")
    assert not passwords.matches(kept, "")


def test_nobody_enters_with_a_password_that_could_not_have_been_chosen() -> None:
    assert not passwords.matches(passwords.hashed(""), "x" * 1000)


def test_one_time_passwords_are_long_and_never_the_same() -> None:
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    assert all(len(each) == 23 and not set(each) & set("0O1lI") for each in made)
