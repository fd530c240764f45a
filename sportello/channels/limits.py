"""How many messages a client may send, and how many are in work at once."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sportello.channels.errors import Refusal, Refused

_MINUTE = 60.0


class RateLimit:
    """At most so many messages in any minute, or other window, for each client; who was silent for one is forgotten.

    Keeps at most `max_clients` clients in memory, the most recent ones, so that a flood from many
    addresses cannot fill it.
    """

    def __init__(
        self,
        messages: int,
        max_clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
        window_seconds: float = _MINUTE,
    ) -> None:
        self._limit = messages
        self._window = window_seconds
        self._max_clients = max_clients
        self._clock = clock
        self._sent: OrderedDict[str, list[float]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Whether the client may send one more message now; counts it if so."""
        now = self._clock()
        recent = [moment for moment in self._sent.pop(client, []) if now - moment < self._window]
        allowed = len(recent) < self._limit
        if allowed:
            recent.append(now)
        self._sent[client] = recent
        self._forget(now)
        return allowed

    def _forget(self, now: float) -> None:
        """Drops the clients, whose names are addresses, that no longer count, the least recent first."""
        while self._sent:
            client, sent = next(iter(self._sent.items()))
            counts = sent and now - sent[-1] < self._window
            if counts and len(self._sent) <= self._max_clients:
                return
            del self._sent[client]


class Capacity:
    """At most so many messages in work at once; who comes when it is full is told so at once.

    A longer queue would serve nobody better: everybody in it would wait until they give up.
    """

    def __init__(self, places: int) -> None:
        self._free = places

    @contextmanager
    def place(self) -> Iterator[None]:
        """Takes a place for as long as the block runs.

        Raises:
            Refused: when there is none.
        """
        if self._free <= 0:
            raise Refused(Refusal.BUSY)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
