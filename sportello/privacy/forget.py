"""Deletes conversations, which Rasa Open Source cannot."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore


class CannotForget(TypeError):
    """The tracker store is of a kind that we cannot delete from."""


async def forget(agent: Agent, conversation_id: str) -> None:
    """Deletes everything stored of one conversation, under its lock.

    Raises:
        CannotForget: when the tracker store is neither SQL nor in memory.
    """
    async with agent.lock_store.lock(conversation_id):
        _delete(agent.tracker_store, conversation_id)


def _delete(store: TrackerStore, conversation_id: str) -> None:
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            session.query(store.SQLEvent).filter_by(sender_id=conversation_id).delete()
            session.commit()
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation_id, None)
    else:
        raise CannotForget(type(store).__name__)
