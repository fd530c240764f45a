"""`make bench`: our assistant beside stock Rasa, in one run; the report is in results/bench/."""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.conftest import ROOT
from tests.load import report
from tests.load.measures import Measured, first_turns, one_conversation, questions, under_load
from tests.load.stock import EPOCHS, write_project
from tests.load.targets import Target, ours, stock

OUT = ROOT / "results" / "bench"
SECONDS = OUT / "addestramento.json"
TURNS = (10, 100, 300, 1000)
CLIENTS = (1, 4, 16, 50)


def main() -> None:
    """Trains both where needed, measures one after the other, writes the report."""
    options = _options()
    question = questions()
    home = OUT / "di-serie"
    print("Training (ours, then stock Rasa)…", flush=True)
    training = _train_ours(options.retrain), _train_stock(home, options.retrain)
    measured = []
    for begin, seconds in (
        (lambda: ours(OUT / "prova"), training[0]),
        (lambda: stock(home, OUT / "prova-di-serie"), training[1]),
    ):
        with begin() as target:
            print(f"{target.name}: answering after {target.seconds_to_first_answer:.1f} s; measuring…", flush=True)
            found = asyncio.run(_measure(target, question, options.turns, options.seconds))
            found.training_seconds = seconds
            measured.append(found)
    widget = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in (ROOT / "web").glob("chat.*")}
    print(report.write(OUT, measured[0], measured[1], widget, EPOCHS))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--turns", type=int, default=max(TURNS), help="length of the long conversation")
    parser.add_argument("--seconds", type=float, default=15, help="how long each load lasts")
    parser.add_argument("--retrain", action="store_true", help="train both again, to measure it")
    return parser.parse_args()


async def _measure(target: Target, question: Callable[[int], str], turns: int, seconds: float) -> Measured:
    found = Measured(target.name, start_seconds=target.seconds_to_first_answer)
    await first_turns(target, question, 20)  # warm
    found.idle_megabytes = target.megabytes()
    found.first = await first_turns(target, question)
    found.whole, found.turns = await one_conversation(target, question, [turn for turn in TURNS if turn <= turns])
    for clients in CLIENTS:
        found.loads.append(await under_load(target, question, clients, seconds))
        load = found.loads[-1]
        print(
            f"  {clients} clients: {load.per_second:.1f} messages/s, p95 {load.waits.percentile(95):.0f} ms", flush=True
        )
    return found


def _train_ours(again: bool) -> float | None:
    """Seconds of a whole training, the last measured where the model is up to date; None where none was."""
    command = [sys.executable, "-m", "sportello.cli", "addestra", *(["--comunque"] if again else [])]
    return _trained(command, ROOT, ROOT / "models", {})


def _train_stock(home: Path, again: bool) -> float | None:
    """The same for stock Rasa, whose project is made anew from our phrases; the model is kept between runs."""
    write_project(home)
    if any((home / "models").glob("*.tar.gz")) and not again:
        return _measured_before("di-serie")
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", *(["--force"] if again else [])]
    settings = {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    return _trained(command, home, home / "models", settings)


def _trained(command: list[str], home: Path, models: Path, settings: dict[str, str]) -> float | None:
    """Seconds that the command took where it made a model; kept for the runs that make none."""
    environment = {**psutil.Process().environ(), **settings}
    started, before = time.monotonic(), set(models.glob("*.tar.gz"))
    subprocess.run(command, cwd=home, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, name = time.monotonic() - started, home.name if home != ROOT else "nostro"
    if set(models.glob("*.tar.gz")) == before:
        return _measured_before(name)
    SECONDS.write_text(json.dumps({**_seconds(), name: seconds}), encoding="utf-8")
    return seconds


def _measured_before(name: str) -> float | None:
    return _seconds().get(name)


def _seconds() -> dict[str, float]:
    return dict(json.loads(SECONDS.read_text(encoding="utf-8"))) if SECONDS.is_file() else {}


if __name__ == "__main__":
    main()
