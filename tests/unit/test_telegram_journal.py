from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from sportello.channels.telegram.journal import Journal

KEY, OTHER_KEY = b"k" * 32, b"x" * 32
CHAT = 880_000_123


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "telegram.db"


def test_an_update_is_taken_once_also_after_a_restart(path: Path) -> None:
    first = Journal(path, KEY)
    assert first.take(1, CHAT)
    assert not first.take(1, CHAT)
    first.done(1)
    first.close()
    again = Journal(path, KEY)
    assert not again.take(1, CHAT)
    assert again.take(2, CHAT)


def test_who_was_left_waiting_is_known_after_a_restart_and_only_with_the_key(path: Path) -> None:
    killed = Journal(path, KEY)
    killed.take(1, CHAT)
    killed.take(2, CHAT + 1)
    killed.take(3, None)
    killed.done(2)
    assert killed.interrupted() == {}, "in this run nobody was interrupted yet"
    killed.close()
    stranger = Journal(path, OTHER_KEY)
    assert stranger.interrupted() == {}
    stranger.close()
    again = Journal(path, KEY)
    assert again.interrupted() == {1: CHAT}


def test_what_was_never_answered_may_be_taken_again_when_it_comes_again(path: Path) -> None:
    killed = Journal(path, KEY)
    killed.take(1, CHAT)
    killed.close()
    again = Journal(path, KEY)
    assert again.take(1, CHAT)
    assert not again.take(1, CHAT)
    assert again.interrupted() == {}, "it will have its answer"


def test_once_said_sorry_it_is_not_said_again(path: Path) -> None:
    killed = Journal(path, KEY)
    killed.take(1, CHAT)
    killed.close()
    again = Journal(path, KEY)
    assert again.interrupted() == {1: CHAT}
    again.done(1)
    again.close()
    assert Journal(path, KEY).interrupted() == {}


def test_no_number_of_a_chat_is_in_the_file(path: Path) -> None:
    journal = Journal(path, KEY)
    for update_id in range(1, 50):
        journal.take(update_id, CHAT)
    assert all(str(CHAT).encode() not in file.read_bytes() for file in path.parent.iterdir())
    assert all(CHAT.to_bytes(4, "big") not in file.read_bytes() for file in path.parent.iterdir())


def test_updates_that_cannot_come_again_are_forgotten(path: Path) -> None:
    now = [1_000_000.0]
    journal = Journal(path, KEY, lambda: now[0])
    journal.take(1, None)
    journal.close()
    now[0] += 3 * 24 * 3600
    assert Journal(path, KEY, lambda: now[0]).take(1, None)


@pytest.mark.parametrize("damage", ["directory", "rubbish", "nowhere"])
def test_a_file_that_cannot_be_used_costs_no_answer_and_is_said_once(
    path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    if damage == "directory":
        path.mkdir()
    elif damage == "rubbish":
        path.write_bytes(os.urandom(4096))
    else:
        path = path.parent / "manca" / "telegram.db"
    with caplog.at_level(logging.ERROR):
        journal = Journal(path, KEY)
        assert journal.take(1, CHAT)
        assert not journal.take(1, CHAT)
        journal.done(1)
        journal.close()
    assert len(caplog.records) == 1
    assert "telegram.db" in caplog.text


def test_a_file_that_breaks_meanwhile_costs_no_answer(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(path, KEY)
    assert journal._database
    journal._database.execute("DROP TABLE aggiornamenti")
    assert journal.take(1, CHAT)
    assert not journal.take(1, CHAT)
    assert len(caplog.records) == 1
