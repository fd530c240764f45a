"""Two people have changed the same part of the Carta: the second one sees both versions and chooses."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.responses import Response

from sportello.console.carta import desk, overview
from sportello.console.carta.meanwhile import Difference, chosen, differences
from sportello.console.carta.typed import Entry
from sportello.console.routing import CSRF_FIELD, Visit

# What a form showed before it was edited, and what the page of both versions showed.
SEEN, _NOW = "visto", "adesso"
_CHOICE, _MINE, _THEIRS = "scelta-", "mio", "loro"


def carried(visit: Visit, name: str = SEEN) -> Entry:
    """What a form carried along; nothing where it is not as we gave it."""
    try:
        content = json.loads(visit.text(name))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def settled(visit: Visit, typed: Entry, address: str) -> tuple[Entry, Entry] | Response:
    """What is to be saved, and what it was made from; or the page again, where a choice is missing.

    Args:
        visit: a form, or the page of both versions.
        typed: what was typed in the form.
        address: where the form is sent to.
    """
    seen = carried(visit)
    if _NOW not in visit.form:
        return typed, seen
    now = carried(visit, _NOW)
    found = differences(seen, now, typed)
    choices = {each.name: visit.text(_CHOICE + each.name) for each in found}
    if not set(choices.values()) <= {_MINE, _THEIRS}:
        return both(visit, found, now, address, unchosen=True)
    return chosen(typed, now, frozenset(name for name, choice in choices.items() if choice == _THEIRS)), now


def both(visit: Visit, found: Sequence[Difference], now: Entry, address: str, unchosen: bool = False) -> Response:
    """What is there now beside what was typed, to choose from."""
    kept = [
        (name, value)
        for name, value in visit.form.multi_items()
        if isinstance(value, str) and name not in (CSRF_FIELD, _NOW) and not name.startswith(_CHOICE)
    ]
    return visit.page(
        "servizi/intanto.html",
        409,
        indirizzo=address,
        differenze=found,
        adesso=json.dumps(now, ensure_ascii=False),
        campi=kept,
        scelte={each.name: visit.text(_CHOICE + each.name) for each in found},
        manca=unchosen,
        dire=overview.speaker(desk.read(visit.console.draft).content),
    )
