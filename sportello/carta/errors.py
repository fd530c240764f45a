"""What can be wrong with a knowledge file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what is wrong, how to put it right. All in Italian.

    `steps` is the place for a program: names of entries and positions in lists, where a service, a group
    or a category is named by its id.
    """

    place: str
    wrong: str
    cure: str
    steps: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} {self.cure}".strip()


def listed(title: str, problems: Sequence[Problem]) -> str:
    """Everything to mend, one line each, under a title that counts it."""
    count = f"{title}: {len(problems)} " + ("errore" if len(problems) == 1 else "errori")
    return "\n".join([count, *(f"  - {problem}" for problem in problems)])


class CartaError(Exception):
    """The knowledge file cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__(listed(path.name, self.problems))


class UnknownService(KeyError):
    """No service of the Carta has this id."""
