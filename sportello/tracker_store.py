"""Conversations in SQL, as fast at their thousandth turn as at their tenth."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any, Dict, List, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

# Rules look at the last turn, actions at the slots: what is older only costs time, at every turn.
_TURNS_KEPT = 2
_CONVERSATIONS_AT_HAND = 1000


@dataclass
class _AtHand:
    """A conversation in memory: its tracker, how many of its events are stored, and the id of the last of them."""

    tracker: DialogueStateTracker
    stored: int
    last_event: int

    def is_as_stored(self, last_event: int) -> bool:
        """Whether nobody has added to the tracker or to the table since."""
        return self.last_event == last_event and self.stored == len(self.tracker.events)


class ConversationStore(SQLTrackerStore):
    """Rasa's store on SQL, with the same table, that hands out the last turns and the slots only.

    Conversations of late stay in memory, and are used only while the table has nothing newer: what
    another process stores or deletes counts from the next message on. Rasa's own store reads a whole
    session at every turn and keeps all of it before the policies and the action server, three times
    slower after a hundred turns.

    The database is asked in a thread: while it is slow, pages and other citizens are not.
    """

    engine: sa.engine.Engine

    def __init__(
        self, domain: Optional[Domain] = None, event_broker: Optional[EventBroker] = None, **kwargs: Any
    ) -> None:
        """Takes what `tracker_store` says in `endpoints.yml`, as Rasa's `SQLTrackerStore`."""
        super().__init__(domain=domain, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine = _engine(self.engine.url)
        self.sessionmaker = sessionmaker(bind=self.engine)
        # Errors go to the log, and their parameters are what citizens wrote.
        self.engine.hide_parameters = True
        self._at_hand: OrderedDict[str, _AtHand] = OrderedDict()
        events = self.SQLEvent.__table__
        self._last_id = sa.select(sa.func.max(events.c.id)).where(events.c.sender_id == sa.bindparam("sender"))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The last turns of the conversation with all its slots; None when nothing is stored of it."""
        known = self._at_hand.pop(sender_id, None)
        last_event = await asyncio.to_thread(self._last_event, sender_id)
        if last_event is None:
            return None
        as_stored = known is not None and known.is_as_stored(last_event)
        tracker = known.tracker if known and as_stored else await asyncio.to_thread(self._load, sender_id)
        tracker = shortened(tracker, self.domain)
        self._keep(_AtHand(tracker, len(tracker.events), last_event))
        return tracker

    def let_go(self, conversation_id: Text) -> None:
        """Drops from memory a conversation that somebody has deleted from the table."""
        self._at_hand.pop(conversation_id, None)

    async def exists(self, conversation_id: Text) -> bool:
        """Whether anything is stored of the conversation, without reading it."""
        return await asyncio.to_thread(self._last_event, conversation_id) is not None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores, and streams to the event broker, what has been added since the tracker was handed out."""
        known = self._at_hand.get(tracker.sender_id)
        if known and known.tracker is tracker:
            added = list(islice(tracker.events, known.stored, None))
        else:
            added = await asyncio.to_thread(self._not_stored, tracker)
        if not added:
            return
        last_event = await asyncio.to_thread(self._insert, tracker.sender_id, added)
        self._keep(_AtHand(tracker, len(tracker.events), last_event))
        if self.event_broker:
            await self._stream_new_events(self.event_broker, added, tracker.sender_id)

    def _keep(self, at_hand: _AtHand) -> None:
        self._at_hand[at_hand.tracker.sender_id] = at_hand
        self._at_hand.move_to_end(at_hand.tracker.sender_id)
        if len(self._at_hand) > _CONVERSATIONS_AT_HAND:
            self._at_hand.popitem(last=False)

    def _load(self, sender_id: str) -> DialogueStateTracker:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=False).all()
            return DialogueStateTracker.from_dict(sender_id, [json.loads(row.data) for row in rows], self.domain.slots)

    def _last_event(self, sender_id: str) -> Optional[int]:
        with self.engine.connect() as connection:
            return connection.execute(self._last_id, {"sender": sender_id}).scalar()

    def _not_stored(self, tracker: DialogueStateTracker) -> List[Event]:
        with self.session_scope() as session:
            return list(self._additional_events(session, tracker))

    def _insert(self, sender_id: str, added: List[Event]) -> int:
        rows = [_row(sender_id, event) for event in added]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self.SQLEvent.__table__), rows)
            return int(connection.execute(self._last_id, {"sender": sender_id}).scalar_one())


def shortened(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """The tracker itself or, when long, one of its last turns that starts with the slots as they were set."""
    events = list(tracker.events)
    listens = [index for index, event in enumerate(events) if _is_listen(event)]
    if len(listens) <= 2 * _TURNS_KEPT:
        return tracker
    kept = events[listens[-_TURNS_KEPT - 1] :]
    moment = kept[0].timestamp
    # Policies and actions get a replay of the events, so that a slot without an event would be empty.
    slots = [SlotSet(slot.name, slot.value, moment) for slot in tracker.slots.values() if slot.has_been_set]
    return DialogueStateTracker.from_events(tracker.sender_id, [*slots, *kept], domain.slots)


def _is_listen(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _row(sender_id: str, event: Event) -> Dict[str, Any]:
    """The columns of an event, as Rasa's store fills them."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _engine(url: sa.engine.URL) -> sa.engine.Engine:
    """Connections that are kept, and made anew after the database was away."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _: Any) -> None:
        # Writers wait neither for readers nor, at every turn, for the disk. A killed process loses
        # nothing; a power cut loses at most the last moments, never the file.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
