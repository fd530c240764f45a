"""Scores as the model gives them, and what is understood of them."""

from __future__ import annotations

from typing import Any

from sportello.nlu.decision import understand
from sportello.nlu.reading import NEED, Asked, Context, Thresholds, Understanding

SERVICES = ("sad", "adm", "pasti", "geko")
NEEDED = {NEED: 1.0}
# Fixed here, so that tuning the defaults does not change what these tests say.
LIMITS = Thresholds(
    emergency=0.4,
    maybe_emergency=0.2,
    sure_service=0.45,
    possible_service=0.1,
    second_service=0.3,
    close_factor=2.0,
    together_factor=5.0,
    pointed=0.1,
    lonely_service=0.25,
    lonely_factor=2.5,
    second_aspect=0.2,
    aspect_of_part=0.5,
    aspect_over_need=0.3,
    name_boost=5.0,
    named_floor=0.0,
    in_hand_boost=3.0,
    for_whom_boost=1.0,
    out_of_scope_boost=1.0,
    sure_correction=0.8,
)


def read(
    topics: dict[str, float],
    asked: dict[str, float] | None = None,
    named: dict[str, float] | None = None,
    in_hand: str | None = None,
    thresholds: Thresholds = LIMITS,
    parts: tuple[dict[str, float], ...] = (),
    **course: Any,
) -> Understanding:
    """What is understood of these scores."""
    context = Context(in_hand, **course)
    return understand(Asked(asked or NEEDED, parts), topics, SERVICES, named or {}, context, thresholds)
