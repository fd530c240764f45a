"""Carte with something wrong in them, and what is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import factories
import pytest

from sportello.carta import CartaError, Problem, read

MISSING = object()
SLOT = {"giorno": "giovedì", "dalle": "09:00", "alle": "12:00", "tipo": "libero"}
CONTACT = {"etichetta": "Ufficio", "telefono": "02-9533334"}
COSTS = {"tipo": "gratuito", "testo": "È gratuito."}


def broken(tmp_path: Path, content: dict[str, Any] | str) -> tuple[Problem, ...]:
    """Everything found wrong in a file; a valid one fails the test."""
    with pytest.raises(CartaError) as caught:
        read(factories.write(tmp_path / "carta.yml", content))
    return caught.value.problems


def with_value(steps: str, value: object) -> dict[str, Any]:
    """A valid file of two services, one value of which is changed or taken out."""
    content = factories.carta(factories.service("uno"), factories.service("due"))
    *parents, last = (int(step) if step.isdigit() else step for step in steps.split("."))
    at: Any = content
    for step in parents:
        at = at[step]
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return content
