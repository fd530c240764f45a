"""One thing at a time in a conversation, over several servers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Optional, Text

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError, RedisError

logger = logging.getLogger(__name__)

# A server that dies in the middle of a turn frees its conversation so soon; one that lives renews its lock.
_LIFETIME_SECONDS = 4.0
_RENEW_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.02
_PATIENCE_SECONDS = 5.0


class RedisLocks(LockStore):
    """The lock of `redis-py`, taken and given back by Redis in one step.

    Rasa's own `RedisLockStore` reads a list of tickets, changes it and writes it back: two servers at
    once can both believe that it is their turn. While Redis is away turns go on without it: normally a
    conversation is always on one server, where the channel itself keeps its messages in order.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Connects at the first turn, as `lock_store` in the endpoints says: `url`, `port`, `password` and so on."""
        options = {"port": 6379, "socket_timeout": _PATIENCE_SECONDS, **endpoint_config.kwargs}
        self._redis = Redis(host=endpoint_config.url or "localhost", **options)
        self._away = False
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: Text,
        lock_lifetime: float = _LONGEST_WAIT_SECONDS,
        wait_time_in_seconds: float = _LOOK_EVERY_SECONDS,
    ) -> AsyncIterator[Optional[TicketLock]]:
        """Waits for the conversation and holds it for as long as the block runs.

        Raises:
            LockError: when another holds it for longer than `lock_lifetime`.
        """
        lock = self._redis.lock(
            f"sportello:turno:{conversation_id}",
            timeout=_LIFETIME_SECONDS,
            sleep=min(wait_time_in_seconds, _LOOK_EVERY_SECONDS),
            blocking_timeout=lock_lifetime,
        )
        held = await self._acquired(lock)
        renewing = asyncio.create_task(_renew(lock)) if held else None
        try:
            yield None
        finally:
            if renewing:
                renewing.cancel()
                await self._release(lock)

    async def _acquired(self, lock: Lock) -> bool:
        try:
            acquired = await lock.acquire()
        except RedisError as error:
            if not self._away:
                logger.error("Redis non risponde: si va avanti senza. %s", error)
            self._away = True
            return False
        self._away = False
        if not acquired:
            raise LockError("Un'altra richiesta tiene occupata la conversazione.")
        return True

    async def _release(self, lock: Lock) -> None:
        try:
            await lock.release()
        except LockNotOwnedError:
            logger.warning("Un turno è durato più del suo blocco.")
        except RedisError:
            self._away = True  # the lock ends by itself


async def _renew(lock: Lock) -> None:
    """Keeps the lock for as long as the turn lasts, until cancelled."""
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        try:
            await lock.reacquire()
        except RedisError:
            return  # lost, or Redis is away: giving it back will tell
