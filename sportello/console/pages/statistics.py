"""The room «Statistiche»: what is asked, when, and with what outcome; never by whom, nor in which words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.console.catalogue import in_force
from sportello.console.routing import Room, Visit
from sportello.statistics import charts, export, periods
from sportello.statistics.periods import BadPeriod
from sportello.statistics.queries import Period
from sportello.statistics.report import Report, report
from sportello.statistics.suppression import FEWEST_SHOWN

room = Room()

_CSV, _ZIP, _SVG = "text/csv; charset=utf-8", "application/zip", "image/svg+xml"


@room.get("/statistiche")
def show(visit: Visit) -> Response:
    """The figures, pictures and tables of a period."""
    errors: dict[str, list[str]] = {}
    try:
        period = _period(visit)
    except BadPeriod as problem:
        errors[problem.field] = [str(problem)]
        period = periods.chosen(periods.today())
    try:
        found: Report | None = _report(visit, period)
    except SQLAlchemyError:
        found = None
    status = 503 if found is None else 422 if errors else 200
    return visit.page("statistiche/statistiche.html", status, **_values(visit, period, found), errori=errors)


@room.get("/statistiche/grafico/{nome}.svg")
def picture(visit: Visit) -> Response:
    """The picture of one table."""
    drawn = charts.picture(_asked(visit), visit.path["nome"])
    if drawn is None:
        raise HTTPException(404)
    return Response(drawn, media_type=_SVG)


@room.get("/statistiche/csv/{nome}.csv")
def spreadsheet(visit: Visit) -> Response:
    """One table for a spreadsheet."""
    found = _asked(visit)
    table = found.table(visit.path["nome"])
    if table is None:
        raise HTTPException(404)
    return _file(export.spreadsheet(table), f"{table.key}_{_days(found.period)}.csv", _CSV)


@room.get("/statistiche/tutto.zip")
def spreadsheets(visit: Visit) -> Response:
    """Every table for a spreadsheet."""
    found = _asked(visit)
    packed = export.zipped(export.spreadsheets(found), periods.today())
    return _file(packed, f"statistiche_{_days(found.period)}.zip", _ZIP)


@room.get("/statistiche/dati-aperti.zip")
def open_data(visit: Visit) -> Response:
    """What may be published as open data."""
    found, today = _asked(visit), periods.today()
    files = export.open_data(found, in_force(visit.console.draft), today)
    return _file(export.zipped(files, today), f"dati-aperti_{_days(found.period)}.zip", _ZIP)


def _values(visit: Visit, period: Period, found: Report | None) -> dict[str, Any]:
    today = periods.today()
    asked = {"dal": period.first.isoformat(), "al": period.last.isoformat()}
    return {
        "rapporto": found,
        "periodo": period,
        "chiesto": {**asked, **{name: visit.request.query_params.get(name) or asked[name] for name in asked}},
        "mesi": periods.months(today),
        "oggi": today,
        "indirizzo": urlencode(asked),
        "descrivi": charts.describe,
        "minimo": FEWEST_SHOWN,
        "mese_scelto": visit.request.query_params.get("mese", ""),
        "giorni_scelti": _chosen_days(visit, period),
    }


def _chosen_days(visit: Visit, period: Period) -> int:
    """How many days, where the last so many were asked for; otherwise 0."""
    asked = visit.request.query_params
    return 0 if asked.get("mese") or asked.get("dal") or asked.get("al") else len(period.days)


def _period(visit: Visit) -> Period:
    asked = visit.request.query_params
    names = {"days": "giorni", "month": "mese", "first": "dal", "last": "al"}
    return periods.chosen(periods.today(), **{name: asked.get(word, "").strip() for name, word in names.items()})


def _asked(visit: Visit) -> Report:
    """The report of the period in the address."""
    try:
        return _report(visit, _period(visit))
    except BadPeriod:
        raise HTTPException(400) from None
    except SQLAlchemyError:
        raise HTTPException(503) from None


def _report(visit: Visit, period: Period) -> Report:
    return report(visit.console.statistics(), period, in_force(visit.console.draft))


def _days(period: Period) -> str:
    return f"{period.first}_{period.last}"


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
