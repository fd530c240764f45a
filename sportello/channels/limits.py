"""How many messages a client may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_WINDOW_SECONDS = 60.0


class RateLimit:
    """At most so many messages in any minute for each client; the least recent clients are forgotten.

    Keeps at most `max_clients` clients in memory, so that a flood from many addresses cannot fill it.
    """

    def __init__(
        self, messages_per_minute: int, max_clients: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = messages_per_minute
        self._max_clients = max_clients
        self._clock = clock
        self._sent: OrderedDict[str, list[float]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Whether the client may send one more message now; counts it if so."""
        now = self._clock()
        recent = [moment for moment in self._sent.pop(client, []) if now - moment < _WINDOW_SECONDS]
        allowed = len(recent) < self._limit
        if allowed:
            recent.append(now)
        self._sent[client] = recent
        while len(self._sent) > self._max_clients:
            self._sent.popitem(last=False)
        return allowed
