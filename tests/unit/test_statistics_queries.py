from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from sportello.statistics import queries, store
from sportello.statistics.queries import Cell, Count, Period
from sportello.statistics.turns import BEGIN, Topic, Turn

MONDAY = dt.date(2026, 7, 6)
WEEK = Period(MONDAY, MONDAY + dt.timedelta(days=6))
TURN = Turn(MONDAY, 9, "web", "chiedi_costi", "risposto", "70-90", 12.0, (Topic("sad", "costi", "risposto"),))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = store.open_store(f"sqlite:///{tmp_path / 'statistiche.db'}")
    store.make_tables(engine)
    return engine


def count(engine: Engine, turns: list[Turn]) -> None:
    with engine.begin() as connection:
        store.record(connection, turns)


def test_turns_add_up_over_several_writes(engine: Engine) -> None:
    count(engine, [TURN] * 4)
    count(engine, [TURN] * 3)
    assert queries.asked(engine, WEEK) == 7
    assert queries.by_channel(engine, WEEK) == [Count("web", 7)]
    assert queries.by_service(engine, WEEK) == [Count("sad", 7)]
    assert queries.by_aspect(engine, WEEK) == [Count("costi", 7)]


def test_a_welcome_is_a_conversation_and_no_question(engine: Engine) -> None:
    count(engine, [replace(TURN, intent=BEGIN, topics=())] * 6)
    assert (queries.conversations(engine, WEEK), queries.asked(engine, WEEK)) == (6, 0)


def test_every_day_and_every_hour_is_there(engine: Engine) -> None:
    count(engine, [TURN] * 5 + [replace(TURN, day=WEEK.last, hour=23)] * 6)
    days = queries.by_day(engine, WEEK)
    assert [day.label for day in days] == [f"2026-07-{day:02}" for day in range(6, 13)]
    assert [day.number for day in days] == [5, 0, 0, 0, 0, 0, 6]
    hours = queries.by_hour(engine, WEEK)
    assert len(hours) == 24
    assert (hours[9], hours[23]) == (Count("9", 5), Count("23", 6))


def test_what_is_out_of_the_period_does_not_count(engine: Engine) -> None:
    count(engine, [replace(TURN, day=MONDAY - dt.timedelta(days=1))] * 9)
    assert queries.asked(engine, WEEK) == 0
    assert queries.by_outcome(engine, WEEK) == []


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([9, 0, 5], [9, 0, 5]),
        ([9, 4, 2], [9, None, None]),  # together 6: nothing can be worked out
        ([9, 7, 4], [9, None, None]),  # 4 alone could be worked out from a total: the next goes too
        ([9, 7, 2, 2], [9, None, None, None]),
        ([3], [None]),
        ([], []),
    ],
)
def test_small_counts_are_not_shown_nor_can_they_be_worked_out(numbers: list[int], shown: list[int | None]) -> None:
    counts = queries.suppressed([(str(n), number) for n, number in enumerate(numbers)])
    assert [each.number for each in counts] == shown


def test_small_totals_are_not_shown(engine: Engine) -> None:
    count(engine, [TURN] * 4)
    assert queries.asked(engine, WEEK) is None


def test_the_place_of_a_hidden_count_tells_nothing(engine: Engine) -> None:
    for channel, times in {"web": 9, "telegram": 8, "altro": 7, "prova": 2}.items():
        count(engine, [replace(TURN, channel=channel)] * times)
    assert [each.label for each in queries.by_channel(engine, WEEK)] == ["web", "telegram", "altro", "prova"]
    count(engine, [replace(TURN, channel="prova")] * 2)
    count(engine, [replace(TURN, channel="nuovo")] * 8)
    assert queries.by_channel(engine, WEEK)[-2:] == [Count("altro", None), Count("prova", None)]


def about(service: str, aspect: str, outcome: str, times: int) -> list[Turn]:
    return [replace(TURN, topics=(Topic(service, aspect, outcome),))] * times


def test_a_cell_that_is_few_cannot_be_worked_out_from_the_totals(engine: Engine) -> None:
    count(engine, about("adm", "costi", "risposto", 9) + about("adm", "orari", "risposto", 8))
    count(engine, about("sad", "costi", "risposto", 7) + about("sad", "orari", "risposto", 2))
    assert queries.by_service(engine, WEEK) == [Count("adm", 17), Count("sad", 9)]
    assert queries.by_aspect(engine, WEEK) == [Count("costi", 16), Count("orari", 10)]
    # With 9 shown, 17 - 9 would give the 8, and 10 - 8 the 2.
    assert [cell.number for cell in queries.aspects_of_services(engine, WEEK)] == [None] * 4


