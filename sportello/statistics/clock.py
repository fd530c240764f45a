"""When the message that is being answered came in.

The gate of the channels (`sportello.channels.incoming`) and the event broker stand at the two ends
of Rasa, which hands no such time from one to the other: a context variable does, within one task.
"""

from __future__ import annotations

import time
from contextvars import ContextVar

_received: ContextVar[float | None] = ContextVar("received", default=None)


def start() -> None:
    """A message came in now."""
    _received.set(time.monotonic())


def milliseconds() -> float | None:
    """How long ago the message of this task came in; None where no channel said so."""
    received = _received.get()
    return None if received is None else (time.monotonic() - received) * 1000
