"""When a service is open, in the municipality's time and with its public holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

import holidays
from babel.dates import format_date

from sportello.carta.model import WEEKDAYS, Hours, Slot

ROME = ZoneInfo("Europe/Rome")
_DAYS_AHEAD = 60


@dataclass(frozen=True)
class Opening:
    """One opening on one day; `slot` says from when to when and of which kind."""

    day: dt.date
    slot: Slot


@dataclass(frozen=True)
class Status:
    """Whether a service is open at a moment, and when it opens next."""

    now: Optional[Opening]
    next: Optional[Opening]
    holiday: Optional[str]


@lru_cache(maxsize=8)
def _italian_holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("IT", years=year, language="it_IT")


def holiday_name(day: dt.date) -> str | None:
    """The national holiday on this day, in Italian."""
    name: str | None = _italian_holidays(day.year).get(day)
    return name


def status(hours: Hours, moment: dt.datetime) -> Status:
    """Open or closed at this moment.

    Args:
        hours: with at least one weekly slot, otherwise nothing is ever open.
        moment: any aware datetime; it is read in Europe/Rome.
    """
    local = moment.astimezone(ROME)
    clock = local.strftime("%H:%M")
    now = next((slot for slot in _slots_on(hours, local.date()) if slot.dalle <= clock < slot.alle), None)
    return Status(
        now=Opening(local.date(), now) if now else None,
        next=_next_opening(hours, local.date(), clock),
        holiday=holiday_name(local.date()),
    )


def _next_opening(hours: Hours, day: dt.date, clock: str) -> Opening | None:
    for ahead in range(_DAYS_AHEAD):
        date = day + dt.timedelta(days=ahead)
        for slot in _slots_on(hours, date):
            if ahead or slot.dalle > clock:
                return Opening(date, slot)
    return None


def _slots_on(hours: Hours, day: dt.date) -> list[Slot]:
    if holiday_name(day):
        return []
    return sorted((s for s in hours.fasce if s.giorno == WEEKDAYS[day.weekday()]), key=lambda s: s.dalle)


def spoken_date(day: dt.date) -> str:
    """The date in words, e.g. `giovedì 26 novembre 2026`."""
    return format_date(day, format="full", locale="it")


def spoken_clock(clock: str) -> str:
    """The time as it is written in Italian, e.g. `9.00`."""
    hour, minute = clock.split(":")
    return f"{int(hour)}.{minute}"
