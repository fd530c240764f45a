"""Two people have changed the same part: what is there now beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sportello.console.carta.typed import Entry


@dataclass(frozen=True)
class Difference:
    """One entry that is not the same now as was typed.

    Attributes:
        name: of the entry.
        now: what is there now.
        typed: what was typed.
        changed_by: who has changed it since it was shown.
    """

    name: str
    now: Any
    typed: Any
    changed_by: Literal["altri", "lei", "entrambi"]


def differences(seen: Mapping[str, Any], now: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Difference]:
    """What is not the same now as was typed, in the order of the form.

    Args:
        seen: what the form showed before it was edited.
        now: what is there now.
        typed: what was typed.
    """
    found = []
    for name, value in typed.items():
        if value == now.get(name):
            continue
        mine, theirs = value != seen.get(name), now.get(name) != seen.get(name)
        who: Literal["altri", "lei", "entrambi"] = "entrambi" if mine and theirs else "lei" if mine else "altri"
        found.append(Difference(name, now.get(name), value, who))
    return found


def chosen(typed: Mapping[str, Any], now: Mapping[str, Any], theirs: frozenset[str]) -> Entry:
    """What was typed, except for the entries named, which stay as they are now."""
    return {name: now.get(name) if name in theirs else value for name, value in typed.items()}
