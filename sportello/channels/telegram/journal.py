"""Which updates were taken already, and who still waits for an answer, over a restart too.

Telegram hands out an update again when it did not hear that it arrived. What is kept on disk is
the number of each update, for as long as that can happen, and, only while an answer is being made,
the number of its chat, sealed with the key of this installation. Never a word, never a name.
"""

from __future__ import annotations

import base64
import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from sportello.channels.identity import pseudonym

logger = logging.getLogger(__name__)

# Telegram keeps what it could not deliver for a day.
_KEPT_SECONDS = 2 * 24 * 3600
_MAX_IN_MEMORY = 20_000
_PRUNE_EVERY = 500
_TABLE = "CREATE TABLE IF NOT EXISTS aggiornamenti (numero INTEGER PRIMARY KEY, quando REAL NOT NULL, chat BLOB)"


class Journal:
    """Takes each update once.

    A file that cannot be read or written costs no answer: the updates of this run are then known
    all the same, and the log says once that a restart may answer some of them again.
    """

    def __init__(self, path: Path, key: bytes, clock: Callable[[], float] = time.time) -> None:
        sealing = bytes.fromhex(pseudonym(key, "telegram", "diario"))
        self._seal = Fernet(base64.urlsafe_b64encode(sealing))
        self._clock = clock
        self._path = path
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._waiting: dict[int, int] = {}
        self._until_pruned = _PRUNE_EVERY
        self._database: sqlite3.Connection | None = None
        try:
            self._open()
        except sqlite3.Error:
            self._give_up()

    def take(self, update_id: int, chat_id: int | None) -> bool:
        """Whether this update is to be answered: it is new, or the last run never came to answer it.

        Args:
            update_id: its number.
            chat_id: who waits for an answer to it, if anybody does.
        """
        if update_id in self._taken:
            return self._waiting.pop(update_id, None) is not None
        self._taken[update_id] = None
        if len(self._taken) > _MAX_IN_MEMORY:
            self._taken.popitem(last=False)
        self._until_pruned -= 1
        if not self._until_pruned:
            self._forget_old()
        sealed = None if chat_id is None else self._seal.encrypt(str(chat_id).encode())
        self._write("INSERT OR IGNORE INTO aggiornamenti VALUES (?, ?, ?)", update_id, self._clock(), sealed)
        return True

    def done(self, update_id: int) -> None:
        """Nobody waits for the answer to this update any more: who it was is forgotten."""
        self._write("UPDATE aggiornamenti SET chat = NULL WHERE numero = ?", update_id)

    def interrupted(self) -> dict[int, int]:
        """The updates that the last run took and never came to answer, with their chats."""
        return dict(self._waiting)

    def close(self) -> None:
        """Lets the file go."""
        if self._database:
            self._database.close()
            self._database = None

    def _open(self) -> None:
        self._database = sqlite3.connect(self._path, isolation_level=None, timeout=1.0)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(_TABLE)
        self._forget_old()
        newest = "SELECT numero, chat FROM aggiornamenti ORDER BY quando DESC LIMIT ?"
        rows = self._database.execute(newest, (_MAX_IN_MEMORY,)).fetchall()
        self._taken.update((update_id, None) for update_id, _ in reversed(rows))
        chats = {update_id: self._unsealed(sealed) for update_id, sealed in reversed(rows) if sealed}
        self._waiting = {update_id: chat for update_id, chat in chats.items() if chat is not None}

    def _unsealed(self, sealed: bytes) -> int | None:
        try:
            return int(self._seal.decrypt(sealed))
        except InvalidToken:  # sealed with the key of before
            return None

    def _forget_old(self) -> None:
        self._until_pruned = _PRUNE_EVERY
        self._write("DELETE FROM aggiornamenti WHERE quando < ?", self._clock() - _KEPT_SECONDS)

    def _write(self, statement: str, *values: object) -> None:
        if self._database is None:
            return
        try:
            self._database.execute(statement, values)
        except sqlite3.Error:
            self._give_up()

    def _give_up(self) -> None:
        logger.error(
            "Telegram: non riesco a usare %s. Si risponde lo stesso, ma dopo un riavvio qualche risposta può "
            "ripetersi. Controlli spazio e permessi, o cancelli il file.",
            self._path.name,
        )
        self.close()
