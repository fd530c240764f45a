"""Files that are whole at every moment, whoever dies while they are written."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

_HALF_WRITTEN = ".parziale"

T = TypeVar("T")
Stamp = tuple[int, int, int]


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes a file so that a reader finds the former content or the new one, never a part.

    The new one has reached the disk when this returns.

    Raises:
        OSError: when it cannot be written; the former content is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_HALF_WRITTEN)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sweep(folder: Path) -> None:
    """Removes what writers that were killed have left half written; for when nobody else writes there."""
    for path in folder.rglob(f".*{_HALF_WRITTEN}"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes what was created, renamed or removed in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fingerprint(text: str | None) -> str:
    """What tells one text from another; that of a file that is not there is its own."""
    return hashlib.sha256(b"-" if text is None else b"+" + text.encode()).hexdigest()[:32]


class Followed(Generic[T]):
    """What is read of a file: the newest good version of it, whoever writes there meanwhile.

    Safe to use from several threads. The file is read only when its time, size or place on the disk
    changed; where a change cannot be read, what was read before stays, and the log says so once.
    """

    def __init__(self, path: Path, read: Callable[[str], T]) -> None:
        """Reads nothing yet.

        Args:
            path: the file.
            read: makes of its text what is wanted; whatever it raises means that the text is no good.
        """
        self._path = path
        self._read = read
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._good: list[T] = []

    def current(self) -> T:
        """What the file says now.

        Raises:
            Exception: what `read` raises, or OSError, when no version was ever good.
        """
        with self._lock:
            stamp = self._look()
            if not self._good or stamp != self._stamp:
                self._take(stamp)
            return self._good[0]

    def _take(self, stamp: Stamp | None) -> None:
        try:
            self._good = [self._read(self._path.read_text(encoding="utf-8"))]
        except Exception as error:
            if not self._good:
                raise
            name, kind = self._path.name, type(error).__name__
            logger.error("%s è cambiato e non si lascia leggere (%s): resta in uso com'era.", name, kind)
        self._stamp = stamp

    def _look(self) -> Stamp | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
