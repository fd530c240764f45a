"""Forgets, once a day, the conversations that have been silent for too long."""

from __future__ import annotations

import asyncio
import logging
import time

from sanic import Sanic

from sportello.privacy import erasure
from sportello.privacy.forget import forget_silent, sql_store

logger = logging.getLogger(__name__)

_DAY_SECONDS = 24 * 60 * 60
# After a failure, for example while the database is locked.
_AGAIN_SECONDS = 10 * 60


async def keep(app: Sanic, days: int) -> None:
    """Runs as long as the server: at its start and then every day.

    It says in the log how many conversations it deleted, never which.
    """
    while True:
        await asyncio.sleep(_DAY_SECONDS if await _once(app, days) else _AGAIN_SECONDS)


async def _once(app: Sanic, days: int) -> bool:
    """One round; returns whether it was possible."""
    agent = app.ctx.agent
    try:
        store = sql_store(agent)
        if store:
            await asyncio.to_thread(erasure.prepare, store.engine)
        forgotten = await forget_silent(agent, time.time() - days * _DAY_SECONDS)
    except Exception as error:
        # Whatever it is, tomorrow is another day. Not its message: an SQL statement in it may hold what was written.
        logger.error("Le conversazioni vecchie non si lasciano cancellare (%s): riprovo.", type(error).__name__)
        return False
    if forgotten:
        logger.info("Conversazioni cancellate dopo %s giorni di silenzio: %s.", days, forgotten)
    return True
