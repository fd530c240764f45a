"""Writes statistics in the background: whoever answers a citizen never waits for it, nor fails by it."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from sportello.statistics import questions, store
from sportello.statistics.turns import ZONE, Turn

logger = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 60.0
_MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Withdrawal:
    """Somebody had a conversation deleted: what was kept of its messages goes too."""

    texts: tuple[str, ...]


class _End:
    pass


class Writer:
    """A thread that takes turns from a buffer and adds them to the database.

    While the database is locked or missing they wait in the buffer and the thread tries again, with
    growing pauses; when the buffer is full the newest turns are lost, which the log says once.
    Questions expire here too, once a day.
    """

    def __init__(self, engine: Engine, question_days: int, buffered: int = 10_000, pause_seconds: float = 1.0) -> None:
        """Nothing is touched yet.

        Args:
            engine: the database of `sportello.statistics.store`.
            question_days: how long a question that was not understood is kept.
            buffered: how many turns may wait.
            pause_seconds: how long turns are gathered before they are written together.
        """
        self._engine = engine
        self._question_days = question_days
        self._pause = pause_seconds
        self._waiting: queue.Queue[Turn | Withdrawal | _End] = queue.Queue(buffered)
        self._ending = threading.Event()
        self._losing = False
        self._expired_on: dt.date | None = None
        self._thread = threading.Thread(target=self._run, name="statistiche", daemon=True)

    def start(self) -> None:
        """Begins to write."""
        self._thread.start()

    def put(self, item: Turn | Withdrawal) -> None:
        """Takes something to write; returns at once, whatever happens."""
        try:
            self._waiting.put_nowait(item)
        except queue.Full:
            if not self._losing:
                logger.error("Le statistiche non si riescono a scrivere e non c'è più posto: se ne perdono.")
            self._losing = True

    def close(self, wait_seconds: float = 3.0) -> None:
        """Writes what waits, if that is possible in this time, and ends."""
        self._ending.set()
        with contextlib.suppress(queue.Full):  # a thread that has so much to do is not waiting for more
            self._waiting.put_nowait(_End())
        if self._thread.is_alive():
            self._thread.join(wait_seconds)

    def _run(self) -> None:
        batch: list[Turn | Withdrawal] = []
        ended = False
        while not ended:
            ended = self._gather(batch) or (self._ending.is_set() and self._waiting.empty())
            self._persist(batch)
            self._expire()

    def _gather(self, batch: list[Turn | Withdrawal]) -> bool:
        """Waits for something, then takes what comes within the pause; returns whether it is the end."""
        deadline: float | None = None
        while len(batch) < _MOST_AT_ONCE:
            left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
            try:
                item = self._waiting.get(timeout=_LONGEST_PAUSE_SECONDS if left is None else left)
            except queue.Empty:
                return False
            if isinstance(item, _End):
                return True
            batch.append(item)
            deadline = deadline or time.monotonic() + self._pause
        return False

    def _persist(self, batch: list[Turn | Withdrawal]) -> None:
        """Writes the batch and empties it, trying again until it is written or the process ends."""
        pause = self._pause
        said = False
        while batch:
            problem = self._attempt(lambda: self._write(batch))
            if problem is None:
                batch.clear()
                self._losing = False
                return
            if not said:
                logger.error("Le statistiche aspettano: la loro banca dati non si lascia scrivere (%s).", problem)
                said = True
            if self._ending.wait(pause):
                self._attempt(lambda: self._write(batch))
                batch.clear()
                return
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _write(self, batch: Sequence[Turn | Withdrawal]) -> None:
        """Writes the whole batch or nothing of it, in its order: a withdrawal takes back what came before."""
        store.make_tables(self._engine)
        with self._engine.begin() as connection:
            for is_turns, items in groupby(batch, key=lambda item: isinstance(item, Turn)):
                if is_turns:
                    store.record(connection, [item for item in items if isinstance(item, Turn)])
                else:
                    texts = [text for item in items if isinstance(item, Withdrawal) for text in item.texts]
                    store.withdraw(connection, texts)

    def _expire(self) -> None:
        today = dt.datetime.now(ZONE).date()
        if self._expired_on == today:
            return
        if self._attempt(lambda: self._delete_old(today)) is None:
            self._expired_on = today

    def _delete_old(self, today: dt.date) -> None:
        store.make_tables(self._engine)
        questions.expire(self._engine, self._question_days, today)

    @staticmethod
    def _attempt(work: Callable[[], None]) -> str | None:
        """Does it, or returns what kind of problem there is: never the values, which a message may hold."""
        try:
            work()
        except (SQLAlchemyError, OSError) as error:
            return type(error).__name__
        return None
