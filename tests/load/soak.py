"""`make soak`: half an hour of citizens, and then a count: nobody unanswered, nothing lost, nobody mixed up.

Each citizen asks about a service and goes on without naming it: an answer about another service is somebody
else's. Figures are printed every minute; it ends with exit code 1 when any of them is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import numpy as np

from sportello.carta import get_catalogue
from tests.conftest import ROOT
from tests.load.targets import Ours, ours

OUT = ROOT / "results" / "tenuta"
_FOLLOW_UPS = ("e quanto costa?", "che numero devo chiamare?", "e chi può chiederlo?")
# How much more memory the last third may hold than the second: the first fills what is kept at hand.
_FLAT = 1.03


@dataclass
class Count:
    """What happened."""

    answered: int = 0
    unanswered: int = 0
    mixed: int = 0
    conversations: int = 0
    megabytes: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    """Runs for as long as asked, prints the count, ends with 1 when it is not as it should be."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=6, help="conversations begun in a second")
    options = parser.parse_args()
    with ours(OUT) as target:
        before = _stored(OUT / "prova.db")
        count = asyncio.run(_soak(target, options.minutes * 60, options.rate))
        stored = _stored(OUT / "prova.db") - before
    third = len(count.megabytes) // 3
    growth = np.mean(count.megabytes[2 * third :]) / np.mean(count.megabytes[third : 2 * third])
    slow = np.percentile(count.milliseconds, 95)
    print(
        f"{count.conversations} conversations, {count.answered} answers (p95 {slow:.0f} ms); "
        f"unanswered {count.unanswered}, mixed {count.mixed}, lost {count.answered - stored}; "
        f"memory {count.megabytes[third]:.0f} to {count.megabytes[-1]:.0f} MB ({growth:.3f}x)"
    )
    wrong = count.unanswered or count.mixed or stored < count.answered or growth > _FLAT
    sys.exit(1 if wrong else 0)


async def _soak(target: Ours, seconds: float, rate: float) -> Count:
    count, running, services = Count(), set[asyncio.Task[None]](), _services()
    end, last = time.monotonic() + seconds, time.monotonic()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
        while time.monotonic() < end:
            task = asyncio.create_task(_citizen(target, client, *next(services), count))
            running.add(task)
            task.add_done_callback(running.discard)
            await asyncio.sleep(1 / rate)
            if time.monotonic() - last > 10:
                count.megabytes.append(sum(target.megabytes().values()))
                last = time.monotonic()
                print(f"{count.answered} answers, {count.megabytes[-1]:.0f} MB", flush=True)
        await asyncio.gather(*running)
    return count


def _services() -> Iterator[tuple[str, str]]:
    """Names to ask for, and what the answer calls the service."""
    catalogue = get_catalogue()
    while True:
        for service in catalogue.services:
            yield service.nome, service.nome


async def _citizen(target: Ours, client: aiohttp.ClientSession, asked: str, named: str, count: Count) -> None:
    conversation = await target.begin(client)
    count.conversations += 1
    for text in (f"che cos'è {asked}?", *_FOLLOW_UPS):
        started = time.perf_counter()
        url = f"{target.address}/assistente/conversazioni/{conversation}/messaggi"
        async with client.post(url, json={"testo": text}) as answer:
            body = await answer.text()
            if answer.status != 200:
                count.unanswered += 1
                continue
        count.answered += 1
        count.milliseconds.append((time.perf_counter() - started) * 1000)
        count.mixed += named.lower() not in body.lower()


def _stored(database: Path) -> int:
    """How many messages of citizens the store holds; beginnings are choices, not messages."""
    query = "SELECT count(*) FROM events WHERE type_name = 'user' AND json_extract(data, '$.text') NOT LIKE '/%'"
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(query).fetchone()[0])


if __name__ == "__main__":
    main()
