"""Questions put to the counters. What is returned may be published: small counts are suppressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import holidays
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from sportello.statistics.store import topics, turns
from sportello.statistics.turns import BEGIN

# A count below this one may tell who it was.
FEWEST_SHOWN = 5
# When somebody can be expected at a desk: the usual hours of public offices, Monday to Friday.
OFFICE_HOURS = range(8, 18)
_SATURDAY = 5

_asked = turns.c.intento != BEGIN


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    def ending(cls, last: dt.date, days: int) -> Period:
        """So many days, the last one included."""
        return cls(last - dt.timedelta(days=days - 1), last)

    @property
    def days(self) -> list[dt.date]:
        """Every day of the period, in order."""
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Count:
    """How many there are of something; None where they are few, or would give away a few others."""

    label: str
    number: int | None


@dataclass(frozen=True)
class Cell:
    """A count in a table of two entries."""

    row: str
    column: str
    number: int | None


@dataclass(frozen=True)
class Times:
    """How long answers took.

    Attributes:
        half_ms: half of the answers took so many milliseconds or less.
        nearly_all_ms: the same of 95 in a hundred.
        counts: how many took so many milliseconds or less, but more than the one before.
    """

    half_ms: int
    nearly_all_ms: int
    counts: tuple[Count, ...]


def conversations(engine: Engine, period: Period) -> int | None:
    """How many conversations were begun, restarts included."""
    return _shown(_total(engine, period, turns.c.intento == BEGIN))


def asked(engine: Engine, period: Period) -> int | None:
    """How many messages were answered or not, welcomes left out."""
    return _shown(_total(engine, period, _asked))


def by_day(engine: Engine, period: Period) -> list[Count]:
    """The messages of each day of the period, in order, by its ISO date."""
    found = _summed(engine, turns, period, _asked, turns.c.giorno)
    return suppressed([(day.isoformat(), found.get((day,), 0)) for day in period.days])


def by_hour(engine: Engine, period: Period) -> list[Count]:
    """The messages of each hour of the day, from `0` to `23`."""
    found = _summed(engine, turns, period, _asked, turns.c.ora)
    return suppressed([(str(hour), found.get((hour,), 0)) for hour in range(24)])


def by_channel(engine: Engine, period: Period) -> list[Count]:
    """The messages of each channel, the busiest first."""
    return _ranked(_summed(engine, turns, period, _asked, turns.c.canale))


def by_intent(engine: Engine, period: Period) -> list[Count]:
    """The messages of each intent, sub-intent included, the most frequent first."""
    return _ranked(_summed(engine, turns, period, _asked, turns.c.intento))


def by_outcome(engine: Engine, period: Period) -> list[Count]:
    """The messages of each outcome, the most frequent first."""
    return _ranked(_summed(engine, turns, period, _asked, turns.c.esito))


def by_score(engine: Engine, period: Period) -> list[Count]:
    """The messages of each band of the intent's score; `scelta` are buttons."""
    return _ranked(_summed(engine, turns, period, _asked, turns.c.punteggio))


def by_service(engine: Engine, period: Period) -> list[Count]:
    """What was said about each service; a message about two counts for both."""
    return _ranked(_summed(engine, topics, period, sa.true(), topics.c.servizio))


def by_aspect(engine: Engine, period: Period) -> list[Count]:
    """What was said about each aspect, of whichever service; the empty one is a bare need."""
    return _ranked(_summed(engine, topics, period, sa.true(), topics.c.aspetto))


def aspects_of_services(engine: Engine, period: Period) -> list[Cell]:
    """What was said about each aspect (column) of each service (row)."""
    return _table(_summed(engine, topics, period, sa.true(), topics.c.servizio, topics.c.aspetto))


def outcomes_of_services(engine: Engine, period: Period) -> list[Cell]:
    """What came of it (column) for each service (row): `non_indicato` is what the Carta lacks."""
    return _table(_summed(engine, topics, period, sa.true(), topics.c.servizio, topics.c.esito))


