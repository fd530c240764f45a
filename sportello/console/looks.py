"""How the console looks: its templates, and the files that its pages ask for."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from sportello.settings import ROOT
from sportello.statistics.turns import ZONE

_HERE = Path(__file__).parent
_VENDOR = ROOT / "web" / "vendor"
_ADDRESS = "/aspetto"
# The common look of public bodies and HTMX where their packages are installed; without them pages work all the same.
_STYLES = ("vendor/bootstrap-italia/css/bootstrap-italia.min.css", "console.css")
_SCRIPTS = ("vendor/htmx/htmx.min.js", "console.js")


def templates() -> Environment:
    """The templates of the pages; what they show is escaped, and a name that nobody gave is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["stili"] = [f"{_ADDRESS}/{path}" for path in _STYLES if _found(path)]
    environment.globals["copioni"] = [f"{_ADDRESS}/{path}" for path in _SCRIPTS if _found(path)]
    environment.filters |= {"giorno": spoken_day, "momento": spoken_moment, "percento": spoken_percent}
    return environment


def static_files() -> StaticFiles:
    """The style and script of the console and, below `vendor/`, the packages of `package.json`."""
    folders = [_HERE / "static", ROOT / "web"]
    files = _Files(directory=folders[0], check_dir=False)
    files.all_directories = [*folders[:1], *([ROOT / "web"] if _VENDOR.is_dir() else [])]
    return files


def spoken_day(day: dt.date) -> str:
    """E.g. `26 novembre 2026`."""
    return str(format_date(day, format="long", locale="it"))


def spoken_moment(moment: dt.datetime) -> str:
    """E.g. `26 nov 2026, 15:04`, in Italy."""
    return str(format_datetime(moment.astimezone(ZONE), format="medium", locale="it"))


class _Files(StaticFiles):
    """Files in folders; what cannot be the name of one is not there."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file is, and what it is."""
        return ("", None) if "\0" in path else super().lookup_path(path)


def spoken_percent(percent: float) -> str:
    """E.g. `95,7%`."""
    return f"{format_decimal(percent, format='0.0', locale='it')}%"


def _found(path: str) -> bool:
    return (_HERE / "static" / path).is_file() or (ROOT / "web" / path).is_file()
