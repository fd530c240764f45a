from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from sportello.privacy import erasure, retention
from sportello.privacy.forget import forget, forget_silent, remembers
from sportello.statistics.broker import StatisticsBroker
from sportello.tracker_store import ConversationStore

DAY = 24 * 60 * 60
NOW = time.time()


def sql(folder: Path) -> TrackerStore:
    return ConversationStore(Domain.empty(), db=str(folder / "prova.db"))


def stock_sql(folder: Path) -> TrackerStore:
    return SQLTrackerStore(Domain.empty(), db=str(folder / "prova.db"))


def memory(folder: Path) -> TrackerStore:
    return InMemoryTrackerStore(Domain.empty())


def with_a_fallback(folder: Path) -> TrackerStore:
    return FailSafeTrackerStore(sql(folder))


def fallen_back(folder: Path) -> TrackerStore:
    """The database is there again, but what was said meanwhile is in memory."""
    store = FailSafeTrackerStore(sql(folder))
    assert store.fallback_tracker_store
    return store


def agent(store: TrackerStore) -> Any:
    return SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())


async def say(store: TrackerStore, conversation_id: str, days_ago: float = 0.0) -> None:
    event = UserUttered("ciao", timestamp=NOW - days_ago * DAY)
    await store.save(DialogueStateTracker.from_events(conversation_id, [event]))


@pytest.mark.parametrize("make", [sql, stock_sql, memory, with_a_fallback, fallen_back])
async def test_a_conversation_is_remembered_until_it_is_forgotten_and_no_other_is(make: Any, tmp_path: Path) -> None:
    store = make(tmp_path)
    for conversation_id in ("una", "altra"):
        await say(store, conversation_id)
    assert await remembers(agent(store), "una")
    assert not await remembers(agent(store), "nessuna")
    await forget(agent(store), "una")
    assert not await remembers(agent(store), "una")
    assert await store.retrieve("una") is None
    assert await remembers(agent(store), "altra")


@pytest.mark.parametrize("make", [sql, stock_sql, memory, with_a_fallback])
async def test_the_silent_are_forgotten_and_no_others(make: Any, tmp_path: Path) -> None:
    store = make(tmp_path)
    await say(store, "vecchia", days_ago=31)
    await say(store, "recente", days_ago=29)
    assert await forget_silent(agent(store), NOW - 30 * DAY) == 1
    assert not await remembers(agent(store), "vecchia")
    assert await remembers(agent(store), "recente")


async def test_what_rasa_kept_in_memory_while_the_database_was_away_is_forgotten_too(tmp_path: Path) -> None:
    store = FailSafeTrackerStore(sql(tmp_path))
    fallback = store.fallback_tracker_store
    assert isinstance(fallback, InMemoryTrackerStore)
    await say(fallback, "una")
    await say(fallback, "vecchia", days_ago=31)
    await forget(agent(store), "una")
    assert await forget_silent(agent(store), NOW - 30 * DAY) == 1
    assert fallback.store == {}


async def test_a_store_that_cannot_be_asked_is_not_believed_to_be_empty(tmp_path: Path) -> None:
    store = sql(tmp_path)
    SQLTrackerStore.Base.metadata.drop_all(store.engine)  # type: ignore[attr-defined]
    assert await remembers(agent(store), "una")


class Withdrawals(StatisticsBroker):
    """Writes down what it is told to take back."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def publish(self, event: dict[str, Any]) -> None:
        pass

    def withdraw(self, texts: tuple[str, ...]) -> None:
        self.texts += texts


async def test_what_the_statistics_kept_of_a_forgotten_conversation_is_taken_back(tmp_path: Path) -> None:
    broker = Withdrawals()
    store = ConversationStore(Domain.empty(), broker, db=str(tmp_path / "prova.db"))
    await say(store, "una")
    await say(store, "vecchia", days_ago=31)
    await forget(agent(store), "una")
    assert broker.texts == ["ciao"]
    # What nobody asked to delete expires with the questions, after days of its own.
    await forget_silent(agent(store), NOW - 30 * DAY)
    assert broker.texts == ["ciao"]


BEGINNING: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


async def turn(whole: Any, conversation_id: str) -> None:
    """What Rasa does with a message, at the pace of a server: read, think, store, all under the lock."""
    async with whole.lock_store.lock(conversation_id):
        tracker = await whole.tracker_store.get_or_create_tracker(conversation_id, append_action_listen=False)
        for event in [] if tracker.events else BEGINNING:
            tracker.update(event)
        await asyncio.sleep(random.random() / 500)
        tracker.update(UserUttered("ancora"))
        tracker.update(ActionExecuted("action_listen"))
        await whole.tracker_store.save(tracker)


async def test_forgetting_amid_a_conversation_loses_no_turn_and_leaves_no_piece(tmp_path: Path) -> None:
    whole = agent(sql(tmp_path))
    store = whole.tracker_store
    erasure.prepare(store.engine)
    names = [f"conversazione-{n}" for n in range(10)]

    async def talk(name: str) -> None:
        for _ in range(30):
            await turn(whole, name)

    async def sweep() -> None:
        for _ in range(15):
            # Everything before this moment is "silent": the conversations under way are swept, too.
            await forget_silent(whole, time.time())
            for name in random.sample(names, 3):
                await forget(whole, name)

    await asyncio.gather(sweep(), *(talk(name) for name in names))
    for name in names:
        await turn(whole, name)
        tracker = await store.retrieve_full_tracker(name)
        assert [event.type_name for event in list(tracker.events)[:3]] == ["action", "session_started", "action"]
        assert isinstance(list(tracker.events)[-2], UserUttered)


async def test_a_round_is_run_at_once_and_fails_without_a_word_of_anybody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = sql(tmp_path)
    await say(store, "vecchia", days_ago=31)
    app: Any = SimpleNamespace(ctx=SimpleNamespace(agent=agent(store)))
    assert await retention._once(app, days=30)
    assert not await remembers(agent(store), "vecchia")
    SQLTrackerStore.Base.metadata.drop_all(store.engine)  # type: ignore[attr-defined]
    assert not await retention._once(app, days=30)
    assert "non si lasciano cancellare (OperationalError)" in caplog.text
