"""Whoever has everything that is shown, and a pencil, cannot work out a count that is few."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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

Cells = dict[tuple[str, str], int]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"a": 90, "b": 20, "c": 2, "x": 10}, {"a": 90, "b": None, "c": None, "x": 10}),
        ({"a": 90, "b": 6, "x": 3, "y": 3}, {"a": 90, "b": 6, "x": None, "y": None}),
        ({"a": 90, "b": 6, "x": 3}, {"a": None, "b": None, "x": None}),
        ({"a": 3, "b": 1}, {"a": None, "b": None}),
        ({"a": 90, "x": 0}, {"a": 90, "x": 0}),
        ({}, {}),
    ],
)
def test_in_groups_what_is_few_hides_among_its_own(numbers: dict[str, int], shown: dict[str, int | None]) -> None:
    counts = suppressed_in_groups(numbers.items(), group)
    assert {count.label: count.number for count in counts} == shown


def test_the_totals_of_groups_come_in_order() -> None:
    assert group_totals({"x": 9, "a": 4, "b": 3}.items(), group) == [Count("others", 9), Count("a b c", 7)]


def group(label: str) -> str:
    return "a b c" if label in "abc" else "others"


def test_nothing_is_hidden_where_nothing_is_few() -> None:
    cells = {("1", "a"): 5, ("1", "b"): 7, ("2", "a"): 9}
    assert suppressed_table(cells, Totals()) == [Cell("1", "a", 5), Cell("1", "b", 7), Cell("2", "a", 9)]


def test_as_little_as_possible_is_hidden() -> None:
    cells = {(row, column): 10 * n + m for n, row in enumerate("1234", 1) for m, column in enumerate("abcd")}
    cells["1", "a"] = 2
    hidden = {(cell.row, cell.column) for cell in suppressed_table(cells, Totals()) if cell.number is None}
    # A way round over four corners, the others being the smallest.
    assert hidden == {("1", "a"), ("1", "b"), ("2", "a"), ("2", "b")}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("12345"), st.sampled_from("abcxy")),
        st.one_of(st.integers(1, 6), st.integers(1, 60)),
        min_size=1,
    ),
    st.booleans(),
)
def test_no_count_that_is_few_can_be_worked_out(cells: Cells, by_group: bool) -> None:
    of: Callable[[str], str] = group if by_group else (lambda _: "totale")
    rows = suppressed(sums(cells, 0).items())
    columns = suppressed_in_groups(sums(cells, 1).items(), of)
    groups = secret(group_totals(sums(cells, 1).items(), of))
    table = suppressed_table(cells, Totals(secret(rows), secret(columns), groups, of))
    hidden = [(cell.row, cell.column) for cell in table if cell.number is None]
    assert {key for key, number in cells.items() if number < FEWEST_SHOWN} <= set(hidden)
    if len(hidden) == len({row for row, _ in cells}) * len({column for _, column in cells}):
        return  # all of it is hidden
    unknown = [*hidden, *((row, None) for row in secret(rows)), *((None, column) for column in secret(columns))]
    known = equations(unknown, of, groups)
    for place, key in enumerate(hidden):
        if 0 < cells.get(key, 0) < FEWEST_SHOWN:
            wanted = np.eye(len(unknown))[place]
            assert rank([*known, wanted]) > rank(known), f"{key} can be worked out"
    for row in sums(cells, 0).keys() - secret(rows):
        few = [cells.get(key, 0) for key in hidden if key[0] == row]
        assert not few or sum(few) >= FEWEST_SHOWN


def sums(cells: Cells, place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in cells.items():
        found[key[place]] = found.get(key[place], 0) + number
    return found


def secret(counts: list[Count]) -> set[str]:
    return {count.label for count in counts if count.number is None}


def equations(
    unknown: list[tuple[str | None, str | None]], of: Callable[[str], str], secret_groups: set[str]
) -> list[np.ndarray]:
    """What is known of the unknown: the sums of each row and column, and of the totals of rows and of groups."""
    lines: dict[tuple[str, str], np.ndarray] = {}

    def add(line: tuple[str, str], unit: np.ndarray) -> None:
        lines[line] = lines.get(line, np.zeros(len(unknown))) + unit

    for place, (row, column) in enumerate(unknown):
        unit = np.eye(len(unknown))[place]
        if row is not None:
            add(("row", row), unit if column is not None else -unit)
        if column is not None:
            add(("column", column), unit if row is not None else -unit)
        if column is None:
            add(("total", "rows"), unit)
        if row is None and column is not None:
            # Of groups whose totals are hidden only the sum of all is known.
            add(("total", "hidden" if of(column) in secret_groups else of(column)), unit)
    return list(lines.values())


def rank(rows: list[np.ndarray]) -> int:
    return int(np.linalg.matrix_rank(np.array(rows))) if rows else 0
