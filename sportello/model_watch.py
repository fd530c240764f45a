"""Takes up a newer model while the server answers."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from rasa.core.agent import Agent
from rasa.model import get_latest_model

logger = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 1.0


class ModelWatch:
    """Follows the newest model of a folder, which is the one that Rasa itself takes at its start.

    Guarantees that messages are answered all the while, each turn by one model alone, and that a
    model that cannot be loaded leaves the one before it in force. A model appears in the folder
    whole (`sportello.cli.train` moves it there).
    """

    def __init__(self, agent: Agent, folder: Path) -> None:
        """The agent serves what is the newest in the folder now."""
        self._agent = agent
        self._folder = folder
        self._seen = self._newest()

    async def keep(self) -> None:
        """Runs as long as the server."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look: loads the newest model where it is another one than before."""
        newest = self._newest()
        if newest is None or newest == self._seen:
            return
        self._seen = newest
        path, _ = newest
        try:
            # In a thread: loading takes seconds, and a citizen is not to wait for them.
            await asyncio.to_thread(self._agent.load_model, path)
        except Exception as error:
            # Whatever is wrong with the file, the model in force goes on answering.
            logger.error("Il modello nuovo non si carica (%s): resta in uso quello di prima.", type(error).__name__)
        else:
            logger.info("Modello in uso: %s.", path.name)

    def _newest(self) -> tuple[Path, int] | None:
        """The newest model with the time of its file: one that is put back in force is touched."""
        try:
            found = get_latest_model(str(self._folder))
            return (Path(found), Path(found).stat().st_mtime_ns) if found else None
        except FileNotFoundError:  # one was removed between two looks
            return self._seen
