"""A small checkout with what training reads, and what of it is in force."""

from __future__ import annotations

from pathlib import Path

from sportello import models


def model(folder: Path, name: str) -> Path:
    """A file that stands for a model."""
    path = folder / f"{name}.tar.gz"
    path.write_bytes(name.encode() * 1000)
    return path


def state(root: Path) -> tuple[dict[str, bytes], str]:
    """The live files, and the name of the model in force."""
    found = {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "data").rglob("*") if p.is_file()}
    newest = models.newest(root / "models")
    assert newest is not None
    return found, newest.name
