"""A small checkout with what training reads, and what of it is in force."""

from __future__ import annotations

from pathlib import Path

from sportello import models
from sportello.console.app import Console


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


def change(console: Console, before: str, after: str, name: str = "carta.yml") -> None:
    """Drafts other words in a file."""
    text = console.draft.read(name)
    assert text
    assert before in text
    console.draft.write(name, text.replace(before, after, 1))


def phrase(console: Console) -> None:
    """Drafts a change that has to be trained."""
    change(console, "    - papà non si lava più", "    - papà la doccia non la fa più", "nlu/bisogni/sad.yml")
