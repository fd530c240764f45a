"""`sportello statistiche`: what was asked in a period, as tables, as files for a spreadsheet, as open data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table as Shown
from sqlalchemy.exc import SQLAlchemyError

from sportello.carta import Catalogue
from sportello.cli.inputs import carta_or_exit
from sportello.files import write_whole
from sportello.settings import get_settings
from sportello.statistics import export, periods, words
from sportello.statistics.periods import BadPeriod
from sportello.statistics.queries import Period
from sportello.statistics.report import MILLISECONDS, PERCENT, Report, Table, Value, report
from sportello.statistics.store import make_tables, open_store

# What fits a terminal; the rest is in the files.
_PRINTED = ("esiti", "canali", "servizi", "aspetti", "ore", "tempi")


def statistics(
    days: str = typer.Option("", "--giorni", metavar="N", help="Gli ultimi N giorni; senza altro, 30."),
    month: str = typer.Option("", "--mese", metavar="AAAA-MM", help="Un mese."),
    first: str = typer.Option("", "--dal", metavar="AAAA-MM-GG", help="Da questo giorno."),
    last: str = typer.Option("", "--al", metavar="AAAA-MM-GG", help="Fino a questo giorno; senza, fino a oggi."),
    folder: Path = typer.Option(None, "--csv", metavar="CARTELLA", help="Scrive qui un CSV per ogni tabella."),
    open_folder: Path = typer.Option(
        None, "--dati-aperti", metavar="CARTELLA", help="Scrive qui i dati da pubblicare, con la loro descrizione."
    ),
) -> None:
    """Mostra quanto, quando e di che cosa si è chiesto; i numeri piccoli non si dicono."""
    catalogue = Catalogue(carta_or_exit())
    try:
        period = periods.chosen(periods.today(), days=days, month=month, first=first, last=last)
        found = _counted(period, catalogue)
        if folder:
            _write(folder, export.spreadsheets(found))
        if open_folder:
            _write(open_folder, export.open_data(found, catalogue, periods.today()))
    except BadPeriod as problem:
        _stop(f"--{problem.field}: {problem}", 2)
    except SQLAlchemyError as error:
        _stop(f"Le statistiche non si leggono ({type(error).__name__}). Controlli STATISTICHE_URL, o riprovi tra poco.")
    except OSError as error:
        _stop(f"Non riesco a scrivere {error.filename or 'i file'} ({error.strerror}). Controlli spazio e permessi.")
    if not folder and not open_folder:
        _print(found)


def _counted(period: Period, catalogue: Catalogue) -> Report:
    engine = open_store(get_settings().statistics_url)
    try:
        make_tables(engine)
        return report(engine, period, catalogue)
    finally:
        engine.dispose()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        write_whole(folder / name, content)
    typer.echo(f"{len(files)} file in {folder}.")


def _print(found: Report) -> None:
    console = Console()
    console.print(f"Dal {found.period.first:%d/%m/%Y} al {found.period.last:%d/%m/%Y}", style="bold")
    figures = Shown(show_header=False, box=None)
    figures.add_column(justify="right", style="bold")
    for figure in found.figures:
        figures.add_row(_said(figure.value, figure.unit), figure.name)
    console.print(figures)
    for table in (table for table in found.tables if table.key in _PRINTED and not table.is_empty):
        console.print(_shown(table))


def _shown(table: Table) -> Shown:
    shown = Shown(title=table.title, title_justify="left", title_style="bold")
    shown.add_column(table.subject)
    for column in table.columns:
        shown.add_column(column.name, justify="right")
    for row, values in table.rows:
        shown.add_row(row.name, *(_said(value) for value in values))
    return shown


def _said(value: Value, unit: str = "") -> str:
    if value is None:
        return words.NOT_SHOWN
    if unit == MILLISECONDS:
        return words.duration(int(value))
    return str(value).replace(".", ",") + ("%" if unit == PERCENT else "")


def _stop(message: str, code: int = 1) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)
