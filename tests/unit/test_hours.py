from __future__ import annotations

import datetime as dt

import factories
import pytest

from sportello.carta import hours
from sportello.carta.hours import Opening
from sportello.carta.model import Hours

ROME, UTC = hours.ROME, dt.UTC
NORMAL_THURSDAY, THURSDAY_AFTER_HOLIDAYS = dt.date(2025, 12, 18), dt.date(2026, 1, 8)


def weekly(*slots: tuple[str, str, str], kind: str = "libero") -> Hours:
    return Hours(fasce=[{"giorno": day, "dalle": start, "alle": end, "tipo": kind} for day, start, end in slots])


@pytest.fixture
def thursday() -> Hours:
    """By appointment from 9 to 16, then freely until 18."""
    return Hours(fasce=factories.THURSDAY)


def at(day: dt.date, clock: str, zone: dt.tzinfo = ROME) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), zone)


def starts(opening: Opening | None) -> tuple[dt.date, str] | None:
    return (opening.day, opening.slot.dalle) if opening else None


@pytest.mark.parametrize(
    ("clock", "kind"),
    [
        ("08:59", None),
        ("09:00", "appuntamento"),
        ("12:30", "appuntamento"),
        ("15:59", "appuntamento"),
        ("16:00", "libero"),
        ("17:59", "libero"),
        ("18:00", None),
        ("23:59", None),
    ],
)
def test_an_opening_begins_on_the_minute_and_ends_before_it(thursday: Hours, clock: str, kind: str | None) -> None:
    now = hours.status(thursday, at(NORMAL_THURSDAY, clock)).now
    assert (now.slot.tipo if now else None) == kind
    assert now is None or now.day == NORMAL_THURSDAY


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        (at(NORMAL_THURSDAY, "08:59"), (NORMAL_THURSDAY, "09:00")),
        (at(NORMAL_THURSDAY, "09:00"), (NORMAL_THURSDAY, "16:00")),
        (at(dt.date(2025, 12, 14), "20:00"), (NORMAL_THURSDAY, "09:00")),
        (at(dt.date(2025, 12, 11), "18:00"), (NORMAL_THURSDAY, "09:00")),
        (at(dt.date(2025, 12, 11), "16:00"), (NORMAL_THURSDAY, "09:00")),
    ],
)
def test_the_next_opening_is_the_first_to_begin_after_now(
    thursday: Hours, moment: dt.datetime, following: tuple[dt.date, str]
) -> None:
    assert starts(hours.status(thursday, moment).next) == following


@pytest.mark.parametrize("clock", ["00:00", "09:00", "16:30", "23:59"])
@pytest.mark.parametrize("holiday", [dt.date(2025, 12, 25), dt.date(2026, 1, 1)])
def test_on_a_public_holiday_nothing_is_open_and_the_next_opening_skips_holidays(
    thursday: Hours, holiday: dt.date, clock: str
) -> None:
    status = hours.status(thursday, at(holiday, clock))
    assert status.now is None
    assert status.holiday is not None
    assert starts(status.next) == (THURSDAY_AFTER_HOLIDAYS, "09:00")


def test_after_the_last_opening_before_holidays_the_next_one_is_weeks_away(thursday: Hours) -> None:
    status = hours.status(thursday, at(NORMAL_THURSDAY, "18:00"))
    assert status.holiday is None
    assert starts(status.next) == (THURSDAY_AFTER_HOLIDAYS, "09:00")


def test_easter_monday_is_a_holiday_and_tuesday_is_not() -> None:
    status = hours.status(
        weekly(("lunedì", "09:00", "12:00"), ("martedì", "10:00", "12:00")), at(dt.date(2026, 4, 6), "10:00")
    )
    assert status.now is None
    assert starts(status.next) == (dt.date(2026, 4, 7), "10:00")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2025, 12, 25), "Natale"),
        (dt.date(2026, 1, 1), "Capodanno"),
        (dt.date(2026, 4, 6), "Lunedì dell'Angelo"),
        (dt.date(2026, 6, 2), "Festa della Repubblica"),
    ],
)
def test_holidays_are_named_in_italian(day: dt.date, name: str) -> None:
    assert hours.holiday_name(day) == name


