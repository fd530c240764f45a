from __future__ import annotations

import asyncio

import pytest

from sportello.channels.conversations import OpenConversations
from sportello.channels.identity import ConversationIds

KEY = b"k" * 32


class Store:
    """What a store keeps, and how often it was asked."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.asked = 0

    async def has(self, conversation_id: str) -> bool:
        self.asked += 1
        return conversation_id in self.kept


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(clock: Clock) -> OpenConversations:
    return OpenConversations(ConversationIds(KEY), clock=clock)


async def test_a_conversation_just_begun_is_open_and_the_store_is_not_asked(
    conversations: OpenConversations, store: Store
) -> None:
    begun = conversations.begin()
    assert await conversations.has(begun, store.has)
    assert store.asked == 0


@pytest.mark.parametrize("forged", ["", "default", ConversationIds(b"x" * 32).new(), "A" * 43])
async def test_a_forged_id_is_refused_without_asking_the_store(
    conversations: OpenConversations, store: Store, forged: str
) -> None:
    store.kept.add(forged)
    assert not await conversations.has(forged, store.has)
    assert store.asked == 0


async def test_an_id_of_ours_that_is_not_stored_is_refused_each_time(
    conversations: OpenConversations, store: Store
) -> None:
    expired = ConversationIds(KEY).new()
    assert [await conversations.has(expired, store.has) for _ in range(2)] == [False, False]
    assert store.asked == 2


async def test_after_a_restart_a_stored_conversation_goes_on_and_is_asked_for_once(
    conversations: OpenConversations, store: Store
) -> None:
    stored = ConversationIds(KEY).new()
    store.kept.add(stored)
    assert [await conversations.has(stored, store.has) for _ in range(3)] == [True, True, True]
    assert store.asked == 1


async def test_an_ended_conversation_is_asked_for_again(conversations: OpenConversations, store: Store) -> None:
    begun = conversations.begin()
    store.kept.add(begun)
    conversations.end(begun)
    assert await conversations.has(begun, store.has), "the deletion failed: it is still stored"
    conversations.end(begun)
    store.kept.discard(begun)
    assert not await conversations.has(begun, store.has)


async def test_what_happens_to_a_conversation_happens_in_the_order_of_arrival(
    conversations: OpenConversations,
) -> None:
    done: list[str] = []

    async def act(conversation_id: str, name: str, until: asyncio.Event) -> None:
        async with conversations.turn(conversation_id):
            await until.wait()
            done.append(name)

    slow, fast = asyncio.Event(), asyncio.Event()
    fast.set()
    tasks = [asyncio.create_task(act("a", "first", slow))]
    tasks += [asyncio.create_task(act("a", name, fast)) for name in ("second", "third")]
    await act("b", "another conversation", fast)
    assert done == ["another conversation"]
    slow.set()
    await asyncio.gather(*tasks)
    assert done == ["another conversation", "first", "second", "third"]
    assert len(conversations._turns) == 0, "nothing is kept of who has finished"


@pytest.mark.parametrize(("seconds", "is_open"), [(59.9, True), (60.0, False)])
async def test_what_somebody_else_deleted_is_refused_a_minute_later(
    conversations: OpenConversations, store: Store, clock: Clock, seconds: float, is_open: bool
) -> None:
    begun = conversations.begin()
    clock.now += seconds
    assert await conversations.has(begun, store.has) is is_open


async def test_a_flood_of_conversations_does_not_fill_the_memory(store: Store, clock: Clock) -> None:
    conversations = OpenConversations(ConversationIds(KEY), max_kept=10, clock=clock)
    begun = [conversations.begin() for _ in range(1000)]
    assert len(conversations._seen) == 10
    store.kept.update(begun)
    assert await conversations.has(begun[0], store.has), "the store still knows it"
