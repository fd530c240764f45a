"""The report of a run: a table to read, the same as JSON, and plots."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.load.measures import Measured


@dataclass(frozen=True)
class Row:
    """One figure of both; `more` where more is better. The ratio is how many times better ours is."""

    what: str
    unit: str
    ours: float | None
    stock: float | None
    budget: float | None = None
    more: bool = False

    @property
    def ratio(self) -> float | None:
        """Above 1 where ours is better."""
        if not self.ours or not self.stock:
            return None
        return self.ours / self.stock if self.more else self.stock / self.ours

    @property
    def within(self) -> bool | None:
        """Whether ours keeps the budget; None where there is no budget or no figure."""
        if self.budget is None or self.ours is None:
            return None
        return self.ours >= self.budget if self.more else self.ours <= self.budget


def rows(ours: Measured, stock: Measured, widget: dict[str, int]) -> list[Row]:
    """Every figure, in the order of the budgets."""
    table = [
        Row("reply, one conversation, p50", "ms", ours.whole.percentile(50), stock.whole.percentile(50), 12),
        Row("reply, one conversation, p95", "ms", ours.whole.percentile(95), stock.whole.percentile(95), 30),
        Row("reply, one conversation, p99", "ms", ours.whole.percentile(99), stock.whole.percentile(99)),
        Row("reply at turn 1, p50", "ms", ours.first.percentile(50), stock.first.percentile(50)),
    ]
    for turn, waits in ours.turns.items():
        table.append(Row(f"reply at turn {turn}, p50", "ms", waits.percentile(50), stock.turns[turn].percentile(50)))
    for one, other in zip(ours.loads, stock.loads, strict=True):
        best = 80 if one.clients == 16 else None
        name = f"{one.clients} clients"
        table.append(Row(f"{name}, messages", "/s", one.per_second, other.per_second, best, more=True))
        table.append(Row(f"{name}, reply p95", "ms", one.waits.percentile(95), other.waits.percentile(95)))
    for process, budget in (("Rasa server", 900), ("action server", 150)):
        after = [max(sample[process] for sample in found.loads[-1].megabytes) for found in (ours, stock)]
        table.append(Row(f"memory after the load, {process}", "MB", after[0], after[1], budget))
    table.append(Row("start to the first answer", "s", ours.start_seconds, stock.start_seconds, 25))
    table.append(Row("training", "s", ours.training_seconds, stock.training_seconds, 120))
    table.append(Row("widget script, gzip", "KB", widget["chat.js"] / 1000, None, 12))
    return table


def write(out: Path, ours: Measured, stock: Measured, widget: dict[str, int], epochs: int) -> str:
    """Writes `rapporto.txt`, `misure.json` and the plots into `out`; returns the text."""
    out.mkdir(parents=True, exist_ok=True)
    table = rows(ours, stock, widget)
    text = _text(table, ours, stock, epochs)
    (out / "rapporto.txt").write_text(text, encoding="utf-8")
    figures = [{**vars(row), "ratio": row.ratio, "within": row.within} for row in table]
    (out / "misure.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    _plots(out, ours, stock)
    return text


def _text(table: list[Row], ours: Measured, stock: Measured, epochs: int) -> str:
    lines = [
        f"{platform.processor() or platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}",
        "",
        f"{'':36}{'ours':>10}{'stock':>10}{'better':>9}{'budget':>9}",
    ]
    for row in table:
        budget = "" if row.budget is None else f"{row.budget:g}"
        kept = {True: " ok", False: " OVER", None: ""}[row.within]
        ratio = f"{row.ratio:.1f}x" if row.ratio else ""
        lines.append(
            f"{row.what + ', ' + row.unit:36}{_shown(row.ours):>10}{_shown(row.stock):>10}{ratio:>9}{budget:>9}{kept}"
        )
    flat = ours.turns[max(ours.turns)].percentile(50) / ours.turns[min(ours.turns)].percentile(50)
    slope = stock.turns[max(stock.turns)].percentile(50) / stock.turns[min(stock.turns)].percentile(50)
    unanswered = [
        sum(load.waits.unanswered for load in found.loads) + found.whole.unanswered for found in (ours, stock)
    ]
    shares = [found.loads[-1].cpu_share_of_the_assistant for found in (ours, stock)]
    lines += [
        "",
        f"Turn {max(ours.turns)} against turn {min(ours.turns)}: ours {flat:.2f}x (budget 1.3), stock {slope:.2f}x.",
        f"Messages without an answer: ours {unanswered[0]}, stock {unanswered[1]}.",
        "The clients run on the same cores: under 50 clients the assistant's processes had "
        f"{shares[0]:.2f} of them (stock {shares[1]:.2f}).",
        f"Stock Rasa was trained for {epochs} epochs where its default is 100: its training time is a lower bound.",
        "Training: the last one of each (`--retrain` trains both anew).",
        "",
    ]
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _plots(out: Path, ours: Measured, stock: Measured) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (turns, load, memory) = plt.subplots(1, 3, figsize=(15, 4))
    for found in (ours, stock):
        turns.plot(found.whole.milliseconds, linewidth=0.6, label=found.name)
        load.plot([one.clients for one in found.loads], [one.per_second for one in found.loads], "o-", label=found.name)
        over_time = [sum(sample.values()) for one in found.loads for sample in one.megabytes]
        memory.plot(over_time, label=found.name)
    turns.set(title="A reply, by turn of one conversation", xlabel="turn", ylabel="ms", ylim=(0, None))
    load.set(title="Messages a second, by clients", xlabel="clients", ylim=(0, None))
    memory.set(title="Memory of both processes under load", xlabel="s", ylabel="MB", ylim=(0, None))
    for axes in (turns, load, memory):
        axes.legend()
    figure.tight_layout()
    figure.savefig(out / "misure.svg")
    plt.close(figure)
