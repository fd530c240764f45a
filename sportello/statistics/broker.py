"""Rasa's way out for what happened, of which we keep only counts."""

from __future__ import annotations

import asyncio
import logging
from asyncio import AbstractEventLoop
from typing import Any, Dict, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig

from sportello.settings import get_settings
from sportello.statistics import clock
from sportello.statistics.store import open_store
from sportello.statistics.turns import TurnReader
from sportello.statistics.writer import Withdrawal, Writer

logger = logging.getLogger(__name__)


class StatisticsBroker(EventBroker):
    """Counts every turn by hour, channel, intent, service, aspect and outcome.

    Guarantees that an answer neither waits for it nor fails by it, and that no id of a conversation
    and no text goes further than this class, but for what was not understood, masked and apart.
    """

    def __init__(self, writer: Writer) -> None:
        """Takes turns to a writer that has been started."""
        self._writer = writer
        self._reader = TurnReader()

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: Optional[AbstractEventLoop] = None
    ) -> StatisticsBroker:
        """The broker, set up by the environment (`sportello.settings`)."""
        settings = get_settings()
        writer = Writer(open_store(settings.statistics_url), settings.question_days)
        writer.start()
        return cls(writer)

    def publish(self, event: Dict[Text, Any]) -> None:
        """Takes one event of a conversation; whatever it is like, it raises nothing."""
        try:
            turn = self._reader.read(event, clock.milliseconds())
            if turn:
                self._writer.put(turn)
        except Exception as error:
            # Rasa publishes before it stores: what is raised here would lose the conversation's events.
            logger.error("Un turno non è stato contato (%s).", type(error).__name__)

    def withdraw(self, texts: tuple[str, ...]) -> None:
        """Takes back what was kept of messages that their writer had deleted."""
        self._writer.put(Withdrawal(texts))

    async def close(self) -> None:
        """Writes what waits and ends."""
        await asyncio.to_thread(self._writer.close)