def test_an_ordinary_day_has_no_holiday_name() -> None:
    assert hours.holiday_name(NORMAL_THURSDAY) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(dt.date(2026, 3, 26), "07:59", UTC), False),  # winter time: one hour behind
        (at(dt.date(2026, 3, 26), "08:00", UTC), True),
        (at(dt.date(2026, 4, 2), "06:59", UTC), False),  # summer time: two hours behind
        (at(dt.date(2026, 4, 2), "07:00", UTC), True),
        (at(dt.date(2026, 4, 2), "15:59", UTC), True),
        (at(dt.date(2026, 4, 2), "16:00", UTC), False),
        (at(dt.date(2026, 4, 2), "03:00", dt.timezone(dt.timedelta(hours=-4))), True),
    ],
)
def test_a_moment_of_any_zone_is_read_in_rome(thursday: Hours, moment: dt.datetime, is_open: bool) -> None:
    assert (hours.status(thursday, moment).now is not None) is is_open


def test_the_day_and_its_holiday_are_those_of_rome_even_where_utc_is_still_on_the_day_before() -> None:
    night = weekly(("mercoledì", "00:00", "23:59"), ("giovedì", "00:00", "01:00"))
    open_thursday = hours.status(night, at(dt.date(2025, 12, 17), "23:30", UTC))
    assert starts(open_thursday.now) == (NORMAL_THURSDAY, "00:00")
    christmas = hours.status(night, at(dt.date(2025, 12, 24), "23:30", UTC))
    assert christmas.now is None
    assert christmas.holiday is not None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(dt.date(2026, 3, 29), "00:59", UTC), False),  # 1.59, the last minute of winter time
        (at(dt.date(2026, 3, 29), "01:00", UTC), True),  # 3.00, the first of summer time
        (at(dt.date(2026, 3, 29), "01:59", UTC), True),
        (at(dt.date(2026, 3, 29), "02:00", UTC), False),
        (at(dt.date(2025, 10, 26), "00:59", UTC), False),  # 2.59 for the first time
        (at(dt.date(2025, 10, 26), "01:59", UTC), False),  # 2.59 again
        (at(dt.date(2025, 10, 26), "02:00", UTC), True),
        (at(dt.date(2025, 10, 26), "03:00", UTC), False),
    ],
)
def test_when_the_clocks_change_openings_follow_the_clock_on_the_wall(moment: dt.datetime, is_open: bool) -> None:
    sunday = weekly(("domenica", "03:00", "04:00"))
    assert (hours.status(sunday, moment).now is not None) is is_open


def test_openings_are_taken_in_order_of_time_whatever_their_order_in_the_file() -> None:
    shuffled = weekly(("giovedì", "15:00", "17:00"), ("martedì", "09:00", "10:00"), ("giovedì", "08:00", "09:00"))
    assert starts(hours.status(shuffled, at(NORMAL_THURSDAY, "07:00")).next) == (NORMAL_THURSDAY, "08:00")
    assert starts(hours.status(shuffled, at(NORMAL_THURSDAY, "09:30")).next) == (NORMAL_THURSDAY, "15:00")


def test_without_weekly_openings_nothing_is_ever_open() -> None:
    status = hours.status(Hours(testo="Su appuntamento."), at(NORMAL_THURSDAY, "10:00"))
    assert status.now is None
    assert status.next is None


def test_a_date_is_spoken_in_italian() -> None:
    assert hours.spoken_date(THURSDAY_AFTER_HOLIDAYS) == "giovedì 8 gennaio 2026"


@pytest.mark.parametrize(("clock", "spoken"), [("09:00", "9.00"), ("16:30", "16.30"), ("00:05", "0.05")])
def test_a_time_is_spoken_without_a_leading_zero(clock: str, spoken: str) -> None:
    assert hours.spoken_clock(clock) == spoken
