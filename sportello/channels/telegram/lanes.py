"""Work in order within a chat, side by side between chats."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lanes:
    """One queue a chat, which is there only while it has work: nothing is kept of a chat at rest.

    A job must catch what it raises.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Job]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._workers)

    def put(self, chat_id: int, job: Job) -> None:
        """Does the job after everything that was put in this chat before."""
        self._waiting.setdefault(chat_id, deque()).append(job)
        if chat_id not in self._workers:
            self._workers[chat_id] = asyncio.create_task(self._work(chat_id))

    async def close(self, grace_seconds: float) -> None:
        """Waits so long for the work at hand to be finished, then drops what is left."""
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=grace_seconds)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        try:
            while waiting:
                await waiting.popleft()()
        finally:
            del self._waiting[chat_id], self._workers[chat_id]
