"""All services at a glance: what each lacks, when it was compared with the Carta, whether it is drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sportello.carta import CartaError, Problem, validation
from sportello.carta.model import Carta
from sportello.carta.written import NAME, Part, Written
from sportello.console.carta import checks, desk, values
from sportello.console.carta.typed import FACTS
from sportello.console.draft import Draft

NEW, CHANGED = "nuovo", "modificato"


@dataclass(frozen=True)
class Row:
    """One service, or group, as a line of the list.

    Attributes:
        id: its id.
        name: what it is called.
        acronym: empty where it has none.
        section: of the printed Carta; empty where it does not have it yet.
        verified: when it was compared with it last.
        lacks: the facts that it states neither itself nor through those that it inherits from.
        drafted: `NEW`, `CHANGED` or empty.
        mark: what tells its present content from another.
        problems: what is wrong with it.
        doubts: what looks wrong but may be right.
    """

    id: str
    name: str
    acronym: str
    section: str
    verified: dt.date | None
    lacks: tuple[str, ...]
    drafted: str
    mark: str
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]


def live(draft: Draft, written: Written) -> Written | None:
    """What is published; None where it is no YAML."""
    change = next((change for change in draft.changes() if change.name == NAME), None)
    if change is None:
        return written
    try:
        return Written(change.before or "")
    except CartaError:
        return None


def rows(written: Written, published: Written | None, section: str = "servizi") -> list[Row]:
    """Every service, or group, in the order of the file."""
    problems = checks.problems(written.content)
    doubts = [] if problems else validation.warnings(Carta.parse_obj(written.content))
    found = []
    for card_id in written.ids(section):
        part = Part(section, card_id)
        data = written.block(part).data
        found.append(
            Row(
                id=card_id,
                name=_text(data, "nome") or card_id,
                acronym=_text(data, "sigla"),
                section=_text(data, "sezione"),
                verified=_day(_text(data, "verificato_il")),
                lacks=tuple(fact for fact in FACTS if inherited(written.content, card_id, fact) is None),
                drafted=_drafted(published, part, data),
                mark=desk.mark(desk.now(written, part)),
                problems=tuple(problem for problem in problems if problem.steps[:2] == (section, card_id)),
                doubts=tuple(problem for problem in doubts if problem.steps[:2] == (section, card_id)),
            )
        )
    return found


def retired(written: Written, published: Written | None) -> list[tuple[str, str]]:
    """Id and name of the services that are live and no longer in the draft."""
    if published is None:
        return []
    gone = [card_id for card_id in published.ids() if not written.find(card_id)]
    return [(card_id, _text(published.block(Part("servizi", card_id)).data, "nome")) for card_id in gone]


def names(content: Mapping[str, Any]) -> dict[str, str]:
    """How services and groups are called, by id: first the groups."""
    return {card["id"]: _text(card, "nome") or card["id"] for card in _cards(content)}


def speaker(content: Mapping[str, Any]) -> Callable[[str, str], str]:
    """Makes what shows a text of an entry as people read it: names for ids, euro for cents, days as they are said."""
    called = names(content)
    listed = content.get("categorie")
    called_categories = {
        category.get("id"): str(category.get("nome"))
        for category in (listed if isinstance(listed, list) else ())
        if isinstance(category, dict)
    }

    def say(text: str, entry: str) -> str:
        if entry == "importi":
            return f"{values.euro(text)} €"
        if entry == "categorie":
            return called_categories.get(text, text)
        if entry == "verificato_il":
            day = _day(text)
            return f"{day:%d/%m/%Y}" if day else text
        return called.get(text, text) if entry in ("padre", "primo_contatto") else text

    return say


def used_categories(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the services in each category, by its id."""
    used: dict[str, list[str]] = {}
    for card in _cards(content):
        categories = card.get("categorie")
        for category in categories if isinstance(categories, list) else ():
            used.setdefault(str(category), []).append(_text(card, "nome"))
    return used


def inherited(content: Mapping[str, Any], card_id: str | None, fact: str) -> tuple[str, Any] | None:
    """What a service or group states of a fact, itself or through those that it inherits from, and which one does."""
    cards = {card["id"]: card for card in _cards(content)}
    seen: set[str] = set()
    while card_id and card_id in cards and card_id not in seen:
        seen.add(card_id)
        if cards[card_id].get(fact):
            return card_id, cards[card_id][fact]
        card_id = cards[card_id].get("padre")
    return None


def _cards(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in ("gruppi", "servizi"):
        cards = content.get(section)
        for card in cards if isinstance(cards, list) else ():
            if isinstance(card, dict) and isinstance(card.get("id"), str):
                yield card


def _drafted(published: Written | None, part: Part, data: Mapping[str, Any]) -> str:
    try:
        before = published.block(part).data if published else data
    except KeyError:
        return NEW
    return "" if before == data else CHANGED


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
