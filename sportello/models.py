"""The trained models: which is in force, and on what it was trained. Imports no Rasa."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sportello.carta import CartaError, read
from sportello.carta.query import names_of
from sportello.files import sync_folder, write_whole
from sportello.settings import ROOT

KEPT = 5
_ENDING = ".tar.gz"
_STAMP = "addestrato.sha256"
_CARTA = "data/carta.yml"
# What training reads, besides the names of the services.
_READ = ("config.yml", "domain.yml", "requirements.lock", "data/nlu", "data/regole", "data/risposte", "sportello/nlu")


def fingerprint(root: Path = ROOT, carta: Path | None = None) -> str:
    """A hash of everything that training reads in a checkout: a fact that changes in the Carta trains nothing."""
    digest = hashlib.sha256(_names(carta or root / _CARTA))
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _names(carta: Path) -> bytes:
    """The names by which citizens call the services; the whole file where it cannot be read as a Carta."""
    try:
        return json.dumps([[service.id, *names_of(service)] for service in read(carta).servizi]).encode()
    except CartaError:
        return carta.read_bytes() if carta.is_file() else b""


def _files(root: Path) -> Iterator[Path]:
    for name in _READ:
        place = root / name
        yield from sorted(p for p in place.rglob("*") if p.suffix in {".yml", ".py"}) if place.is_dir() else [place]


def newest(folder: Path) -> Path | None:
    """The model in force: as for Rasa itself, the newest of the folder."""
    found = list(folder.glob(f"*{_ENDING}"))
    return max(found, key=lambda path: path.stat().st_mtime_ns) if found else None


def is_trained(folder: Path, on: str) -> bool:
    """Whether the model in force was trained on what has this fingerprint."""
    stamp = folder / _STAMP
    return newest(folder) is not None and stamp.is_file() and stamp.read_text(encoding="utf-8") == on


def put_in_force(model: Path, folder: Path, trained_on: str) -> Path:
    """Makes a model the newest of the folder, whole at every moment; a running server takes it up.

    Args:
        model: a file within the folder or elsewhere; one from elsewhere is copied.
        folder: where the models are.
        trained_on: the fingerprint of what it was trained on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / model.name
    part = folder / f".{model.name}.parte"
    if model != target:
        shutil.copy(model, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
    moment = time.time_ns()
    os.utime(part if model != target else target, ns=(moment, moment))
    if model != target:
        os.replace(part, target)
    sync_folder(folder)
    write_whole(folder / _STAMP, trained_on)
    return target


def forget_old(folder: Path) -> None:
    """Keeps the last models only."""
    newest_first = sorted(folder.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for model in newest_first[KEPT:]:
        model.unlink(missing_ok=True)
