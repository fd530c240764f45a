"""The Carta as it is drafted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sportello.carta import CartaError, Catalogue
from sportello.carta.load import read_text
from sportello.console.draft import Draft

_NAME = "carta.yml"


def drafted(draft: Draft) -> Catalogue:
    """The services of the draft; where its Carta is invalid, those in force.

    Raises:
        CartaError: when neither can be used.
    """
    live = draft.live / _NAME
    try:
        return _catalogue(draft.read(_NAME) or "")
    except CartaError:
        return _catalogue(live.read_text(encoding="utf-8") if live.is_file() else "")


@lru_cache(maxsize=4)
def _catalogue(text: str) -> Catalogue:
    return Catalogue(read_text(text, Path(_NAME)))
