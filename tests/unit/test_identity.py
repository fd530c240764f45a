from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.identity import ConversationIds, key_from, permit, pseudonym

KEY = b"k" * 32


def test_an_id_is_known_to_the_key_that_made_it_and_to_no_other() -> None:
    made = ConversationIds(KEY).new()
    assert ConversationIds(KEY).knows(made)
    assert not ConversationIds(b"x" * 32).knows(made)


def test_ids_are_safe_in_a_url_hold_128_random_bits_and_never_repeat() -> None:
    ids = [ConversationIds(KEY).new() for _ in range(200)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", made) for made in ids)
    assert len({base64.urlsafe_b64decode(made + "=")[:16] for made in ids}) == len(ids)


@pytest.mark.parametrize("position", [0, 10, 21, 22, 30, 41])
def test_an_id_with_one_character_changed_is_not_known(position: int) -> None:
    made = ConversationIds(KEY).new()
    other = "A" if made[position] != "A" else "B"
    assert not ConversationIds(KEY).knows(made[:position] + other + made[position + 1 :])


@pytest.mark.parametrize("cut", [1, 2, 4, 21, 42, 43])
def test_a_shortened_id_is_not_known(cut: int) -> None:
    assert not ConversationIds(KEY).knows(ConversationIds(KEY).new()[:-cut])


@pytest.mark.parametrize("forged", ["", "a", "perché", "../../etc", "A" * 22, "A" * 43, "A" * 10_000, "\x00"])
def test_a_forged_id_is_not_known(forged: str) -> None:
    assert not ConversationIds(KEY).knows(forged)


@given(st.text())
def test_no_text_at_all_is_known_or_breaks_it(text: str) -> None:
    assert not ConversationIds(KEY).knows(text)


@pytest.mark.parametrize("change", ["!!!!{}", "{}\n\n\n\n", "  {}  ", "{}=", "{}AAAA"])
def test_an_id_is_known_only_as_it_was_made(change: str) -> None:
    ids = ConversationIds(KEY)
    assert not ids.knows(change.format(ids.new()))


def test_an_id_with_another_last_character_is_not_known() -> None:
    ids, letters = ConversationIds(KEY), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    made = ids.new()
    assert [last for last in letters if ids.knows(made[:-1] + last)] == [made[-1]]


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = key_from(path)
    assert len(key) == 32
    assert path.read_bytes() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_from(path) == key


def test_two_files_hold_two_keys(tmp_path: Path) -> None:
    assert key_from(tmp_path / "one") != key_from(tmp_path / "two")


def test_ids_are_known_after_a_restart_with_the_same_file(tmp_path: Path) -> None:
    made = ConversationIds(key_from(tmp_path / "key")).new()
    assert ConversationIds(key_from(tmp_path / "key")).knows(made)


def test_a_key_that_cannot_be_made_or_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        key_from(tmp_path / "no" / "folder")
    with pytest.raises(OSError, match="Is a directory"):
        key_from(tmp_path)


@pytest.mark.parametrize("content", [b"", b"short"], ids=["empty", "cut"])
def test_a_key_file_that_was_not_written_to_its_end_is_never_used(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    try:
        key = key_from(path)
    except (OSError, ValueError):
        return
    assert len(key) == 32


def test_a_pseudonym_is_the_same_for_the_same_and_says_nothing() -> None:
    assert pseudonym(KEY, "chat", 880_000_123) == pseudonym(KEY, "chat", 880_000_123)
    made = {pseudonym(key, kind, value) for key in (KEY, b"x" * 32) for kind in ("chat", "bot") for value in (1, 12)}
    assert len(made) == 8
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in made)


def test_no_pseudonym_is_an_id_of_the_web() -> None:
    assert not any(ConversationIds(KEY).knows(pseudonym(KEY, "telegram-chat", chat)) for chat in range(200))


def test_a_permit_is_of_one_key_and_opens_one_thing() -> None:
    made = permit(KEY, "prova")
    assert made == permit(KEY, "prova")
    assert len({made, permit(b"x" * 32, "prova"), permit(KEY, "altro"), pseudonym(KEY, "prova", "")}) == 4
    assert made.isascii()
    assert KEY.decode() not in made
