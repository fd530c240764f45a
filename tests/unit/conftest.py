from __future__ import annotations

from collections.abc import Callable
from typing import Any

import factories
import pytest
from hypothesis import settings
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from sportello.carta import Catalogue, read
from sportello.settings import ROOT

settings.register_profile("unit", database=None, deadline=None, max_examples=100)
settings.load_profile("unit")


@pytest.fixture
def catalogue() -> Catalogue:
    """A small town with one service of each kind."""
    return factories.catalogue(factories.town())


@pytest.fixture(scope="session")
def real_catalogue() -> Catalogue:
    """The Carta that we ship; it is frozen, so that tests can share it."""
    return Catalogue(read(ROOT / "data" / "carta.yml"))


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


@pytest.fixture
def tracker() -> Callable[..., Tracker]:
    """Makes a tracker whose latest message is a typed text, or a choice where there is no reading."""

    def make(
        intent: str,
        text: str = "",
        slots: dict[str, Any] | None = None,
        entities: dict[str, str] | None = None,
        reading: dict[str, Any] | None = None,
    ) -> Tracker:
        message: dict[str, Any] = {
            "intent": {"name": intent},
            "text": text,
            "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        }
        if reading is not None:
            nothing = {
                "intento": intent,
                "testo": text,
                "aspetti": [],
                "servizi": [],
                "nominati": [],
                "forse": None,
                "candidati": [],
            }
            nothing["pericolo"] = False
            message["lettura"] = {**nothing, **reading}
        return Tracker("conversation", dict(slots or {}), message, [], False, None, {}, "action_listen")

    return make
