from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from sportello.statistics import clock, queries, questions, store
from sportello.statistics.broker import StatisticsBroker
from sportello.statistics.queries import Period
from sportello.statistics.turns import Question, Turn
from sportello.statistics.writer import Withdrawal, Writer

DAY = dt.date(2026, 7, 6)
TODAY = Period(DAY, DAY)
TURN = Turn(DAY, 9, "web", "bisogno", "non_capito", "0-30", 12.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "statistiche.db"


@pytest.fixture
def engine(file: Path) -> Engine:
    return store.open_store(f"sqlite:///{file}")


def writer(engine: Engine, **changes: int) -> Writer:
    # Questions are of a fixed day: they must not expire under the tests.
    made = Writer(engine, question_days=100_000, pause_seconds=0.01, **changes)
    made.start()
    return made


def asked(engine: Engine) -> int | None:
    store.make_tables(engine)
    return queries.asked(engine, TODAY)


def wait_for(engine: Engine, number: int) -> None:
    deadline = time.monotonic() + 20
    while asked(engine) != number:
        assert time.monotonic() < deadline, f"{asked(engine)} of {number}"
        time.sleep(0.02)


def test_what_was_put_is_written_at_the_end_at_the_latest(engine: Engine) -> None:
    made = writer(engine)
    for _ in range(2000):
        made.put(TURN)
    made.close(20)
    assert asked(engine) == 2000


def test_turns_wait_for_a_locked_database(engine: Engine, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    store.make_tables(engine)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    made = writer(engine)
    for _ in range(50):
        made.put(TURN)
    time.sleep(0.1)
    other.execute("ROLLBACK")
    wait_for(engine, 50)
    made.close()


def test_a_database_that_disappears_is_made_again(engine: Engine, file: Path) -> None:
    made = writer(engine)
    made.put(TURN)
    made.put(TURN)
    wait_for_file(file)
    for path in file.parent.iterdir():
        path.unlink()
    for _ in range(50):
        made.put(TURN)
    made.close(20)
    assert (asked(engine) or 0) >= 50


def wait_for_file(file: Path) -> None:
    deadline = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_place_that_cannot_be_written_loses_statistics_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = writer(store.open_store(f"sqlite:///{tmp_path / 'nessuna' / 'cartella.db'}"), buffered=10)
    started = time.monotonic()
    for _ in range(5000):
        made.put(TURN)
    assert time.monotonic() - started < 5
    made.close(5)
    assert sum("se ne perdono" in record.getMessage() for record in caplog.records) == 1


def test_what_a_citizen_had_deleted_is_taken_back(engine: Engine) -> None:
    made = writer(engine)
    text = "non capisco niente"
    made.put(Turn(DAY, 9, "web", "bisogno", "non_capito", "0-30", 1.0, (), Question(text, "bisogno", 0.1)))
    made.put(Withdrawal((text,)))
    made.close(20)
    assert questions.listed(engine) == []


def user(text: str) -> dict[str, object]:
    reading = {"intento": "bisogno", "candidati": [], "pericolo": False}
    parsed = {"intent": {"name": "bisogno", "confidence": 0.1}, "lettura": reading}
    moment = dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC).timestamp()
    return {"event": "user", "text": text, "timestamp": moment, "input_channel": "web", "parse_data": parsed}


def test_the_broker_counts_and_keeps_no_conversation(engine: Engine, file: Path) -> None:
    broker = StatisticsBroker(writer(engine))
    clock.start()
    for n in range(5):
        conversation = f"conversazione-{n}"
        reply = {"event": "bot", "metadata": {"esito": "risposto"}, "text": "risposta", "timestamp": 0.0}
        for event in (user("testo del cittadino"), reply, {"event": "action", "name": "action_listen"}):
            broker.publish({"sender_id": conversation, **event})
    asyncio.run(broker.close())
    assert asked(engine) == 5
    written = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"conversazione" not in written
    assert b"testo del cittadino" not in written


def test_the_broker_never_raises(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    broker = StatisticsBroker(writer(engine))
    for event in ({}, {"event": "user", "sender_id": "una"}, {"event": "action", "name": "action_listen"}):
        broker.publish({"sender_id": "una", **event})
    asyncio.run(broker.close())
    assert "Un turno non è stato contato (KeyError)" in caplog.text
