"""What differs between two editions of the Carta, service by service and field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sportello.carta.edit import ORDER
from sportello.carta.model import Carta


@dataclass(frozen=True)
class Difference:
    """One field that differs.

    Attributes:
        place: the id of the service or group, or the name of the general part.
        field: the path of the field within it, e.g. `costi → testo`; empty for the whole of it.
        before: its words; None where there was nothing.
        after: the same now.
    """

    place: str
    field: str
    before: str | None
    after: str | None


def differences(before: Carta, after: Carta) -> list[Difference]:
    """Every field that differs, in the order of the newer edition; what is gone comes last, by its name alone."""
    olds, news = _cards(before), _cards(after)
    found: list[Difference] = []
    for place, new in news.items():
        found += of_card(place, olds.get(place, {}), new)
    found += [Difference(place, "", old["nome"], None) for place, old in olds.items() if place not in news]
    general = (_plain(before, {"servizi", "gruppi"}), _plain(after, {"servizi", "gruppi"}))
    found += of_card("carta", *general)
    if [p for p in olds if p in news] != [p for p in news if p in olds]:
        found.append(Difference("servizi", "ordine", ", ".join(olds), ", ".join(news)))
    return found


def _cards(carta: Carta) -> dict[str, Mapping[str, Any]]:
    plain = {card.id: _plain(card) for card in (*carta.gruppi, *carta.servizi)}
    return {card_id: {name: card[name] for name in ORDER if name in card} for card_id, card in plain.items()}


def _plain(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    return dict(json.loads(model.json(exclude=exclude)))


def of_card(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Every field of one service, group or part that differs, both as plain data; `place` is its name."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    names = [*after, *(name for name in before if name not in after)]
    changed = [name for name in names if before.get(name) != after.get(name)]
    return [Difference(place, name, before.get(name), after.get(name)) for name in changed]


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every field that says something, lists as lines."""
    for name, inner in value.items():
        here = f"{path} → {name}" if path else name
        if isinstance(inner, dict):
            yield from _leaves(inner, here)
        elif isinstance(inner, list):
            lines = [_line(item) for item in inner]
            if lines:
                yield here, "\n".join(lines)
        elif inner not in (None, ""):
            yield here, str(inner)


def _line(item: Any) -> str:
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part not in (None, ""))
    return str(item)
