"""`make bench-scale`: one, two, three processes behind nginx, on PostgreSQL and Redis; see results/scala.txt."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil
import psycopg2

from tests.conftest import ROOT
from tests.load.measures import Load, questions, under_load
from tests.load.targets import Ours
from tests.scale.services import Shape, scaled_out

OUT = ROOT / "results" / "scala.txt"


@dataclass
class Measured:
    """One number of processes: what they carried, and what citizens noticed of a kill and of a new model.

    Attributes:
        cpu_milliseconds: what a message costs, by part, the clients that ask included.
        stored_bytes: what PostgreSQL keeps of a message, indexes included.
    """

    processes: int
    load: Load
    cpu_milliseconds: dict[str, float]
    stored_bytes: float
    after_a_kill: Load | None
    new_model: Load
    taken_up_seconds: float


def main() -> None:
    """Measures each shape, prints and keeps the report."""
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long each load lasts")
    parser.add_argument("--clients", type=int, default=32)
    options = parser.parse_args()
    found = []
    for processes in (1, 2, 3):
        with tempfile.TemporaryDirectory() as work, scaled_out(Path(work), processes) as shape:
            target = Ours(shape.address, _assistant(shape))
            asyncio.run(under_load(target, questions(), options.clients, 5))  # warm
            cpu, stored = _cpu_seconds(shape), _stored_bytes(shape)
            load = asyncio.run(under_load(target, questions(), options.clients, options.seconds))
            number = len(load.waits.milliseconds)
            spent = {part: 1000 * (spent - cpu[part]) / number for part, spent in _cpu_seconds(shape).items()}
            kept = (_stored_bytes(shape) - stored) / number
            print(f"{processes}: {load.per_second:.1f} messages/s", flush=True)
            new_model, seconds = asyncio.run(_with_a_new_model(shape, target, options))
            after = asyncio.run(_with_a_kill(shape, target, options)) if processes > 1 else None
            found.append(Measured(processes, load, spent, kept, after, new_model, seconds))
    text = _report(found, options.clients)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    print(text)


def _assistant(shape: Shape) -> dict[str, psutil.Process]:
    children = psutil.Process(shape.supervisor.pid).children()
    return {f"{number} {child.pid}": child for number, child in enumerate(children)}


def _cpu_seconds(shape: Shape) -> dict[str, float]:
    """What everything that takes part has computed so far, by part; by name where we started it."""
    servers = shape.server_pids()
    spent = {"clients": sum(psutil.Process().cpu_times()[:2])}
    for process in psutil.Process().children():
        if process.pid != shape.supervisor.pid:
            spent[process.name()] = _of_the_tree(process)
    for child in psutil.Process(shape.supervisor.pid).children():
        part = "Rasa" if child.pid in servers else "actions"
        spent[part] = spent.get(part, 0.0) + _of_the_tree(child)
    return spent


def _of_the_tree(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return sum(sum(member.cpu_times()[:2]) for member in family)


def _stored_bytes(shape: Shape) -> int:
    connection = psycopg2.connect(shape.database)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size('events')")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


async def _with_a_kill(shape: Shape, target: Ours, options: argparse.Namespace) -> Load:
    async def kill() -> None:
        await asyncio.sleep(options.seconds / 4)
        os.kill(shape.server_pids()[0], signal.SIGKILL)

    watched = Ours(target.address, {})  # the dead one has no figures
    load, _ = await asyncio.gather(under_load(watched, questions(), options.clients, options.seconds), kill())
    return load


async def _with_a_new_model(shape: Shape, target: Ours, options: argparse.Namespace) -> tuple[Load, float]:
    """The load while every process takes up another model, and how long that takes all of them."""
    models = ROOT / "models"
    newest = max(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns)
    newer = models / "misura-nuovo.tar.gz"

    async def publish() -> float:
        await asyncio.sleep(options.seconds / 4)
        shutil.copy(newest, models / ".misura")
        os.replace(models / ".misura", newer)
        began = time.monotonic()
        async with aiohttp.ClientSession() as client:
            for server in shape.servers:
                while await _model_of(client, server) != newer.name:
                    await asyncio.sleep(0.1)
        return time.monotonic() - began

    try:
        load, seconds = await asyncio.gather(
            under_load(target, questions(), options.clients, options.seconds), publish()
        )
    finally:
        newer.unlink(missing_ok=True)
    return load, seconds


async def _model_of(client: aiohttp.ClientSession, server: str) -> str:
    async with client.get(f"{server}/salute") as answer:
        return str((await answer.json())["modello"])


def _report(found: list[Measured], clients: int) -> str:
    one = found[0].load.per_second
    heads = ("processes", "messages/s", "against one", "p50 ms", "p95 ms", "cores used", "unanswered")
    lines = [
        f"{clients} clients on the same {psutil.cpu_count()} cores, web channel through nginx, PostgreSQL, Redis",
        "",
        "".join(f"{head:>12}" for head in heads),
    ]
    for measured in found:
        load = measured.load
        lines.append(
            f"{measured.processes:>12}{load.per_second:>12.1f}{load.per_second / one:>12.2f}"
            f"{load.waits.percentile(50):>12.0f}{load.waits.percentile(95):>12.0f}"
            f"{load.cpu_share_of_the_assistant:>12.2f}{load.waits.unanswered:>12}"
        )
    lines += ["", "Cores used: by the assistant's own processes; databases, nginx and clients had the rest."]
    for measured in found[1:]:
        share = measured.load.per_second * measured.cpu_milliseconds["clients"] / 1000 / psutil.cpu_count()
        net = measured.load.per_second / one / (1 - share)
        lines.append(
            f"{measured.processes} processes: clients took {share:.1%} of the cores; without them {net:.2f} times one."
        )
    lines.append("")
    for measured in found:
        parts = ", ".join(f"{part} {spent:.1f}" for part, spent in sorted(measured.cpu_milliseconds.items()))
        whole = sum(measured.cpu_milliseconds.values())
        lines.append(
            f"{measured.processes} processes, CPU ms a message: {parts}; in all {whole:.1f}, which is "
            f"{1000 * psutil.cpu_count() / whole:.0f} messages/s at most here; {measured.stored_bytes:.0f} bytes stored"
        )
    lines.append("")
    for measured in found:
        load = measured.new_model
        lines.append(
            f"{measured.processes} processes, another model taken up by all in full load after "
            f"{measured.taken_up_seconds:.1f} s: {len(load.waits.milliseconds)} messages, "
            f"{load.waits.unanswered} unanswered, slowest {max(load.waits.milliseconds) / 1000:.1f} s"
        )
    for measured in found:
        after = measured.after_a_kill
        if after:
            lines.append(
                f"{measured.processes} processes, one killed in full load: {len(after.waits.milliseconds)} messages, "
                f"{after.waits.unanswered} unanswered, slowest {max(after.waits.milliseconds) / 1000:.1f} s"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
