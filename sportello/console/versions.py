"""What was published: the last versions of data and model, each whole."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sportello.files import sync_folder, write_whole

KEPT = 10
_CARD = "versione.json"


@dataclass(frozen=True)
class Version:
    """One published state of the assistant.

    Attributes:
        number: counts up from 1.
        made: when it was published first.
        author: the account that published it.
        note: what changed, in the author's words.
        model: the name of its model's file.
        trained_on: the fingerprint of what the model was trained on (`sportello.models`).
        figures: how well it understood held-out phrases, in percent, by `<set>/<figure>`; empty where not measured.
        override: why it was published against its tests; None where they passed, or none were needed.
    """

    number: int
    made: dt.datetime
    author: str
    note: str
    model: str
    trained_on: str
    figures: Mapping[str, float] = field(default_factory=dict)
    override: str | None = None


class NoSuchVersion(LookupError):
    """There is no version with this number, or no more."""


class Versions:
    """A folder with a version in each of its folders: `data/`, the model, and a card that says what it is."""

    def __init__(self, folder: Path) -> None:
        """Reads and makes nothing yet."""
        self._folder = folder

    def listed(self) -> list[Version]:
        """Every version that is kept, the newest first."""
        cards = sorted(self._folder.glob(f"[0-9]*/{_CARD}"), reverse=True)
        return [_read(card) for card in cards]

    def get(self, number: int) -> Version:
        """One version.

        Raises:
            NoSuchVersion: when it is not there.
        """
        card = self.folder(number) / _CARD
        if not card.is_file():
            raise NoSuchVersion(number)
        return _read(card)

    def folder(self, number: int) -> Path:
        """Where the files of a version are."""
        return self._folder / f"{number:06d}"

    def data(self, number: int) -> Path:
        """Its whole folder `data/`."""
        return self.folder(number) / "data"

    def model(self, version: Version) -> Path:
        """The file of its model."""
        return self.folder(version.number) / version.model

    def keep(self, data: Path, model: Path, version: Version) -> Version:
        """Adds a version under the next number, whatever number it carries; a crash leaves it whole or absent.

        The oldest beyond `KEPT` go.

        Raises:
            OSError: when it cannot be written; nothing is left of it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=self._folder, prefix=".nuova-"))
        try:
            shutil.copytree(data, work / "data")
            _link_or_copy(model, work / model.name)
            number = max((kept.number for kept in self.listed()), default=0) + 1
            numbered = Version(**{**vars(version), "number": number, "model": model.name})
            write_whole(work / _CARD, json.dumps(_as_json(numbered), ensure_ascii=False, indent=1))
            os.sync()  # some hundred small files: one sync of all costs less than one of each
            os.rename(work, self.folder(number))
            sync_folder(self._folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        self._forget_old()
        return numbered

    def _forget_old(self) -> None:
        for version in self.listed()[KEPT:]:
            # Without its card it is no version any more, however far the removal comes.
            (self.folder(version.number) / _CARD).unlink()
            shutil.rmtree(self.folder(version.number), ignore_errors=True)
        for leftover in self._folder.glob(".nuova-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _link_or_copy(source: Path, target: Path) -> None:
    """A model never changes, so that one file can have two names; on another disk it is copied."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _as_json(version: Version) -> dict[str, object]:
    return {**asdict(version), "made": version.made.isoformat()}


def _read(card: Path) -> Version:
    content = json.loads(card.read_text(encoding="utf-8"))
    return Version(**{**content, "made": dt.datetime.fromisoformat(content["made"])})
