from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from sportello.privacy.forget import forget, remembers


def sql() -> TrackerStore:
    return SQLTrackerStore(Domain.empty())


def memory() -> TrackerStore:
    return InMemoryTrackerStore(Domain.empty())


def with_a_fallback() -> TrackerStore:
    return FailSafeTrackerStore(sql())


def agent(store: TrackerStore) -> Any:
    return SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())


async def say(store: TrackerStore, conversation_id: str) -> None:
    await store.save(DialogueStateTracker.from_events(conversation_id, [UserUttered("ciao")]))


@pytest.mark.parametrize("make", [sql, memory, with_a_fallback])
async def test_a_conversation_is_remembered_until_it_is_forgotten_and_no_other_is(make: Any) -> None:
    store = make()
    for conversation_id in ("una", "altra"):
        await say(store, conversation_id)
    assert await remembers(agent(store), "una")
    assert not await remembers(agent(store), "nessuna")
    await forget(agent(store), "una")
    assert not await remembers(agent(store), "una")
    assert await remembers(agent(store), "altra")


async def test_a_store_that_cannot_be_asked_is_not_believed_to_be_empty() -> None:
    store = sql()
    SQLTrackerStore.Base.metadata.drop_all(store.engine)  # type: ignore[attr-defined]
    assert await remembers(agent(store), "una")
