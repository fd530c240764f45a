"""Deletes conversations, which Rasa Open Source cannot, and says which are kept."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from sqlalchemy.exc import SQLAlchemyError


class CannotForget(TypeError):
    """The tracker store is of a kind that we cannot delete from."""


async def forget(agent: Agent, conversation_id: str) -> None:
    """Deletes everything stored of one conversation, under its lock.

    Raises:
        CannotForget: when the tracker store is neither SQL nor in memory.
    """
    async with agent.lock_store.lock(conversation_id):
        _delete(_inner(agent.tracker_store), conversation_id)


async def remembers(agent: Agent, conversation_id: str) -> bool:
    """Whether anything is stored of a conversation; a store that cannot be asked is not believed to be empty."""
    store = _inner(agent.tracker_store)
    if not isinstance(store, SQLTrackerStore):
        return await store.exists(conversation_id)
    try:
        with store.session_scope() as session:
            # Rasa's own `exists` reads the whole conversation.
            return session.query(store.SQLEvent.id).filter_by(sender_id=conversation_id).first() is not None
    except SQLAlchemyError:
        return True


def _inner(store: TrackerStore) -> TrackerStore:
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store


def _delete(store: TrackerStore, conversation_id: str) -> None:
    if isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            session.query(store.SQLEvent).filter_by(sender_id=conversation_id).delete()
            session.commit()
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation_id, None)
    else:
        raise CannotForget(type(store).__name__)
