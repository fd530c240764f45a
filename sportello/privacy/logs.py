"""Keeps what citizens write out of the logs, at every level. Imports no Rasa.

Rasa prints messages in its structured debug lines; libraries put values into the messages of their
exceptions. Neither is switched off, so that a technician can look into a fault: only the values go.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

import structlog

_HIDDEN = "…"
# What may be written of a structured line, besides numbers: names that programmers gave, no values.
_NAMES = frozenset(
    {
        "event",
        "event_key",
        "event_info",
        "level",
        "logger",
        "timestamp",
        "action_name",
        "policy_name",
        "placeholder_key",
    }
)


def protect() -> None:
    """Makes the logs of this process safe; to be called when its logging is set up, before any message."""
    for handler in _handlers():
        if not any(isinstance(each, _Discreet) for each in handler.filters):
            handler.addFilter(_Discreet())
    processors = structlog.get_config()["processors"]
    if without_values not in processors:
        # In place: loggers that were used before keep this very list.
        processors.insert(0, without_values)


def without_values(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structured line with its names and numbers alone; a processor of structlog."""
    for key, value in line.items():
        if key not in _NAMES and key not in {"exc_info", "stack_info"} and not isinstance(value, int | float | None):
            line[key] = _HIDDEN
    return line


class _Discreet(logging.Filter):
    """Writes of an exception what it is and where it came from, never its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            record.exc_text = "\n".join(_told(record.exc_info[1]))
            record.exc_info = None
        return True


def _told(error: BaseException) -> Iterator[str]:
    """An exception and what caused it, as Python tells it, without the messages."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _told(before)
        yield ""
    yield "Traceback (most recent call last):"
    yield _frames(error.__traceback__)
    yield type(error).__qualname__


def _frames(where: TracebackType | None) -> str:
    return "".join(traceback.format_tb(where)).rstrip()


def _handlers() -> Iterator[logging.Handler]:
    yield from logging.root.handlers
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            yield from logger.handlers
