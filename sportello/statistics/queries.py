"""Questions put to the counters. What is returned may be published: small counts are suppressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from sportello.carta.hours import holiday_name
from sportello.statistics.store import topics, turns
from sportello.statistics.suppression import (
    FEWEST_SHOWN,
    Cell,
    Count,
    Totals,
    group_totals,
    suppressed,
    suppressed_in_groups,
    suppressed_table,
)
from sportello.statistics.turns import BEGIN, FAILED

# When somebody can be expected at a desk: the usual hours of public offices, Monday to Friday.
OFFICE_HOURS = range(8, 18)
_SATURDAY = 5
# What became of a message, as far as the citizen is concerned; every other outcome is an answer.
UNDERSTOOD, CLARIFIED, NOT_UNDERSTOOD = "capite", "chiarite", "non_capite"
_CLASSES = {"chiarito": CLARIFIED, "non_capito": NOT_UNDERSTOOD, FAILED: NOT_UNDERSTOOD}

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


def by_outcome(engine: Engine, period: Period) -> list[Count]:
    """The messages of each outcome, the most frequent first."""
    counts = suppressed_in_groups(_in_order(_summed(engine, turns, period, _asked, turns.c.esito)), class_of)
    return _hidden_last(counts)


def class_of(outcome: str) -> str:
    """Whether an outcome is that of a message that was understood, that we asked back about, or neither."""
    return _CLASSES.get(outcome, UNDERSTOOD)


def shares_of_classes(engine: Engine, period: Period) -> dict[str, float | None]:
    """Which part of the messages (0 to 1) was understood and which was not; None where that would tell of a few."""
    found = _in_order(_summed(engine, turns, period, _asked, turns.c.esito))
    total = sum(number for _, number in found)
    shown = {count.label: count.number for count in group_totals(found, class_of)}
    shares = {name: shown.get(name, 0) for name in (UNDERSTOOD, CLARIFIED, NOT_UNDERSTOOD)}
    return {name: number / total if total and number is not None else None for name, number in shares.items()}


def by_service(engine: Engine, period: Period) -> list[Count]:
    """What was said about each service; a message about two counts for both."""
    return _ranked(_summed(engine, topics, period, sa.true(), topics.c.servizio))


def by_aspect(engine: Engine, period: Period) -> list[Count]:
    """What was said about each aspect, of whichever service; the empty one is a bare need."""
    return _ranked(_summed(engine, topics, period, sa.true(), topics.c.aspetto))


def aspects_of_services(engine: Engine, period: Period) -> list[Cell]:
    """What was said about each aspect (column) of each service (row)."""
    found = _summed(engine, topics, period, sa.true(), topics.c.servizio, topics.c.aspetto)
    totals = Totals(_hidden_in(by_service(engine, period)), _hidden_in(by_aspect(engine, period)))
    return suppressed_table(_cells(found), totals)


def outcomes_of_services(engine: Engine, period: Period) -> list[Cell]:
    """What came of it (column) for each service (row): `non_indicato` is what the Carta lacks."""
    cells = _cells(_summed(engine, topics, period, sa.true(), topics.c.servizio, topics.c.esito))
    # How often each outcome was, over all services, is not told.
    totals = Totals(_hidden_in(by_service(engine, period)), {outcome for _, outcome in cells})
    return suppressed_table(cells, totals)


def outcomes_of_days(engine: Engine, period: Period) -> list[Cell]:
    """What came of the messages (column) of each day (row, ISO date)."""
    found = _summed(engine, turns, period, _asked, turns.c.giorno, turns.c.esito)
    cells = {(day.isoformat(), outcome): number for (day, outcome), number in found.items()}
    outcomes = _in_order(_summed(engine, turns, period, _asked, turns.c.esito))
    groups = _hidden_in(group_totals(outcomes, class_of))
    totals = Totals(_hidden_in(by_day(engine, period)), _hidden_in(by_outcome(engine, period)), groups, class_of)
    return suppressed_table(cells, totals)


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
    return hour in OFFICE_HOURS and day.weekday() < _SATURDAY and holiday_name(day) is None


def response_times(engine: Engine, period: Period) -> Times | None:
    """How long answers took, as exact as the classes in which they are counted; None where they are few."""
    found = sorted((time, number) for (time,), number in _summed(engine, turns, period, _asked, turns.c.tempo).items())
    if sum(number for _, number in found) < FEWEST_SHOWN:
        return None
    counts = suppressed([(str(time), number) for time, number in found])
    return Times(_within(found, 0.5), _within(found, 0.95), tuple(counts))


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
    return _hidden_last(suppressed(_in_order(found)))


def _hidden_last(counts: Sequence[Count]) -> list[Count]:
    """In its place among the others a hidden count would tell how large it is."""
    hidden = [count for count in counts if count.number is None]
    return [count for count in counts if count.number is not None] + sorted(hidden, key=lambda count: count.label)


def _in_order(found: dict[tuple[Any, ...], int]) -> list[tuple[str, int]]:
    return sorted(((str(name), number) for (name,), number in found.items()), key=lambda each: (-each[1], each[0]))


def _cells(found: dict[tuple[Any, ...], int]) -> dict[tuple[str, str], int]:
    return {(str(row), str(column)): number for (row, column), number in found.items() if number}


def _hidden_in(counts: Sequence[Count]) -> set[str]:
    return {count.label for count in counts if count.number is None}


def _within(found: Sequence[tuple[int, int]], share: float) -> int:
    """The time within which this share of the answers came."""
    needed = share * sum(number for _, number in found)
    counted = accumulate(number for _, number in found)
    return next(time for (time, _), so_far in zip(found, counted, strict=True) if so_far >= needed)
