"""Puts data and model in force: all of it or, after a crash, all of it at the next start."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import portalocker

from sportello import models
from sportello.console.versions import Version, Versions
from sportello.files import sweep, sync_folder, write_whole

logger = logging.getLogger(__name__)


class StaleModel(Exception):
    """The version's model was trained for another release of the program: it has to be trained again."""


@dataclass(frozen=True)
class Place:
    """Where an assistant lives: its checkout, with `data/` and `models/` in it."""

    root: Path

    @property
    def data(self) -> Path:
        """What is live."""
        return self.root / "data"

    @property
    def models(self) -> Path:
        """The newest of these is live."""
        return self.root / "models"


class Publication:
    """Moves what is live from one version to another.

    Each file is replaced whole. What is to be in force is written down first: whoever dies in the
    middle, the next start finishes it (`finish`), so that data and model never stay of two versions.
    """

    def __init__(self, place: Place, versions: Versions, folder: Path) -> None:
        """Touches nothing yet; `folder` keeps the note of what is under way."""
        self.place = place
        self.versions = versions
        self._intent = folder / "in_corso.json"
        self._lock = folder / "pubblicazione.lucchetto"

    def publish(self, version: Version, *, with_the_model_in_force: bool = False) -> None:
        """Puts a kept version in force.

        Args:
            version: what is to be live.
            with_the_model_in_force: whether it only brings other facts to the model that is live already.

        Raises:
            StaleModel: when its model does not fit its data and this release of the program; nothing is changed.
            NoSuchVersion: when it is no longer kept.
        """
        with self._alone():
            self.versions.get(version.number)
            if not with_the_model_in_force and not self._fits(version):
                raise StaleModel(version.number)
            write_whole(self._intent, json.dumps({"versione": version.number}))
            self._finish(version)

    def finish(self) -> Version | None:
        """Finishes what a crash has interrupted; the version that is now in force, None where nothing was."""
        with self._alone():
            try:
                number = int(json.loads(self._intent.read_text(encoding="utf-8"))["versione"])
            except FileNotFoundError:
                return None
            version = self.versions.get(number)
            self._finish(version)
            logger.warning("Una pubblicazione era stata interrotta: la versione %s ora è in uso.", number)
            return version

    def in_force(self) -> Version | None:
        """The newest version that is just what is live; None where somebody has changed files by hand since."""
        live = _contents(self.place.data)
        model = models.newest(self.place.models)
        for version in self.versions.listed():
            same_model = model is not None and model.name == version.model
            if same_model and _contents(self.versions.data(version.number)) == live:
                return version
        return None

    def _fits(self, version: Version) -> bool:
        data = self.versions.data(version.number)
        return models.fingerprint(self.place.root, data=data) == version.trained_on

    def _finish(self, version: Version) -> None:
        """May be done again from any point: each step only brings the live files nearer to the version's."""
        wanted = _contents(self.versions.data(version.number))
        live = _contents(self.place.data)
        for name in sorted(set(live) - set(wanted)):
            (self.place.data / name).unlink(missing_ok=True)
        for name, content in sorted(wanted.items()):
            if live.get(name) != content:
                write_whole(self.place.data / name, content)
        sweep(self.place.data)
        if not self._has_model_of(version):  # one that is touched is loaded again, which takes seconds
            models.put_in_force(self.versions.model(version), self.place.models, version.trained_on)
        models.forget_old(self.place.models)
        self._intent.unlink(missing_ok=True)
        sync_folder(self._intent.parent)

    def _has_model_of(self, version: Version) -> bool:
        model = models.newest(self.place.models)
        same = model is not None and model.name == version.model
        return same and models.trained_on(self.place.models) == version.trained_on

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(self._lock, "a", timeout=120):
            yield


def publication_in(root: Path, folder: Path) -> Publication:
    """The publication of a checkout whose console keeps its things in a folder."""
    return Publication(Place(root), Versions(folder / "versioni"), folder)


def _contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path within; unfinished ones, whose names begin with a dot, are left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
