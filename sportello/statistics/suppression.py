"""Small counts are not shown, nor can they be worked out from those that are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A count below this one may tell who it was.
FEWEST_SHOWN = 5
_TOTAL = "totale"

Key = tuple[str, str]
_Edge = tuple[Key, Key]
_GROUPS = ("colonna", "totale dei gruppi")


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


def suppressed(counts: Iterable[tuple[str, int]]) -> list[Count]:
    """The counts in their order, without those that are few.

    One that is few is not shown, nor the next smallest while the hidden ones together are few:
    otherwise a total shown elsewhere would give them away. Nothing at all (0) is no secret.
    """
    rows = list(counts)
    hidden = _hidden([number for _, number in rows])
    return [Count(label, None if n in hidden else number) for n, (label, number) in enumerate(rows)]


def suppressed_in_groups(counts: Iterable[tuple[str, int]], group_of: Callable[[str], str]) -> list[Count]:
    """The same where the totals of groups are shown as well: what is few is hidden among its own group.

    A group whose total is hidden shows none of its counts.
    """
    rows = list(counts)
    totals = {count.label: count.number for count in group_totals(rows, group_of)}
    hidden: set[int] = set()
    for group, total in totals.items():
        places = [place for place, (label, _) in enumerate(rows) if group_of(label) == group]
        few = _hidden([rows[place][1] for place in places])
        hidden |= set(places) if total is None else {places[n] for n in few}
    return [Count(label, None if n in hidden and number else number) for n, (label, number) in enumerate(rows)]


def group_totals(counts: Iterable[tuple[str, int]], group_of: Callable[[str], str]) -> list[Count]:
    """The totals of the groups, in the order in which they come, without those that are few."""
    totals: Counter[str] = Counter()
    for label, number in counts:
        totals[group_of(label)] += number
    return suppressed(totals.items())


@dataclass(frozen=True)
class Totals:
    """What is known of a table besides its cells.

    Attributes:
        hidden_rows: the rows whose total is not shown.
        hidden_columns: the columns whose total is not shown.
        hidden_groups: the groups of columns whose total is not shown.
        group_of: the group of a column; where there are none, one holds all.
    """

    hidden_rows: Collection[str] = ()
    hidden_columns: Collection[str] = ()
    hidden_groups: Collection[str] = ()
    group_of: Callable[[str], str] = lambda column: _TOTAL

    @property
    def unknown(self) -> list[Key]:
        """The totals that are not shown, as if they were cells at the margins of the table."""
        return [*((row, _TOTAL) for row in self.hidden_rows), *((_TOTAL, column) for column in self.hidden_columns)]

    def edges(self, keys: Iterable[Key]) -> dict[_Edge, Key]:
        """Where cells and totals stand in the sums that are known: each is part of two of them."""
        edges: dict[_Edge, Key] = {}
        for row, column in keys:
            # The totals of the columns are summed up by group, each sum a row of its own.
            of_row = f"{_TOTAL} {self.group_of(column)}" if row == _TOTAL else row
            edges[("riga", of_row), ("colonna", column)] = (row, column)
        return edges


def suppressed_table(cells: Mapping[Key, int], totals: Totals) -> list[Cell]:
    """The cells of a table, in order, whose totals by row and by column are known except those that are hidden.

    No count that is few can be worked out from the others and the totals: for every one there are other
    numbers that would give the same sums. A cell that is not there is 0; some of these are hidden too.

    Args:
        cells: every count that is not 0.
        totals: what else is shown.
    """
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    grid = {**{(row, column): 0 for row in rows for column in columns}, **cells}
    hidden = {key for key, number in cells.items() if number < FEWEST_SHOWN}
    more = set(hidden)
    while more:
        more = _small_sums(grid, hidden, totals.unknown) or _ways_round(grid, hidden, totals)
        hidden |= more
    return [Cell(*key, None if key in hidden else grid[key]) for key in sorted(hidden | set(cells))]


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


def _small_sums(cells: Mapping[Key, int], hidden: set[Key], margins: Sequence[Key]) -> set[Key]:
    """What to hide besides, because the hidden counts of a row or a column are few together and their sum is known."""
    more = set()
    for place in (0, 1):
        # Where the total is hidden as well, the sum of what is hidden is not known.
        unknown = {key[place] for key in margins if key[1 - place] == _TOTAL}
        sums: Counter[str] = Counter()
        for key in hidden:
            sums[key[place]] += cells[key]
        for name in {name for name, total in sums.items() if total < FEWEST_SHOWN} - unknown:
            line = [(number, key) for key, number in cells.items() if key[place] == name and key not in hidden]
            shown = [(number, key) for number, key in line if number]
            more |= {min(shown)[1]} if shown else set()
    return more


def _ways_round(cells: Mapping[Key, int], hidden: set[Key], totals: Totals) -> set[Key]:
    """What to hide besides, as little as possible, because a count that is few can be worked out.

    In sums of rows and columns, which are the points of a graph whose lines are the numbers, a number that
    is not known can be worked out just when no other way of such numbers leads from its row to its column.
    """
    import networkx  # takes a while: who only counts must not wait for it

    secret = totals.edges((*hidden, *totals.unknown))
    graph = networkx.Graph()
    graph.add_edges_from(secret, weight=0)
    graph.add_edges_from(((("riga", f"{_TOTAL} {each}"), _GROUPS) for each in totals.hidden_groups), weight=0)
    exposed = {secret.get(edge) or secret.get(edge[::-1]) for edge in networkx.bridges(graph)} & set(cells)
    shown = totals.edges(set(cells) - hidden)
    graph.add_weighted_edges_from((*edge, max(cells[key], FEWEST_SHOWN)) for edge, key in shown.items())
    for edge, key in sorted(secret.items()):
        if key not in exposed or not 0 < cells[key] < FEWEST_SHOWN:
            continue
        graph.remove_edge(*edge)
        if networkx.has_path(graph, *edge):
            way = networkx.shortest_path(graph, *edge, weight="weight")
            steps = {step for pair in pairwise(way) for step in (pair, pair[::-1])}
            return {shown[step] for step in steps & set(shown)}
        graph.add_edge(*edge, weight=0)
    return set()
