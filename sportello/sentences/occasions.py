"""When each sentence is said, with which facts: found by asking the dialogue everything, without Rasa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sportello.carta import Aspect, Catalogue, present
from sportello.carta.hours import ROME
from sportello.carta.model import WEEKDAYS, Hours
from sportello.dialogue import listing, talk
from sportello.dialogue.answer import answer, ask_which, guess
from sportello.dialogue.state import MAX_BUTTONS, Memory, Reading, Reply
from sportello.sentences.placeholders import common, is_about_service, places_of
from sportello.settings import get_settings

_NOTHING = "…"
_CHRISTMAS = (12, 25)


@dataclass(frozen=True)
class Occasion:
    """One way in which a sentence is said.

    Attributes:
        service: the service that it is about; None where it is about none.
        facts: what fills its placeholders.
        choices: the titles of the buttons that come after its own.
        happens: whether the Carta makes it be said so; otherwise it is only how it would be.
    """

    service: str | None
    facts: Mapping[str, str]
    choices: tuple[str, ...] = ()
    happens: bool = True


def occasions(name: str, catalogue: Catalogue) -> tuple[Occasion, ...]:
    """The occasions of a sentence, at least one; for sentences about services, in the order of the Carta.

    Every placeholder that the sentence may use is filled in each of them.
    """
    found = _everything(catalogue).get(name)
    if found:
        return found
    missing = dict.fromkeys(places_of(name).may, _NOTHING)
    facts = {**missing, **common(catalogue), **_of_channels(catalogue)}
    if not is_about_service(name):
        return (Occasion(None, facts),)
    known = [present.facts(catalogue, service.id) for service in catalogue.services]
    others = {key: each[key] for each in reversed(known) for key in each}
    return tuple(Occasion(own["id"], {**facts, **others, **own}, happens=False) for own in known)


@lru_cache(maxsize=4)
def _everything(catalogue: Catalogue) -> Mapping[str, tuple[Occasion, ...]]:
    """The occasions of what is said by the dialogue, by the name of the sentence."""
    shared = common(catalogue)
    found: dict[str, dict[str, Occasion]] = {}
    for reply in _replies(catalogue):
        titles = tuple(button.title for button in reply.buttons)
        occasion = Occasion(reply.service, {**shared, **reply.facts}, titles)
        # Of several that differ in nothing but the moment one is enough.
        about = reply.service or reply.facts.get("elenco") or "".join(titles)
        found.setdefault(reply.response, {}).setdefault(about, occasion)
    return {name: tuple(each.values()) for name, each in found.items()}


def _replies(catalogue: Catalogue) -> Iterator[Reply]:
    memory = Memory()
    for service in catalogue.ids:
        for aspects in ((), ("dettagli",), *((aspect.value,) for aspect in Aspect)):
            reading = Reading("bisogno", aspects=aspects, services=(service,), is_choice=True)
            for moment in _moments(catalogue, service, aspects):
                yield from answer(reading, memory, catalogue, moment).replies
    yield from _questions_and_lists(catalogue)


def _questions_and_lists(catalogue: Catalogue) -> Iterator[Reply]:
    memory, ids = Memory(), catalogue.ids
    for category in catalogue.carta.categorie:
        yield from listing.list_services(Reading("chiedi_elenco", category=category.id), memory, catalogue).replies
    words = catalogue.carta.parole_degli_elenchi
    free, walk_in = words.gratuiti[0], words.senza_appuntamento[0]
    for text in ("", free, walk_in, f"{free} {walk_in}"):
        yield from listing.list_services(Reading("chiedi_elenco", text=text), memory, catalogue).replies
    yield from ask_which(ids[:MAX_BUTTONS], (), memory, catalogue).replies
    yield from ask_which(ids[:1], (), memory, catalogue).replies
    yield from guess(ids[: MAX_BUTTONS + 1], memory, catalogue).replies[:1]
    yield from talk.deny(memory).replies


def _moments(catalogue: Catalogue, service: str, aspects: tuple[str, ...]) -> Iterator[dt.datetime]:
    """Now; for hours, also when it is open in each way, when it is closed, and on a holiday."""
    now = dt.datetime.now(ROME)
    hours = catalogue.fact(service, Aspect.ORARI) if aspects == (Aspect.ORARI.value,) else None
    if not isinstance(hours, Hours) or not hours.fasce:
        yield now
        return
    # A whole week without a holiday in it.
    week = dt.datetime(now.year, 10, 5, tzinfo=ROME)
    monday = week - dt.timedelta(days=week.weekday())
    for slot in hours.fasce:
        hour, minute = map(int, slot.dalle.split(":"))
        yield monday + dt.timedelta(days=WEEKDAYS.index(slot.giorno), hours=hour, minutes=minute)
    yield monday + dt.timedelta(hours=3)
    yield dt.datetime(now.year, *_CHRISTMAS, 10, tzinfo=ROME)


def _of_channels(catalogue: Catalogue) -> dict[str, str]:
    """Examples of what channels put into what they say by themselves."""
    return {
        "limite": str(get_settings().max_characters),
        "documento": catalogue.carta.carta.titolo,
        "sezione": next((service.sezione for service in catalogue.services if service.sezione), _NOTHING),
        "data": dt.datetime.now(ROME).strftime("%d/%m/%Y"),
        "indirizzo_bot": _NOTHING,
        "comandi": _NOTHING,
    }
