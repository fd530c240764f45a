"""What operators have changed and not yet published: files of `data/` that differ from the live ones."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import portalocker

from sportello.files import fingerprint, write_whole


@dataclass(frozen=True)
class Change:
    """One file of the draft; `before` is what is live, `after` what is drafted, None where there is no file.

    `conflict` says that the live file was changed, by hand, after the draft was begun.
    """

    name: str
    before: str | None
    after: str | None
    conflict: bool

    @property
    def mark(self) -> str:
        """What tells this change of a file from another one of it."""
        return _mark([self])


class ChangedMeanwhile(Exception):
    """Somebody else has changed the same thing since it was shown: nothing was written."""


class Draft:
    """The operators' common draft.

    Names are paths within `data/`, such as `nlu/bisogni/sad.yml`. Only files that differ are kept, each
    beside the fingerprint of the live one that it started from. Every file is whole at every moment,
    and one change at a time is made, also by several processes.
    """

    def __init__(self, live: Path, folder: Path) -> None:
        """Makes nothing yet.

        Args:
            live: the folder `data/` in force.
            folder: where the draft is kept.
        """
        self.live = live
        self._files = folder / "file"
        self._origins = folder / "origini.json"
        self._lock = folder / "lucchetto"
        self._mine = threading.RLock()
        self._depth = 0

    def read(self, name: str) -> str | None:
        """The text of a file as drafted, or else as live; None where there is none, or no more.

        Raises:
            ValueError: when the name leads out of `data/`.
        """
        drafted = self._drafted(name)
        return _text(drafted if name in self._read_origins() else self.live / name)

    def names(self, pattern: str = "**/*.yml") -> list[str]:
        """The names of the files that there are, live or drafted, in order."""
        drafted = self._read_origins()
        live = {path.relative_to(self.live).as_posix() for path in self.live.glob(pattern)}
        kept = {path.relative_to(self._files).as_posix() for path in self._files.glob(pattern)}
        return sorted((live - set(drafted)) | (kept & set(drafted)))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One at a time: what is read within is still so when it is written within."""
        with self._mine:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            if self._depth:
                yield
                return
            with portalocker.Lock(self._lock, "a", timeout=30):
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1

    def write(self, name: str, text: str | None, seen: str | None = None) -> None:
        """Drafts the new text of a file; None drafts that it goes. What equals the live file is no change.

        Args:
            name: the path within `data/`.
            text: the whole new text.
            seen: the `fingerprint` of the text that this one was made from, where it matters.

        Raises:
            ChangedMeanwhile: when the file is no longer as it was seen.
            ValueError: when the name leads out of `data/`.
        """
        target = self._drafted(name)
        with self.changing():
            if seen is not None and seen != fingerprint(self.read(name)):
                raise ChangedMeanwhile(name)
            live = _text(self.live / name)
            origins = self._read_origins()
            if text == live:
                origins.pop(name, None)
                self._write_origins(origins)
                target.unlink(missing_ok=True)
                return
            # The file first: without its origin it is not part of the draft yet.
            if text is None:
                target.unlink(missing_ok=True)
            else:
                write_whole(target, text)
            if name not in origins:
                origins[name] = fingerprint(live)
                self._write_origins(origins)

    def changes(self) -> list[Change]:
        """Every file that differs from the live one, in order."""
        found = []
        for name, origin in sorted(self._read_origins().items()):
            before, after = _text(self.live / name), _text(self._files / name)
            if before != after:
                found.append(Change(name, before, after, conflict=fingerprint(before) != origin))
        return found

    def write_all(self, folder: Path) -> None:
        """Makes the folder a copy of the live files with the draft in it."""
        with self.changing():
            shutil.copytree(self.live, folder)
            for change in self.changes():
                target = folder / change.name
                if change.after is None:
                    target.unlink(missing_ok=True)
                else:
                    write_whole(target, change.after)

    def mark(self, name: str | None = None) -> str:
        """What tells one draft, or what is drafted of one file, from another, against the same live files."""
        return _mark([change for change in self.changes() if name in (None, change.name)])

    def discard(self, name: str | None = None, seen: str | None = None) -> None:
        """Forgets the drafted text of one file, or the whole draft; of a file that is not drafted nothing.

        Args:
            name: the file; the whole draft where there is none.
            seen: the `mark` of what is thrown away, where it matters.

        Raises:
            ChangedMeanwhile: when it is no longer as it was seen.
        """
        with self.changing():
            if seen is not None and seen != self.mark(name):
                raise ChangedMeanwhile(name or "")
            origins = self._read_origins()
            gone = [each for each in origins if name in (None, each)]
            self._write_origins({kept: origin for kept, origin in origins.items() if kept not in gone})
            for each in gone:
                (self._files / each).unlink(missing_ok=True)

    def keep_mine(self, name: str) -> None:
        """Where the live file was changed by hand as well: the drafted text is to replace that too."""
        with self.changing():
            origins = self._read_origins()
            if name in origins:
                self._write_origins({**origins, name: fingerprint(_text(self.live / name))})

    def _drafted(self, name: str) -> Path:
        target = self._files / name
        if not target.resolve().is_relative_to(self._files.resolve()):
            raise ValueError(f"not a file of data/: {name}")
        return target

    def _read_origins(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._origins.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def _write_origins(self, origins: dict[str, str]) -> None:
        write_whole(self._origins, json.dumps(origins, indent=1, sort_keys=True))


def _mark(changes: list[Change]) -> str:
    return fingerprint(json.dumps([[change.name, change.after] for change in changes]))


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
