"""Which conversations may be continued: those begun here and not deleted since."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from sportello.channels.identity import ConversationIds

Stored = Callable[[str], Awaitable[bool]]

# So often at most the store is asked for one conversation: what somebody else deleted ends by then.
_FRESH_SECONDS = 60.0


class OpenConversations:
    """Ids that are of this key and whose conversation is still kept.

    The store itself is the list: an id survives a restart, and one that was deleted, here or by
    whoever else deletes from the store, is refused afterwards. What was just seen is remembered
    for `_FRESH_SECONDS`, so that a message does not pay for the question.
    """

    def __init__(
        self, ids: ConversationIds, max_kept: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ids = ids
        self._max_kept = max_kept
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def begin(self) -> str:
        """A new id, of a conversation that is about to be stored."""
        conversation_id = self._ids.new()
        self._remember(conversation_id)
        return conversation_id

    def turn(self, conversation_id: str) -> asyncio.Lock:
        """The lock under which one thing at a time happens to a conversation, in the order of arrival.

        Rasa has one of its own, which holds between processes too, but who waits there looks only
        once a second whether it is free.
        """
        return self._turns.setdefault(conversation_id, asyncio.Lock())

    async def has(self, conversation_id: str, stored: Stored) -> bool:
        """Whether this conversation may be continued; `stored` says whether the store keeps it."""
        if not self._ids.knows(conversation_id):
            return False
        seen = self._seen.get(conversation_id)
        if seen is not None and self._clock() - seen < _FRESH_SECONDS:
            return True
        self._seen.pop(conversation_id, None)
        if not await stored(conversation_id):
            return False
        self._remember(conversation_id)
        return True

    def end(self, conversation_id: str) -> None:
        """Forgets what was seen of a conversation: from now on the store is asked."""
        self._seen.pop(conversation_id, None)

    def _remember(self, conversation_id: str) -> None:
        self._seen[conversation_id] = self._clock()
        while len(self._seen) > self._max_kept:
            self._seen.popitem(last=False)
