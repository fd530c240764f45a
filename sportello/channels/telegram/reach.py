"""Whether Telegram can be reached: said once when that changes, with the pauses to make meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0


def pauses(first: float = 1.0, longest: float = _LONGEST_PAUSE) -> Iterator[float]:
    """Seconds to wait before each new try, growing up to a longest."""
    pause = first
    while True:
        yield pause
        pause = min(pause * 2, longest)


class Reach:
    """What the log says of Telegram, once for each change.

    The library's own words are never logged: some of them carry the token.
    """

    def __init__(self) -> None:
        self._trouble: str | None = None

    def lost(self, error: TelegramError) -> None:
        """Telegram could not be used, for this reason."""
        trouble = _reason(error)
        if trouble != self._trouble:
            logger.warning("Telegram: %s. Si riprova da soli; il sito non ne risente.", trouble)
        self._trouble = trouble

    def found(self) -> None:
        """Telegram answers."""
        if self._trouble:
            logger.warning("Telegram: di nuovo raggiungibile.")
        self._trouble = None


def _reason(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return "rifiuta il bot: controlli TELEGRAM_TOKEN"
    if isinstance(error, Conflict):
        return "un altro programma legge già i messaggi di questo bot: lo fermi"
    if isinstance(error, RetryAfter):
        return "chiede di aspettare, per troppe richieste"
    if isinstance(error, BadRequest):
        return "rifiuta la richiesta: controlli INDIRIZZO_PUBBLICO"
    return "non raggiungibile"
