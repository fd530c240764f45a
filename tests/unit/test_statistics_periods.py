from __future__ import annotations

import datetime as dt

import pytest

from sportello.statistics import periods
from sportello.statistics.periods import BadPeriod

NOW = dt.date(2026, 7, 20)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, "2026-06-21", "2026-07-20"),
        ({"days": "7"}, "2026-07-14", "2026-07-20"),
        ({"days": "1"}, "2026-07-20", "2026-07-20"),
        ({"month": "2026-02"}, "2026-02-01", "2026-02-28"),
        ({"month": "2026-07"}, "2026-07-01", "2026-07-20"),
        ({"first": "2026-07-01", "last": "2026-07-03"}, "2026-07-01", "2026-07-03"),
        ({"first": "2026-07-01"}, "2026-07-01", "2026-07-20"),
        ({"first": "2026-07-01", "last": "2027-01-01", "month": "2026-02"}, "2026-07-01", "2026-07-20"),
    ],
)
def test_a_period_is_what_was_asked_for_up_to_today(asked: dict[str, str], first: str, last: str) -> None:
    period = periods.chosen(NOW, **asked)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"days": "0"}, "giorni"),
        ({"days": "-3"}, "giorni"),
        ({"days": "٣"}, "giorni"),
        ({"days": "9" * 30}, "giorni"),
        ({"month": "luglio"}, "mese"),
        ({"month": "2026-08"}, "mese"),
        ({"month": "2026-13"}, "mese"),
        ({"first": "x", "last": "2026-07-03"}, "dal"),
        ({"last": "2026-07-03"}, "dal"),
        ({"first": "2026-07-01", "last": "2026-02-30"}, "al"),
        ({"first": "2026-07-05", "last": "2026-07-03"}, "al"),
        ({"first": "2026-07-21"}, "dal"),
        ({"first": "2020-01-01", "last": "2026-07-03"}, "dal"),
    ],
)
def test_what_is_no_period_is_said_at_its_place(asked: dict[str, str], field: str) -> None:
    with pytest.raises(BadPeriod) as problem:
        periods.chosen(NOW, **asked)
    assert problem.value.field == field
    assert str(problem.value).endswith(".")


def test_months_go_back_from_this_one() -> None:
    assert [month.isoformat() for month in periods.months(dt.date(2026, 3, 31), 4)] == [
        "2026-03-01",
        "2026-02-01",
        "2026-01-01",
        "2025-12-01",
    ]
