from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine import Engine

from sportello.privacy import erasure

DAY = 24 * 60 * 60
NOW = time.time()


@pytest.fixture(params=["wal", "delete"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """The table as Rasa makes it, in both ways in which SQLite keeps a transaction."""
    SQLTrackerStore(Domain.empty(), db=str(tmp_path / "prova.db")).engine.dispose()
    made = sa.create_engine(f"sqlite:///{tmp_path / 'prova.db'}")
    with made.connect() as connection:
        connection.execute(sa.text(f"PRAGMA journal_mode = {request.param}"))
    erasure.prepare(made)
    return made


def say(engine: Engine, conversation_id: str, text: str, days_ago: float = 0.0) -> None:
    row = {"id": conversation_id, "moment": NOW - days_ago * DAY, "data": json.dumps({"text": text, "event": "user"})}
    insert = "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:id, 'user', :moment, :data)"
    with engine.begin() as connection:
        connection.execute(sa.text(insert), row)


def name(number: int) -> str:
    return f"conversazione-numero-{number:04}-abcdefghij"


def on_disk(engine: Engine) -> bytes:
    folder = Path(str(engine.url.database)).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


def fill(engine: Engine, conversations: int, turns: int) -> None:
    """Conversations that go on side by side, with texts of all lengths: pages are split, texts overflow."""
    chance = random.Random(1)
    order = [(c, t) for t in range(turns) for c in range(conversations)]
    chance.shuffle(order)
    for conversation, turn in order:
        secret = f"segreto-{conversation:04}-{turn} " + "parola " * chance.choice([1, 30, 300, 1500])
        say(engine, name(conversation), secret, days_ago=40 if conversation % 2 else 0)


def test_nothing_of_what_was_deleted_can_be_read_in_the_files(engine: Engine) -> None:
    fill(engine, conversations=40, turns=8)
    assert b"segreto-0001-" in on_disk(engine)
    old = erasure.silent_since(engine, NOW - 30 * DAY)
    assert sorted(old) == [name(n) for n in range(1, 40, 2)]
    for conversation_id in old:
        assert erasure.delete(engine, conversation_id, NOW - 30 * DAY).events == 8
    assert erasure.settle(engine)
    left = on_disk(engine)
    for number in range(40):
        deleted = number % 2 == 1
        assert (name(number).encode() not in left) is deleted
        assert (f"segreto-{number:04}-".encode() not in left) is deleted
    assert erasure.traces(engine, old) == 0
    assert erasure.traces(engine, [name(0), name(1)]) == 1
    assert erasure.size(engine) == erasure.Size(20, 160)


def test_a_rebuilt_file_is_small_and_whole(engine: Engine) -> None:
    fill(engine, conversations=20, turns=5)
    before = Path(str(engine.url.database)).stat().st_size
    for number in range(1, 20):
        erasure.delete(engine, name(number))
    erasure.rebuild(engine)
    assert Path(str(engine.url.database)).stat().st_size < before / 4
    assert erasure.size(engine) == erasure.Size(1, 5)


def test_one_conversation_is_deleted_and_says_what_was_written_in_it(engine: Engine) -> None:
    say(engine, "una", "ciao")
    say(engine, "altra", "buongiorno")
    assert erasure.keeps(engine, "una")
    assert erasure.delete(engine, "una") == erasure.Deleted(1, ("ciao",))
    assert erasure.delete(engine, "una") == erasure.Deleted()
    assert not erasure.keeps(engine, "una")
    assert erasure.keeps(engine, "altra")


def test_a_conversation_that_goes_on_is_not_silent(engine: Engine) -> None:
    say(engine, "una", "tanto tempo fa", days_ago=90)
    say(engine, "una", "oggi")
    assert erasure.silent_since(engine, NOW - 30 * DAY) == []
    assert erasure.delete(engine, "una", NOW - 30 * DAY) == erasure.Deleted()
    assert erasure.size(engine) == erasure.Size(1, 2)


def test_one_that_speaks_up_after_it_was_found_silent_stays(engine: Engine) -> None:
    say(engine, "una", "tanto tempo fa", days_ago=90)
    (found,) = erasure.silent_since(engine, NOW - 30 * DAY)
    say(engine, found, "eccomi")
    assert erasure.delete(engine, found, NOW - 30 * DAY).events == 0


def test_the_search_for_silence_uses_the_index_alone(engine: Engine) -> None:
    query = erasure.happened_before(1.0).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert "COVERING INDEX ix_events_timestamp_sender_id" in str(plan)


def test_preparing_twice_is_harmless(engine: Engine) -> None:
    erasure.prepare(engine)
    erasure.prepare(engine)
    with engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA secure_delete")).scalar() == 1