def test_a_row_that_is_few_is_not_shown_in_any_table(engine: Engine) -> None:
    count(engine, about("adm", "costi", "risposto", 90) + about("sad", "costi", "non_indicato", 3))
    count(engine, about("cag", "costi", "risposto", 40) + about("cag", "orari", "risposto", 30))
    hidden = {each.label for each in queries.by_service(engine, WEEK) if each.number is None}
    assert hidden == {"sad", "cag"}
    for table in (queries.aspects_of_services(engine, WEEK), queries.outcomes_of_services(engine, WEEK)):
        assert [cell.number for cell in table if cell.row == "sad"] == [None]


def test_what_was_understood_is_told_although_one_outcome_is_few(engine: Engine) -> None:
    outcomes = {"risposto": 60, "elenco": 20, "emergenza": 2, "chiarito": 10, "non_capito": 6, "errore": 2}
    for outcome, times in outcomes.items():
        count(engine, [replace(TURN, outcome=outcome, topics=())] * times)
    # The two emergencies hide among what was understood, the two failures among what was not.
    assert queries.by_outcome(engine, WEEK) == [
        Count("risposto", 60),
        Count("chiarito", 10),
        Count("elenco", None),
        Count("emergenza", None),
        Count("errore", None),
        Count("non_capito", None),
    ]
    assert queries.shares_of_classes(engine, WEEK) == {"capite": 0.82, "chiarite": 0.1, "non_capite": 0.08}


def test_a_class_that_is_few_is_not_told_nor_the_one_that_would_give_it_away(engine: Engine) -> None:
    for outcome, times in {"risposto": 90, "chiarito": 7, "non_capito": 3}.items():
        count(engine, [replace(TURN, outcome=outcome, topics=())] * times)
    assert queries.shares_of_classes(engine, WEEK) == {"capite": 0.9, "chiarite": None, "non_capite": None}
    assert queries.by_outcome(engine, WEEK) == [
        Count("risposto", 90),
        Count("chiarito", None),
        Count("non_capito", None),
    ]
    assert queries.shares_of_classes(engine, Period.ending(MONDAY - dt.timedelta(days=9), 1)) == {
        "capite": None,
        "chiarite": None,
        "non_capite": None,
    }


def test_outcomes_are_told_by_service_and_by_day(engine: Engine) -> None:
    count(engine, [TURN] * 5)
    assert queries.outcomes_of_services(engine, WEEK) == [Cell("sad", "risposto", 5)]
    assert queries.outcomes_of_days(engine, WEEK) == [Cell("2026-07-06", "risposto", 5)]


def test_the_share_outside_office_hours(engine: Engine) -> None:
    count(engine, [TURN] * 5 + [replace(TURN, hour=20)] * 15)
    assert queries.share_outside_office_hours(engine, WEEK) == pytest.approx(0.75)
    count(engine, [replace(TURN, day=MONDAY - dt.timedelta(days=7))] * 2)
    assert queries.share_outside_office_hours(engine, Period.ending(MONDAY - dt.timedelta(days=7), 1)) is None


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (MONDAY, 8, True),
        (MONDAY, 17, True),
        (MONDAY, 18, False),
        (MONDAY, 7, False),
        (dt.date(2026, 7, 11), 10, False),  # Saturday
        (dt.date(2026, 6, 2), 10, False),  # Republic day, a Tuesday
    ],
)
def test_office_hours_are_those_of_working_days(day: dt.date, hour: int, expected: bool) -> None:
    assert queries.is_office_hour(day, hour) is expected


def test_response_times_are_told_in_classes(engine: Engine) -> None:
    count(engine, [replace(TURN, milliseconds=m) for m in [9] * 50 + [14] * 44 + [70] * 6])
    times = queries.response_times(engine, WEEK)
    assert times == queries.Times(10, 75, (Count("10", 50), Count("20", 44), Count("75", 6)))
    assert queries.response_times(engine, Period.ending(MONDAY - dt.timedelta(days=1), 7)) is None


def test_a_time_beyond_all_classes_counts_in_the_last(engine: Engine) -> None:
    count(engine, [replace(TURN, milliseconds=1e9)] * 5)
    times = queries.response_times(engine, WEEK)
    assert times is not None
    assert times.half_ms == store.TIMES[-1]
