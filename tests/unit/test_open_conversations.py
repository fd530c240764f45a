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

    async def forget(self, conversation_id: str) -> None:
        self.kept.discard(conversation_id)


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


async def test_a_deleted_conversation_is_refused_at_once(conversations: OpenConversations, store: Store) -> None:
    begun = conversations.begin()
    store.kept.add(begun)
    await conversations.end(begun, store.forget)
    assert not await conversations.has(begun, store.has)


async def test_while_it_is_being_deleted_no_message_is_taken(conversations: OpenConversations, store: Store) -> None:
    begun = conversations.begin()
    store.kept.add(begun)
    go_on = asyncio.Event()

    async def slow(conversation_id: str) -> None:
        await go_on.wait()
        await store.forget(conversation_id)

    deletion = asyncio.create_task(conversations.end(begun, slow))
    await asyncio.sleep(0)
    assert not await conversations.has(begun, store.has)
    go_on.set()
    await deletion
    assert not await conversations.has(begun, store.has)


async def test_a_deletion_that_fails_leaves_the_conversation_open(
    conversations: OpenConversations, store: Store
) -> None:
    begun = conversations.begin()
    store.kept.add(begun)

    async def fail(_: str) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        await conversations.end(begun, fail)
    assert await conversations.has(begun, store.has)


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
