from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from sportello.tracker_store import ConversationStore

DOMAIN = Domain.from_dict(
    {"slots": {"servizio": {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}}}
)


class Broker(EventBroker):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.heard.append(event["event"])


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "prova.db")


@pytest.fixture
async def store(database: str, broker: Broker) -> AsyncIterator[ConversationStore]:
    made = ConversationStore(DOMAIN, broker, dialect="sqlite", db=database)
    yield made
    made.engine.dispose()


def a_turn(tracker: DialogueStateTracker, text: str, servizio: str | None = None) -> None:
    tracker.update(UserUttered(text, {"name": "chiedi_costi"}))
    tracker.update(ActionExecuted("action_rispondi"))
    tracker.update(BotUttered(f"risposta a {text}"))
    if servizio:
        tracker.update(SlotSet("servizio", servizio))
    tracker.update(ActionExecuted("action_listen"))


async def talk(store: ConversationStore, turns: int, name: str = "anna", first_service: str = "sad") -> None:
    for number in range(turns):
        tracker = await store.get_or_create_tracker(name)
        a_turn(tracker, f"domanda {number}", first_service if number == 0 else None)
        await store.save(tracker)


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def whole(database: str, name: str = "anna") -> DialogueStateTracker | None:
    """What Rasa's own store reads of the same table."""
    return await SQLTrackerStore(DOMAIN, dialect="sqlite", db=database).retrieve_full_tracker(name)


async def test_nothing_is_stored_of_a_stranger(store: ConversationStore) -> None:
    assert await store.retrieve("nessuno") is None
    assert not await store.exists("nessuno")


async def test_every_event_is_stored_once_and_readable_by_rasas_own_store(
    store: ConversationStore, database: str
) -> None:
    await talk(store, 40)
    stored = await whole(database)
    assert texts(stored) == [f"domanda {number}" for number in range(40)]
    assert stored is not None
    assert len(stored.events) == 1 + 40 * 4 + 1


async def test_a_long_conversation_is_handed_out_short_with_its_slots(store: ConversationStore) -> None:
    await talk(store, 40)
    tracker = await store.retrieve("anna")
    assert tracker is not None
    assert len(tracker.events) < 40
    assert texts(tracker)[-1] == "domanda 39"
    assert tracker.get_slot("servizio") == "sad"
    assert tracker.copy().get_slot("servizio") == "sad", "Rasa hands actions a replay of the events"


async def test_after_a_restart_the_conversation_goes_on(
    store: ConversationStore, database: str, broker: Broker
) -> None:
    await talk(store, 20)
    again = ConversationStore(DOMAIN, broker, dialect="sqlite", db=database)
    tracker = await again.retrieve("anna")
    assert tracker is not None
    assert tracker.get_slot("servizio") == "sad"
    a_turn(tracker, "ancora")
    await again.save(tracker)
    assert texts(await whole(database))[-2:] == ["domanda 19", "ancora"]
    again.engine.dispose()


async def test_what_another_process_stored_is_seen_at_the_next_turn(
    store: ConversationStore, database: str, broker: Broker
) -> None:
    await talk(store, 2)
    other = ConversationStore(DOMAIN, broker, dialect="sqlite", db=database)
    await talk(other, 1, first_service="adm")
    tracker = await store.retrieve("anna")
    assert tracker is not None
    assert tracker.get_slot("servizio") == "adm"
    assert len(texts(tracker)) == 3
    other.engine.dispose()


async def test_what_somebody_deleted_is_gone_at_the_next_turn(store: ConversationStore) -> None:
    await talk(store, 2)
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events"))
    assert await store.retrieve("anna") is None
    await talk(store, 1)
    assert texts(await store.retrieve("anna")) == ["domanda 0"]


async def test_a_turn_that_broke_off_leaves_nothing_behind(store: ConversationStore, database: str) -> None:
    await talk(store, 2)
    broken = await store.retrieve("anna")
    assert broken is not None
    a_turn(broken, "mai salvata", "adm")
    tracker = await store.retrieve("anna")
    assert tracker is not None
    assert tracker.get_slot("servizio") == "sad"
    await store.save(tracker)
    assert "mai salvata" not in texts(await whole(database))


async def test_conversations_do_not_mix(store: ConversationStore) -> None:
    for number in range(10):
        for name in ("anna", "bruno"):
            tracker = await store.get_or_create_tracker(name)
            a_turn(tracker, f"{name} {number}", name)
            await store.save(tracker)
    for name in ("anna", "bruno"):
        tracker = await store.retrieve(name)
        assert all(text.startswith(name) for text in texts(tracker))
        assert tracker is not None
        assert tracker.get_slot("servizio") == name


async def test_more_conversations_than_are_kept_at_hand(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sportello.tracker_store._CONVERSATIONS_AT_HAND", 3)
    for turn in range(2):
        for number in range(10):
            await talk(store, 1, f"persona {number}")
            assert len(texts(await store.retrieve(f"persona {number}"))) == turn + 1


async def test_the_broker_hears_every_event_once(store: ConversationStore, broker: Broker) -> None:
    await talk(store, 10)
    assert broker.heard.count("user") == 10
    assert broker.heard.count("slot") == 1


async def test_a_tracker_made_elsewhere_is_saved_from_where_the_table_ends(
    store: ConversationStore, database: str
) -> None:
    await talk(store, 2)
    elsewhere = await whole(database)
    assert elsewhere is not None
    a_turn(elsewhere, "da fuori")
    await store.save(elsewhere)
    assert texts(await whole(database)) == ["domanda 0", "domanda 1", "da fuori"]
