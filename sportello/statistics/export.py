"""The tables of a report as files: for a spreadsheet, all together, and as open data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sportello.carta import Catalogue
from sportello.statistics.queries import OFFICE_HOURS
from sportello.statistics.report import Report, Table, Value
from sportello.statistics.suppression import FEWEST_SHOWN
from sportello.statistics.words import NOT_SHOWN

_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribuzione 4.0 Internazionale",
    "path": "https://creativecommons.org/licenses/by/4.0/deed.it",
}
# What the rows of each table are in the open data.
_KEYS = {
    "giorni": "giorno",
    "esiti": "esito",
    "canali": "canale",
    "servizi": "servizio",
    "aspetti": "domanda",
    "aspetti_dei_servizi": "servizio",
    "esiti_dei_servizi": "servizio",
    "ore": "ora",
    "tempi": "fino_a_ms",
}
_CROSSED_WITH = {"aspetti_dei_servizi": "domanda", "esiti_dei_servizi": "esito", "giorni": "esito"}
_TYPES = {"giorno": "date", "ora": "integer", "fino_a_ms": "integer", "messaggi": "integer", "valore": "number"}
# In the open data nothing may stand for two things: an empty field is what is not published.
_NEED = "bisogno"
_READABLE = 0o100644
_TEXTS = Environment(  # noqa: S701 - a text, not a page
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)

Row = Sequence[str | Value]


@dataclass(frozen=True)
class Resource:
    """One file of the open data."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def spreadsheet(table: Table) -> bytes:
    """A table for an Italian spreadsheet: semicolons, commas in decimals, and the mark that says it is UTF-8.

    A number that is not shown is a word, over which a sum passes.
    """
    head = (table.subject, *(column.name for column in table.columns))
    rows = ((row.name, *map(_italian, values)) for row, values in table.rows)
    return b"\xef\xbb\xbf" + _csv([head, *rows], ";")


def spreadsheets(report: Report) -> dict[str, bytes]:
    """Every table by the name of its file, and the figures."""
    figures = [(f"{figure.name} ({figure.unit})", _italian(figure.value)) for figure in report.figures]
    summary = b"\xef\xbb\xbf" + _csv([("Cifra", "Valore"), *figures], ";")
    return {"riepilogo.csv": summary, **{f"{table.key}.csv": spreadsheet(table) for table in report.tables}}


def open_data(report: Report, catalogue: Catalogue, made_on: dt.date) -> dict[str, bytes]:
    """A data package that may be published as it is: tidy files, what they are, and how they were made.

    Args:
        report: what is published; there is nothing in it that tells of a person.
        catalogue: the Carta, which names who publishes it.
        made_on: the day.
    """
    resources = [*_resources(report)]
    facts = {
        "ente": catalogue.carta.carta.ente,
        "periodo": report.period,
        "oggi": made_on,
        "licenza": _LICENCE,
        "minimo": FEWEST_SHOWN,
        "risorse": resources,
        "ufficio": (OFFICE_HOURS.start, OFFICE_HOURS.stop),
    }
    readme = _TEXTS.get_template("leggimi.md.j2").render(facts)
    package = json.dumps(_package(report, resources, catalogue, made_on), ensure_ascii=False, indent=2)
    files = {f"{each.name}.csv": _csv([each.columns, *each.rows], ",") for each in resources}
    return {**files, "datapackage.json": f"{package}\n".encode(), "LEGGIMI.md": readme.encode()}


def zipped(files: Mapping[str, bytes], made_on: dt.date) -> bytes:
    """The files as one archive; the same files of the same day give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.external_attr, entry.compress_type = _READABLE << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _resources(report: Report) -> Iterator[Resource]:
    figures = tuple((figure.key, figure.unit, _plain(figure.value)) for figure in report.figures)
    yield Resource("riepilogo", "Le cifre principali", ("cifra", "unita", "valore"), figures)
    for table in report.tables:
        key = _KEYS[table.key]
        if not table.is_crossed:
            named = key in {"servizio", "esito", "domanda", "canale"}
            columns = (key, f"{key}_nome", "messaggi") if named else (key, "messaggi")
            rows = (
                (row.key or _NEED, *((row.name,) if named else ()), _plain(values[0])) for row, values in table.rows
            )
            yield Resource(table.key, table.title, columns, tuple(rows))
        if table.key in _CROSSED_WITH:
            yield _crossed(table, key, _CROSSED_WITH[table.key])


def _crossed(table: Table, key: str, other: str) -> Resource:
    """One line for each cell."""
    first = 0 if table.is_crossed else 1
    rows = tuple(
        (row.key, column.key or _NEED, _plain(value))
        for row, values in table.rows
        for column, value in zip(table.columns[first:], values[first:], strict=True)
    )
    name = table.key if table.is_crossed else f"esiti_dei_{table.key}"
    title = table.title if table.is_crossed else f"{table.title}, per esito"
    return Resource(name, title, (key, other, "messaggi"), rows)


def _package(report: Report, resources: Sequence[Resource], catalogue: Catalogue, made_on: dt.date) -> dict[str, Any]:
    """What describes the files, as frictionlessdata.io says."""
    entity = catalogue.carta.carta.ente
    return {
        "profile": "tabular-data-package",
        "name": f"domande-ai-servizi-sociali-{report.period.first}-{report.period.last}",
        "title": f"Domande all'assistente digitale dei servizi sociali, {entity}",
        "description": "Quante domande, su quali servizi e con quale esito. Nessun dato personale: "
        f"i conteggi sotto {FEWEST_SHOWN} non sono pubblicati. Si veda LEGGIMI.md.",
        "created": made_on.isoformat(),
        "temporal": {"start": report.period.first.isoformat(), "end": report.period.last.isoformat()},
        "contributors": [{"title": entity, "role": "publisher"}],
        "licenses": [_LICENCE],
        "resources": [
            {
                "name": each.name,
                "title": each.title,
                "path": f"{each.name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [{"name": name, "type": _TYPES.get(name, "string")} for name in each.columns],
                    "missingValues": [""],
                },
            }
            for each in resources
        ],
    }


def _csv(rows: Iterable[Row], delimiter: str) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()


def _italian(value: Value) -> str:
    return NOT_SHOWN if value is None else str(value).replace(".", ",")


def _plain(value: Value) -> str | Value:
    return "" if value is None else value
