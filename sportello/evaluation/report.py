"""Writes an evaluation as a page that a person can look at, with its pictures inside."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from jinja2 import Environment, FileSystemLoader, select_autoescape

from sportello.evaluation.figures import Evaluation, Share

mpl.use("Agg")
from matplotlib import pyplot

_WORST = 60
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(default=True), trim_blocks=True
)


def write_report(
    path: Path, sets: Mapping[str, Evaluation], now: Mapping[str, float], before: Mapping[str, float]
) -> None:
    """One page for all sets of phrases.

    Args:
        path: where the page is written.
        sets: each set by its name; the first is shown in detail.
        now: the figures of all sets in percent.
        before: those of the last release.
    """
    main = next(iter(sets.values()))
    page = _TEMPLATES.get_template("report.html.j2").render(
        day=dt.date.today().isoformat(),
        now=now,
        before=before,
        sets=sets,
        main=main,
        confusions=[(pair, count) for pair, count in main.confusions.most_common() if pair[0] != pair[1]],
        worst=main.worst[:_WORST],
        matrix=confusion_picture(main),
        reliability=reliability_picture(main.reliability),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def confusion_picture(evaluation: Evaluation) -> str:
    """What was asked against what was read, as a PNG in a `data:` address."""
    rows = sorted({asked for asked, _ in evaluation.confusions})
    columns = rows + sorted({read for _, read in evaluation.confusions} - set(rows))
    counts = np.array([[evaluation.confusions[(asked, read)] for read in columns] for asked in rows], dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(0.45 * len(columns) + 3, 0.4 * len(rows) + 2))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("letto come")
    axes.set_ylabel("chiesto")
    for row, column in zip(*np.nonzero(counts), strict=True):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, int(counts[row, column]), ha="center", va="center", color=color, fontsize=8)
    return _as_address(figure)


def reliability_picture(bins: Sequence[Share]) -> str:
    """How often a score of so much is right, as a PNG in a `data:` address."""
    width = 1 / len(bins)
    middles = [(place + 0.5) * width for place in range(len(bins))]
    figure, axes = pyplot.subplots(figsize=(5, 3.5))
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.bar(middles, [share.percent / 100 if share.total else 0 for share in bins], width=0.8 * width)
    for middle, share in zip(middles, bins, strict=True):
        axes.text(middle, 0.02, share.total, ha="center", color="white", fontsize=8)
    axes.set_xlabel("punteggio")
    axes.set_ylabel("quota di letture giuste")
    return _as_address(figure)


def _as_address(figure: pyplot.Figure) -> str:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=110, bbox_inches="tight")
    pyplot.close(figure)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
