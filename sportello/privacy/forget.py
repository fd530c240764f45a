"""Forgets conversations, which Rasa Open Source cannot, and says which are kept."""

from __future__ import annotations

import asyncio
import json

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from sqlalchemy.exc import SQLAlchemyError

from sportello.privacy import erasure
from sportello.statistics.broker import StatisticsBroker
from sportello.tracker_store import ConversationStore

# Between two of many deletions, so that those who write meanwhile find the database free.
_BREATH_SECONDS = 0.01


class CannotForget(TypeError):
    """The tracker store is of a kind that we cannot delete from."""


async def forget(agent: Agent, conversation_id: str) -> None:
    """Deletes everything stored of one conversation, under its lock, and what the statistics kept of it.

    Raises:
        CannotForget: when the tracker store is neither SQL nor in memory.
        sqlalchemy.exc.SQLAlchemyError: when the database does not let it be deleted now.
    """
    async with agent.lock_store.lock(conversation_id):
        for store in _stores(agent):
            texts = await _delete(store, conversation_id)
            if texts and isinstance(store.event_broker, StatisticsBroker):
                store.event_broker.withdraw(texts)


async def forget_silent(agent: Agent, moment: float) -> int:
    """Deletes the conversations in which nothing has happened since a moment, each under its lock.

    Returns how many. One that goes on meanwhile stays.

    Raises:
        CannotForget: when the tracker store is neither SQL nor in memory.
        sqlalchemy.exc.SQLAlchemyError: when the database does not let them be deleted now.
    """
    forgotten = 0
    for store in _stores(agent):
        for conversation_id in await _silent(store, moment):
            async with agent.lock_store.lock(conversation_id):
                forgotten += await _delete_silent(store, conversation_id, moment)
            await asyncio.sleep(_BREATH_SECONDS)
        if isinstance(store, SQLTrackerStore):
            await asyncio.to_thread(erasure.settle, store.engine)
    return forgotten


async def remembers(agent: Agent, conversation_id: str) -> bool:
    """Whether anything is stored of a conversation; a store that cannot be asked is not believed to be empty."""
    store, *_ = _stores(agent)
    if not isinstance(store, SQLTrackerStore):
        return await store.exists(conversation_id)
    try:
        # Rasa's own `exists` reads the whole conversation.
        return erasure.keeps(store.engine, conversation_id)
    except SQLAlchemyError:
        return True


def sql_store(agent: Agent) -> SQLTrackerStore | None:
    """The store that keeps the conversations, where it is a database."""
    store, *_ = _stores(agent)
    return store if isinstance(store, SQLTrackerStore) else None


def _stores(agent: Agent) -> list[TrackerStore]:
    """Where conversations may be: the store, and the one in memory that Rasa falls back on when it fails."""
    store = agent.tracker_store
    if not isinstance(store, FailSafeTrackerStore):
        return [store]
    fallback = store._fallback_tracker_store
    return [store._tracker_store, *([fallback] if fallback else [])]


async def _delete(store: TrackerStore, conversation_id: str) -> tuple[str, ...]:
    """Deletes a conversation and returns what the citizen wrote in it."""
    if isinstance(store, SQLTrackerStore):
        deleted = await asyncio.to_thread(erasure.delete, store.engine, conversation_id)
        await asyncio.to_thread(erasure.settle, store.engine)
        _let_go(store, conversation_id)
        return deleted.texts
    if isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation_id, None)
        return ()
    raise CannotForget(type(store).__name__)


async def _silent(store: TrackerStore, moment: float) -> list[str]:
    if isinstance(store, SQLTrackerStore):
        return await asyncio.to_thread(erasure.silent_since, store.engine, moment)
    if isinstance(store, InMemoryTrackerStore):
        return [each for each, tracker in store.store.items() if _latest(tracker) < moment]
    raise CannotForget(type(store).__name__)


async def _delete_silent(store: TrackerStore, conversation_id: str, moment: float) -> bool:
    if isinstance(store, SQLTrackerStore):
        deleted = await asyncio.to_thread(erasure.delete, store.engine, conversation_id, moment)
        if deleted.events:
            _let_go(store, conversation_id)
        return deleted.events > 0
    return store.store.pop(conversation_id, None) is not None


def _let_go(store: SQLTrackerStore, conversation_id: str) -> None:
    if isinstance(store, ConversationStore):
        store.let_go(conversation_id)


def _latest(serialised_tracker: str) -> float:
    """When something last happened in a conversation that is kept in memory."""
    events = json.loads(serialised_tracker)["events"]
    return max((event["timestamp"] or 0.0 for event in events), default=0.0)
