"""How many messages a client may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_MINUTE = 60.0


class RateLimit:
    """At most so many messages in any minute, or other window, for each client.

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
        while len(self._sent) > self._max_clients:
            self._sent.popitem(last=False)
        return allowed