def outcomes_of_days(engine: Engine, period: Period) -> list[Cell]:
    """What came of the messages (column) of each day (row, ISO date)."""
    found = _summed(engine, turns, period, _asked, turns.c.giorno, turns.c.esito)
    return _table({(day.isoformat(), outcome): number for (day, outcome), number in found.items()})


def share_outside_office_hours(engine: Engine, period: Period) -> float | None:
    """Which part of the messages (0 to 1) came when no office is open; None where they are few."""
    found = _summed(engine, turns, period, _asked, turns.c.giorno, turns.c.ora)
    total = sum(found.values())
    outside = sum(number for (day, hour), number in found.items() if not is_office_hour(day, hour))
    if min((n for n in (outside, total - outside) if n), default=0) < FEWEST_SHOWN:
        return None
    return outside / total


def is_office_hour(day: dt.date, hour: int) -> bool:
    """Whether an office can be expected to be open; never on public holidays."""
    return hour in OFFICE_HOURS and day.weekday() < _SATURDAY and day not in holidays.country_holidays("IT")


def response_times(engine: Engine, period: Period) -> Times | None:
    """How long answers took, as exact as the classes in which they are counted; None where they are few."""
    found = sorted((time, number) for (time,), number in _summed(engine, turns, period, _asked, turns.c.tempo).items())
    if sum(number for _, number in found) < FEWEST_SHOWN:
        return None
    counts = suppressed([(str(time), number) for time, number in found])
    return Times(_within(found, 0.5), _within(found, 0.95), tuple(counts))


def suppressed(counts: Iterable[tuple[str, int]]) -> list[Count]:
    """The counts in their order, without those that are few.

    One that is few is not shown, nor the next smallest while the hidden ones together are few:
    otherwise a total shown elsewhere would give them away. Nothing at all (0) is no secret.
    """
    rows = list(counts)
    hidden = _hidden([number for _, number in rows])
    return [Count(label, None if n in hidden else number) for n, (label, number) in enumerate(rows)]


def _hidden(numbers: Sequence[int]) -> set[int]:
    """The places of the numbers to hide."""
    rising = sorted((place for place, number in enumerate(numbers) if number), key=lambda place: numbers[place])
    hidden: set[int] = set()
    total = 0
    for place in rising:
        if numbers[place] >= FEWEST_SHOWN and (not hidden or total >= FEWEST_SHOWN):
            break
        hidden.add(place)
        total += numbers[place]
    return hidden


def _shown(number: int) -> int | None:
    return number if number == 0 or number >= FEWEST_SHOWN else None


def _total(engine: Engine, period: Period, condition: Any) -> int:
    found = _summed(engine, turns, period, condition)
    return sum(found.values())


def _summed(engine: Engine, table: sa.Table, period: Period, condition: Any, *by: Any) -> dict[tuple[Any, ...], int]:
    """The counters of a period, summed by the given columns."""
    within = table.c.giorno.between(period.first, period.last)
    chosen = sa.select(*by, sa.func.sum(table.c.numero)).where(within, condition).group_by(*by)
    with engine.connect() as connection:
        return {tuple(row[:-1]): int(row[-1] or 0) for row in connection.execute(chosen)}


def _ranked(found: dict[tuple[Any, ...], int]) -> list[Count]:
    counts = [(str(name), number) for (name,), number in found.items()]
    return suppressed(sorted(counts, key=lambda count: (-count[1], count[0])))


def _table(found: dict[tuple[Any, ...], int]) -> list[Cell]:
    """The cells of a table: each row is suppressed as a whole of its own, and each column too."""
    hidden: set[tuple[Any, ...]] = set()
    for place in (0, 1):
        for name in {key[place] for key in found}:
            line = [key for key in sorted(found) if key[place] == name]
            hidden |= {line[n] for n in _hidden([found[key] for key in line])}
    return [Cell(str(key[0]), str(key[1]), None if key in hidden else found[key]) for key in sorted(found)]


def _within(found: Sequence[tuple[int, int]], share: float) -> int:
    """The time within which this share of the answers came."""
    needed = share * sum(number for _, number in found)
    counted = accumulate(number for _, number in found)
    return next(time for (time, _), so_far in zip(found, counted, strict=True) if so_far >= needed)
