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
# What training reads, besides the names of the services.
_FILES = ("config.yml", "domain.yml", "requirements.lock")
_OF_DATA = ("nlu", "regole", "risposte")
_CODE = "sportello/nlu"


def fingerprint(root: Path = ROOT, *, data: Path | None = None, carta: Path | None = None) -> str:
    """A hash of everything that training reads: a fact that changes in the Carta trains nothing.

    Args:
        root: the checkout.
        data: another folder in the place of its `data/`.
        carta: another file in the place of `data/carta.yml`.
    """
    data = data or root / "data"
    digest = hashlib.sha256(_names(carta or data / "carta.yml"))
    for name, path in _files(root, data):
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _names(carta: Path) -> bytes:
    """The names by which citizens call the services; the whole file where it cannot be read as a Carta."""
    try:
        return json.dumps([[service.id, *names_of(service)] for service in read(carta).servizi]).encode()
    except CartaError:
        return carta.read_bytes() if carta.is_file() else b""


def _files(root: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """What training reads, each by the name that it has in a checkout."""
    for name in _FILES:
        yield name, root / name
    for folder, place in (*((f"data/{name}", data / name) for name in _OF_DATA), (_CODE, root / _CODE)):
        for path in sorted(place.rglob("*")):
            if path.suffix in {".yml", ".py"} and not path.name.startswith("."):
                yield f"{folder}/{path.relative_to(place).as_posix()}", path


def newest(folder: Path) -> Path | None:
    """The model in force: as for Rasa itself, the newest of the folder."""
    found = list(folder.glob(f"*{_ENDING}"))
    return max(found, key=lambda path: path.stat().st_mtime_ns) if found else None


def is_trained(folder: Path, on: str) -> bool:
    """Whether the model in force was trained on what has this fingerprint."""
    return newest(folder) is not None and trained_on(folder) == on


def trained_on(folder: Path) -> str:
    """The fingerprint of what the model in force was trained on; empty where nobody knows."""
    stamp = folder / _STAMP
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def put_in_force(model: Path, folder: Path, stamp: str) -> Path:
    """Makes a model the newest of the folder, whole at every moment; a running server takes it up.

    Args:
        model: a file within the folder or elsewhere; one from elsewhere is copied.
        folder: where the models are.
        stamp: the fingerprint of what it was trained on.
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
    write_whole(folder / _STAMP, stamp)
    return target


def forget_old(folder: Path) -> None:
    """Keeps the last models only."""
    newest_first = sorted(folder.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for model in newest_first[KEPT:]:
        model.unlink(missing_ok=True)
