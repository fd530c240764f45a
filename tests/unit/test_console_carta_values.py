"""What people type in one field, and what the file keeps of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.console.carta import values


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        *[("16", "1600"), ("16,00", "1600"), ("16,5", "1650"), ("16.50", "1650"), ("0,01", "1"), (" 16,00 € ", "1600")],
        *[("1.600", "160000"), ("1.600,50", "160050"), ("euro 3", "300"), ("007", "700")],
        *[("", None), ("0", None), ("0,00", None), ("-3", None), ("sedici", None), ("1,234", None), ("1.60,00", None)],
        *[("16,00,00", None), ("1e3", None), ("١٦", None), ("16 17", None)],
    ],
)
def test_an_amount_is_typed_in_euro_and_kept_in_cents(written: str, cents: str | None) -> None:
    assert values.cents(written) == cents


@given(st.integers(1, 10**9))
def test_an_amount_comes_back_as_it_was_kept(amount: int) -> None:
    assert values.cents(values.euro(str(amount))) == str(amount)


@pytest.mark.parametrize("written", ["", "sedici", "16.5", "-1"])
def test_what_is_no_amount_in_the_file_is_shown_as_it_is(written: str) -> None:
    assert values.euro(written) == written


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        *[("9", "09:00"), ("9:30", "09:30"), ("9.30", "09:30"), ("09:30", "09:30"), (" 18 ", "18:00")],
        *[("26:00", "26:00"), ("le nove", "le nove"), ("9:3", "9:3"), ("", "")],
    ],
)
def test_an_hour_is_typed_as_people_write_it(written: str, kept: str) -> None:
    assert values.clock(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        *[("22/11/2026", "2026-11-22"), ("1.2.2026", "2026-02-01"), ("2026-11-22", "2026-11-22")],
        *[("ieri", "ieri"), ("22/11/26", "22/11/26"), ("", "")],
    ],
)
def test_a_day_is_typed_as_people_write_it(written: str, kept: str) -> None:
    assert values.date(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  due\u00a0 parole ", "due parole"),
        ("a\r\nb\tc", "a b c"),
        ("zero\u200bspazio", "zero spazio"),
        ("\x00\x07", ""),
        ("\ufeffinizio", "inizio"),
        ("trat\u00adtino", "trattino"),
    ],
)
def test_what_cannot_be_seen_does_not_go_into_the_file(written: str, kept: str) -> None:
    assert values.line(written) == kept


def test_a_text_keeps_its_line_breaks_and_no_empty_lines() -> None:
    assert values.paragraphs(" uno \r\n\r\n due\u2028tre ") == "uno\ndue\ntre"
