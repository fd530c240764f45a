"""What citizens would read of a service if what is being typed were published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from phonenumbers import NumberParseException
from pydantic import ValidationError

from sportello.carta import Aspect, Catalogue
from sportello.carta.model import Carta
from sportello.console import preview
from sportello.console.draft import Draft
from sportello.console.preview import Said

# What is asked, in the order in which `preview` answers; the first is the need alone.
_ASKED = ("bisogno", *(aspect.value for aspect in Aspect), "dettagli")


@dataclass(frozen=True)
class Shown:
    """The answers about one service.

    Attributes:
        service: whose they are.
        answers: what is asked, and what is said.
        changed: what is asked and answered otherwise than the draft does.
        missing: the placeholder of a sentence that nothing fills, where that is why there are none.
    """

    service: str = ""
    answers: tuple[tuple[str, Said], ...] = ()
    changed: frozenset[str] = frozenset()
    missing: str = ""

    def beside(self, before: Shown) -> Shown:
        """The same, knowing what was answered before."""
        known = dict(before.answers)
        return replace(self, changed=frozenset(asked for asked, said in self.answers if known.get(asked) != said))


def shown(draft: Draft, content: Mapping[str, Any], card_id: str) -> Shown:
    """The answers about a service, or about the first one that inherits from a group.

    There are none where what is written is no Carta.
    """
    try:
        carta = Carta.parse_obj(content)
    except ValidationError:
        return Shown()
    catalogue = Catalogue(carta)
    service_id = card_id if card_id in catalogue else _heir(carta, card_id)
    if not service_id or carta.primo_contatto not in catalogue:
        return Shown()
    try:
        said = preview.answers_about(service_id, preview.responses(draft), catalogue, dt.datetime.now(dt.UTC))
        return Shown(service_id, tuple(zip(_ASKED, said, strict=False)))
    except NumberParseException:
        return Shown()
    except (KeyError, ValueError, IndexError) as problem:
        return Shown(missing=str(problem.args[0]) if problem.args else "?")


def _heir(carta: Carta, group_id: str) -> str:
    return next((service.id for service in carta.servizi if service.padre == group_id), "")
