"""Questions that ask the same come together, and long lists come in pages."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest

from sportello.console.likeness import grouped
from sportello.console.paging import page_of, query
from sportello.statistics.questions import Asked, State
from sportello.statistics.turns import Guess

DAY = dt.date(2026, 11, 20)
_ids = itertools.count(1)


def asked(text: str, times: int = 1, day: dt.date = DAY, guesses: tuple[Guess, ...] = ()) -> Asked:
    return Asked(next(_ids), text, day, day, times, "bisogno", 0.2, guesses, State.TO_DO)


def texts(*questions: Asked) -> list[list[str]]:
    return [[question.text for question in group.questions] for group in grouped(questions)]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("come si fa per l'asilo nido", "asilo nido come si fa?", True),
        ("iscrizione asilo nido", "asilo nido", True),
        ("trasporto per la dialisi", "trasporo per dialisi", True),
        ("il modulo per la legna da ardere", "[nome] chiede il modulo della legna da ardere", True),
        ("asilo nido come si fa", "quanto costa l'asilo nido", False),
        ("nido", "asilo nido", False),
        ("cosa fa il servizio minori e famiglia", "quanto costa il servizio minori e famiglia", False),
        ("casa", "cassa", False),
        ("🙂", "🙃", False),
        ("che cosa mi dà", "che cosa mi da'", True),
    ],
)
def test_questions_come_together_by_the_words_that_count(one: str, other: str, together: bool) -> None:
    groups = texts(asked(one, times=2), asked(other))
    assert groups == ([[one, other]] if together else [[one], [other]])


def test_the_biggest_group_comes_first_and_in_it_the_most_asked() -> None:
    groups = texts(
        asked("iscrizione asilo nido", 2), asked("legna da ardere", 4), asked("asilo nido", 3), asked("tessera bus")
    )
    assert groups == [["asilo nido", "iscrizione asilo nido"], ["legna da ardere"], ["tessera bus"]]


def test_the_same_questions_make_the_same_groups_in_whatever_order_they_come() -> None:
    words = ["asilo", "nido", "mensa", "costo", "iscrizione", "legna", "modulo"]
    chance = random.Random(5)
    questions = [asked(" ".join(chance.sample(words, 3)), chance.randrange(1, 4)) for _ in range(40)]
    expected = grouped(questions)
    assert sum(len(group.questions) for group in expected) == 40
    for _ in range(5):
        chance.shuffle(questions)
        assert grouped(questions) == expected


def test_a_group_tells_how_often_when_and_what_the_model_had_in_mind() -> None:
    first = asked("asilo nido", 3, DAY, (Guess("adm", 0.3), Guess("cag", 0.1)))
    second = asked("iscrizione asilo nido", 1, DAY + dt.timedelta(days=2), (Guess("cag", 0.9), Guess("sad", 0.2)))
    (group,) = grouped([second, first])
    assert (group.times, group.first_day, group.last_day) == (4, DAY, dt.date(2026, 11, 22))
    assert [guess.service for guess in group.guesses] == ["cag", "adm", "sad"]
    assert group.guesses[0].score == pytest.approx(0.3)


def test_of_no_questions_there_are_no_groups() -> None:
    assert grouped([]) == []


@pytest.mark.parametrize(
    ("wanted", "number", "items"),
    [("1", 1, [0, 1, 2]), ("3", 3, [6]), ("9", 3, [6]), ("0", 1, [0, 1, 2]), ("-1", 1, [0, 1, 2]), ("x", 1, [0, 1, 2])],
)
def test_a_page_that_is_not_there_is_the_nearest(wanted: str, number: int, items: list[int]) -> None:
    page = page_of(range(7), wanted, 3)
    assert (page.number, page.pages, page.total, list(page.items)) == (number, 3, 7, items)


@pytest.mark.parametrize("wanted", ["", "9" * 30, "²", "٣"])
def test_what_is_no_number_is_the_first_page(wanted: str) -> None:
    assert page_of([], wanted, 3).number == 1


def test_an_address_holds_what_was_chosen() -> None:
    assert query({"cerca": "perché no?", "che": "", "pagina": "2"}) == "?cerca=perch%C3%A9+no%3F&pagina=2"
    assert query({"cerca": ""}) == ""
