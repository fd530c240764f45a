"""What can be wrong with a knowledge file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what is wrong, how to put it right. All in Italian."""

    place: str
    wrong: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} {self.cure}".strip()


class CartaError(Exception):
    """The knowledge file cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        lines = [f"{path.name}: {len(self.problems)} " + ("errore" if len(self.problems) == 1 else "errori")]
        super().__init__("\n".join(lines + [f"  - {problem}" for problem in self.problems]))


class UnknownService(KeyError):
    """No service of the Carta has this id."""
