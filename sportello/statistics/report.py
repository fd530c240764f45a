"""The statistics of a period as tables in plain words: what pages, pictures, files and the command line show.

Everything comes from `sportello.statistics.queries`, so that whatever is made of it may be published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from sportello.carta import Catalogue
from sportello.statistics import queries, words
from sportello.statistics.queries import CLARIFIED, NOT_UNDERSTOOD, OFFICE_HOURS, UNDERSTOOD, Period
from sportello.statistics.suppression import Cell, Count

NUMBER, PERCENT, MILLISECONDS = "numero", "percento", "millisecondi"
# The number of messages of a row, whatever came of them.
ALL = "messaggi"

Value = int | float | None


@dataclass(frozen=True)
class Head:
    """A row or a column: its key, which does not change with names, and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Figure:
    """One number that says much; `value` is None where it would tell of a few."""

    key: str
    name: str
    value: Value
    unit: str = NUMBER


@dataclass(frozen=True)
class Table:
    """One thing that is counted.

    Attributes:
        key: its name in addresses and files.
        title: its name for people.
        subject: what a row is.
        columns: what is counted of it; `quota` is in percent.
        rows: each with a value for every column, None where it is not shown.
    """

    key: str
    title: str
    subject: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Value, ...]], ...]

    @property
    def is_crossed(self) -> bool:
        """Whether its columns are themselves what is counted, and not numbers of a row."""
        return self.key in {"aspetti_dei_servizi", "esiti_dei_servizi"}

    @property
    def hides(self) -> bool:
        """Whether there are values that are not shown."""
        return any(value is None for _, values in self.rows for value in values)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted at all."""
        return not self.hides and not self.says_something

    @property
    def says_something(self) -> bool:
        """Whether there are numbers other than 0 that may be shown."""
        return any(value for _, values in self.rows for value in values)


@dataclass(frozen=True)
class Report:
    """Everything about a period."""

    period: Period
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]

    def table(self, key: str) -> Table | None:
        """The table of this name."""
        return next((table for table in self.tables if table.key == key), None)


def report(engine: Engine, period: Period, catalogue: Catalogue) -> Report:
    """Counts a period.

    Args:
        engine: the database of `sportello.statistics.store`.
        period: the days.
        catalogue: the Carta that gives the services their names.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: when the database cannot be read.
    """
    by_service = queries.by_service(engine, period)
    ids = [*catalogue.ids, *(count.label for count in by_service)]
    services = {each: words.service_name(catalogue, each) for each in ids}
    asked = queries.asked(engine, period)
    outcomes = queries.by_outcome(engine, period)
    tables = (
        _days(engine, period, outcomes),
        _list("esiti", "Che cosa ne è stato", "Esito", outcomes, words.OUTCOMES, asked),
        _list("canali", "Da dove hanno scritto", "Canale", queries.by_channel(engine, period), words.CHANNELS, asked),
        _list("servizi", "Di quali servizi", "Servizio", by_service, services),
        _list("aspetti", "Che cosa hanno chiesto", "Domanda", queries.by_aspect(engine, period), words.ASPECTS),
        _crossed(
            "aspetti_dei_servizi",
            "Che cosa hanno chiesto di ogni servizio",
            queries.aspects_of_services(engine, period),
            (services, words.ASPECTS),
        ),
        _crossed(
            "esiti_dei_servizi",
            "Che cosa ne è stato, per ogni servizio",
            queries.outcomes_of_services(engine, period),
            (services, words.OUTCOMES),
        ),
        _hours(engine, period),
        _times(engine, period),
    )
    return Report(period, _figures(engine, period, asked, outcomes), tables)


def _figures(engine: Engine, period: Period, asked: int | None, outcomes: Sequence[Count]) -> tuple[Figure, ...]:
    shares = queries.shares_of_classes(engine, period)
    outside = queries.share_outside_office_hours(engine, period)
    times = queries.response_times(engine, period)
    not_stated = next((count.number for count in outcomes if count.label == "non_indicato"), 0)
    return (
        Figure("conversazioni", "conversazioni", queries.conversations(engine, period)),
        Figure("messaggi", "messaggi", asked),
        Figure("capite", "capiti", _percent(shares[UNDERSTOOD]), PERCENT),
        Figure("chiarite", "a cui si è chiesto quale servizio", _percent(shares[CLARIFIED]), PERCENT),
        Figure("non_capite", "non capiti", _percent(shares[NOT_UNDERSTOOD]), PERCENT),
        Figure("non_indicate", "a cui la Carta non risponde", _share(not_stated, asked), PERCENT),
        Figure("fuori_orario", "fuori dall'orario degli uffici", _percent(outside), PERCENT),
        Figure("meta_entro", "per rispondere, di solito", times.half_ms if times else None, MILLISECONDS),
        Figure(
            "quasi_tutte_entro",
            "per rispondere a 95 messaggi su 100",
            times.nearly_all_ms if times else None,
            MILLISECONDS,
        ),
    )


def _days(engine: Engine, period: Period, outcomes: Sequence[Count]) -> Table:
    present = {count.label for count in outcomes}
    columns = [Head(key, name) for key, name in words.OUTCOMES.items() if key in present]
    columns += [Head(key, key) for key in sorted(present - set(words.OUTCOMES))]
    cells = {(cell.row, cell.column): cell.number for cell in queries.outcomes_of_days(engine, period)}
    rows = tuple(
        (
            Head(count.label, _day(count.label)),
            (count.number, *(cells.get((count.label, column.key), 0) for column in columns)),
        )
        for count in queries.by_day(engine, period)
    )
    return Table("giorni", "Giorno per giorno", "Giorno", (Head(ALL, "messaggi"), *columns), rows)


def _list(
    key: str,
    title: str,
    subject: str,
    counts: Sequence[Count],
    names: Mapping[str, str],
    total: int | None = None,
) -> Table:
    """Counts with their names and, where the total is given, their part of it in percent."""
    columns = (Head(ALL, "messaggi"), *((Head("quota", "su 100"),) if total else ()))
    rows = tuple(
        (
            Head(count.label, names.get(count.label, count.label)),
            (count.number, *((_share(count.number, total),) if total else ())),
        )
        for count in counts
    )
    return Table(key, title, subject, columns, rows)


def _crossed(key: str, title: str, cells: Sequence[Cell], names: tuple[Mapping[str, str], Mapping[str, str]]) -> Table:
    numbers = {(cell.row, cell.column): cell.number for cell in cells}
    of_rows, of_columns = names
    rows = sorted({cell.row for cell in cells}, key=lambda row: _place(row, of_rows))
    columns = sorted({cell.column for cell in cells}, key=lambda column: _place(column, of_columns))
    return Table(
        key,
        title,
        "Servizio",
        tuple(Head(column, of_columns.get(column, column)) for column in columns),
        tuple(
            (Head(row, of_rows.get(row, row)), tuple(numbers.get((row, column), 0) for column in columns))
            for row in rows
        ),
    )


def _hours(engine: Engine, period: Period) -> Table:
    rows = tuple(
        (Head(count.label, f"{count.label}–{int(count.label) + 1}"), (count.number,))
        for count in queries.by_hour(engine, period)
    )
    return Table("ore", "A che ora", "Ora", (Head(ALL, "messaggi"),), rows)


def _times(engine: Engine, period: Period) -> Table:
    times = queries.response_times(engine, period)
    rows = tuple(
        (Head(count.label, f"fino a {words.duration(int(count.label))}"), (count.number,))
        for count in (times.counts if times else ())
    )
    return Table("tempi", "Quanto hanno aspettato la risposta", "Attesa", (Head(ALL, "messaggi"),), rows)


def is_office_hour(key: str) -> bool:
    """Whether a row of the hours is one in which offices are open, on working days."""
    return int(key) in OFFICE_HOURS


def _place(key: str, names: Mapping[str, str]) -> tuple[int, str]:
    """Known ones first, in their own order."""
    known = list(names)
    return (known.index(key) if key in known else len(known), key)


def _day(iso: str) -> str:
    return dt.date.fromisoformat(iso).strftime("%d/%m/%Y")


def _share(number: int | None, total: int | None) -> float | None:
    return _percent(number / total) if total and number is not None else None


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
