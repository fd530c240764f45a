"""The tables of a report as pictures: SVG whose words stay words, without a style that a page would have to allow."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from sportello.statistics.report import ALL, Report, Table, Value, is_office_hour
from sportello.statistics.words import NOT_SHOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Each at 4.5:1 or more against the white around it.
_INK, _QUIET, _LINE = "#17324d", "#455a6f", "#d3dae1"
_MAIN, _OTHER = "#0059b3", "#7a5195"
# What became of the messages of a day: the parts of a column, from below.
_PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("risposte ed elenchi", _MAIN, ("risposto", "elenco", "conversazione", "emergenza")),
    ("la Carta non lo indica", "#00695c", ("non_indicato",)),
    ("fuori dai servizi sociali", _QUIET, ("fuori_ambito",)),
    ("chiesto quale servizio", "#9a4b00", ("chiarito",)),
    ("non capiti e guasti", "#b3131f", ("non_capito", "errore")),
)
_REST = ("non distinti", "#b9c4ce")
_FONT = "Titillium Web, DejaVu Sans, Verdana, sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_INCHES, _ROW_INCHES = 8.0, 0.34
_MOST_DAY_NAMES, _MOST_COLUMNS, _DAYS_OF_A_YEAR = 16, 62, 366
# Matplotlib draws one picture at a time.
_drawing = threading.Lock()


def picture(report: Report, key: str) -> bytes | None:
    """The picture of a table as SVG, with a title and a description; None where there is nothing to draw."""
    table = report.table(key)
    if table is None or not table.says_something:
        return None
    return _picture(table)


@lru_cache(maxsize=64)
def _picture(table: Table) -> bytes:
    draw = {"giorni": _days, "ore": _hours, "tempi": _columns}.get(table.key, _map if table.is_crossed else _bars)
    with _drawing:
        import matplotlib as mpl  # takes half a second: a page without pictures must not wait for it
        from matplotlib.figure import Figure

        settings: dict[str, Any] = {"svg.fonttype": "none", "svg.hashsalt": table.key, "font.size": 10}
        colors = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), _INK)
        with mpl.rc_context({**settings, **colors, "axes.edgecolor": _QUIET}):
            figure = Figure(figsize=(_INCHES, 3.2), layout="constrained")
            draw(figure, figure.add_subplot(), table)
            drawn = io.BytesIO()
            figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _as_a_page_takes_it(drawn.getvalue(), table)


def _days(figure: Figure, axes: Axes, table: Table) -> None:
    """A column for each day, of parts; what is known of a day but not of its parts is a part too."""
    keys = [column.key for column in table.columns]
    days = range(len(table.rows))
    below = [0.0] * len(table.rows)
    for name, color, outcomes in _PARTS:
        heights = [
            float(sum(value or 0 for key, value in zip(keys, values, strict=True) if key in outcomes))
            for _, values in table.rows
        ]
        _stack(axes, below, heights, name, color)
    totals = [float(values[keys.index(ALL)] or 0) for _, values in table.rows]
    _stack(axes, below, [max(total - so_far, 0.0) for total, so_far in zip(totals, below, strict=True)], *_REST)
    axes.margins(x=0.02)
    step = -(-len(table.rows) // _MOST_DAY_NAMES)
    # Day and month; over more than a year, month and year.
    part = slice(0, 5) if len(table.rows) <= _DAYS_OF_A_YEAR else slice(3, None)
    axes.set_xticks(list(days)[::step], [row.name[part] for row, _ in table.rows][::step], rotation=45, ha="right")
    _clean(axes)
    if any(below):
        figure.legend(loc="outside upper left", ncols=3, frameon=False, fontsize=9)


def _stack(axes: Axes, below: list[float], heights: Sequence[float], name: str, color: str) -> None:
    if not any(heights):
        return
    above = [former + height for former, height in zip(below, heights, strict=True)]
    days = range(len(heights))
    if len(heights) > _MOST_COLUMNS:
        # One shape for all of them: so many columns would be neither told apart nor quickly drawn.
        edges = [day - 0.5 for day in range(len(heights) + 1)]
        axes.stairs(above, edges, baseline=below, fill=True, label=name, color=color)
    else:
        axes.bar(days, heights, bottom=below, label=name, color=color, edgecolor="white", linewidth=0.6)
    below[:] = above


def _hours(figure: Figure, axes: Axes, table: Table) -> None:
    in_office = [is_office_hour(row.key) for row, _ in table.rows]
    for name, color, inside in (("orario degli uffici", _MAIN, True), ("altre ore", _OTHER, False)):
        heights = [
            _number(values[0]) if office is inside else 0.0
            for office, (_, values) in zip(in_office, table.rows, strict=True)
        ]
        axes.bar(range(len(heights)), heights, label=name, color=color)
    axes.set_xticks(range(len(table.rows)), [row.key for row, _ in table.rows])
    axes.set_xlabel("ora del giorno")
    _clean(axes)
    figure.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=9)


def _columns(figure: Figure, axes: Axes, table: Table) -> None:
    heights = [_number(values[0]) for _, values in table.rows]
    bars = axes.bar(range(len(heights)), heights, color=_MAIN)
    axes.bar_label(bars, [_said(values[0]) for _, values in table.rows], fontsize=9)
    axes.set_xticks(range(len(heights)), [row.name.removeprefix("fino a ") for row, _ in table.rows])
    axes.set_xlabel("attesa, fino a")
    _clean(axes)


def _bars(figure: Figure, axes: Axes, table: Table) -> None:
    """A bar for each row, the first on top."""
    figure.set_figheight(0.6 + _ROW_INCHES * len(table.rows))
    places = range(len(table.rows), 0, -1)
    bars = axes.barh(list(places), [_number(values[0]) for _, values in table.rows], color=_MAIN)
    axes.bar_label(bars, [_said(values[0]) for _, values in table.rows], padding=4, fontsize=9)
    axes.set_yticks(list(places), [row.name for row, _ in table.rows])
    axes.margins(x=0.12)
    axes.set_ylim(0.4, len(table.rows) + 0.6)
    _clean(axes, "x")


def _map(figure: Figure, axes: Axes, table: Table) -> None:
    """A table whose cells are the darker the more there is in them."""
    numbers = [[_number(value) for value in values] for _, values in table.rows]
    figure.set_figheight(1.8 + _ROW_INCHES * len(table.rows))
    most = max(max(row) for row in numbers) or 1.0
    shades = [[number / most for number in row] for row in numbers]
    # The darkest is half of the scale: dark words are read on all of them.
    axes.imshow(shades, cmap="Blues", vmin=0, vmax=2, aspect="auto")
    axes.set_xticks(range(len(table.columns)), [column.name for column in table.columns], rotation=40, ha="left")
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(table.rows)), [row.name for row, _ in table.rows])
    for place, (_, values) in enumerate(table.rows):
        for column, value in enumerate(values):
            if value != 0:
                axes.text(column, place, "·" if value is None else _said(value), ha="center", va="center", fontsize=9)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _clean(axes: Axes, along: str = "y") -> None:
    from matplotlib.ticker import MaxNLocator

    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axis = axes.yaxis if along == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(integer=True, nbins=6, steps=[1, 2, 5, 10]))
    axis.grid(visible=True, color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)


def _number(value: Value) -> float:
    return float(value or 0)


def _said(value: Value) -> str:
    return NOT_SHOWN if value is None else f"{value:g}"


def _as_a_page_takes_it(drawn: bytes, table: Table) -> bytes:
    """The picture with its title and description, its styles as attributes: pages allow no style within a picture."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(drawn)  # noqa: S314 - we have just drawn it
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in list(root.iter()):
        if element.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"):
            parents[element].remove(element)
        for name, value in _properties(element.attrib.pop("style", "")):
            element.set(name, value)
    root.set("stroke-linejoin", "round")
    root.set("font-family", _FONT)
    root.set("role", "img")
    root.set("aria-labelledby", "titolo descrizione")
    title, description = (
        ET.Element(f"{{{_SVG}}}{tag}", {"id": name}) for tag, name in (("title", "titolo"), ("desc", "descrizione"))
    )
    title.text, description.text = table.title, describe(table)
    root.insert(0, description)
    root.insert(0, title)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8")


def _properties(style: str) -> list[tuple[str, str]]:
    found = []
    for part in style.split(";"):
        name, _, value = (each.strip() for each in part.partition(":"))
        if name == "font":
            # Weight and style, size, family: the family is that of the whole picture.
            size = next((word for word in value.split() if word.endswith("px")), "")
            found.append(("font-size", size))
        elif name:
            found.append((name, value))
    return [(name, value) for name, value in found if value]


def describe(table: Table) -> str:
    """What a picture shows, for who cannot see it: what is most, and where the numbers are."""
    if table.is_crossed or not table.rows:
        return f"{table.title}: i numeri sono nella tabella."
    ranked = sorted((row for row in table.rows if row[1][0]), key=lambda row: -_number(row[1][0]))
    most = "; ".join(f"{row.name}: {_said(values[0])}" for row, values in ranked[:3])
    return f"{table.title}. Di più: {most or 'nulla'}. Tutti i numeri sono nella tabella."
