"""Which days somebody asks about, as they write it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from sportello.statistics.queries import Period
from sportello.statistics.turns import ZONE

USUAL_DAYS = 30
MOST_DAYS = 731


class BadPeriod(ValueError):
    """Days that cannot be asked about; `field` is where it was written: `giorni`, `mese`, `dal` or `al`."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def today() -> dt.date:
    """The day in Italy."""
    return dt.datetime.now(ZONE).date()


def chosen(now: dt.date, *, days: str = "", month: str = "", first: str = "", last: str = "") -> Period:
    """The days from a date to another, or of a month, or the last so many; without any, the last 30.

    Args:
        now: today; what comes after it is left out.
        days: e.g. `7`.
        month: e.g. `2026-07`.
        first: e.g. `2026-07-01`; with `last`, goes before the others.
        last: e.g. `2026-07-31`; without it, today.

    Raises:
        BadPeriod: when it is none, or too long.
    """
    if first or last:
        return _between(now, first, last)
    if month:
        return _month(now, month)
    if not days:
        return Period.ending(now, USUAL_DAYS)
    if not (days.isascii() and days.isdecimal()) or not 0 < int(days[:9]) <= MOST_DAYS:
        raise BadPeriod("giorni", f"«{days}» non va bene. Scriva un numero di giorni da 1 a {MOST_DAYS}.")
    return Period.ending(now, int(days))


def months(now: dt.date, number: int = 13) -> list[dt.date]:
    """The first days of this month and of those before, the latest first."""
    found = [now.replace(day=1)]
    while len(found) < number:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found


def _between(now: dt.date, first: str, last: str) -> Period:
    begin, end = _date("dal", first), _date("al", last) if last else now
    end = min(end, now)
    if begin > now:
        raise BadPeriod("dal", "Comincia dopo oggi. Scriva una data di prima.")
    if begin > end:
        raise BadPeriod("al", "Finisce prima di cominciare. Corregga una delle due date.")
    if (end - begin).days >= MOST_DAYS:
        raise BadPeriod("dal", "Sono più di due anni. Scelga meno giorni.")
    return Period(begin, end)


def _month(now: dt.date, month: str) -> Period:
    try:
        begin = dt.datetime.strptime(month, "%Y-%m").date()
    except ValueError:
        raise BadPeriod("mese", f"«{month}» non è un mese. Lo scriva come {now:%Y-%m}.") from None
    if begin > now:
        raise BadPeriod("mese", "Questo mese deve ancora venire. Ne scelga uno di prima.")
    return Period(begin, min(now, begin.replace(day=monthrange(begin.year, begin.month)[1])))


def _date(field: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        wrong = f"«{text}» non è una data." if text else "Manca la data."
        raise BadPeriod(field, f"{wrong} La scriva come 2026-07-31.") from None
