"""What a citizen waits and what the machine carries, measured over HTTP."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import aiohttp
import numpy as np

from sportello.evaluation.held_out import HELD_OUT, read_held_out
from tests.load.targets import Target

Say = Callable[[str, str], Awaitable[bool]]
_WINDOW = 20
_ENDS = {"cancella_dati"}


@dataclass
class Waits:
    """Times of answers in milliseconds, and how many messages had none."""

    milliseconds: list[float] = field(default_factory=list)
    unanswered: int = 0

    def percentile(self, percent: float) -> float:
        """E.g. 95: nineteen answers of twenty came within this many milliseconds."""
        return float(np.percentile(self.milliseconds, percent))


@dataclass
class Load:
    """What so many clients got, each sending the next message as soon as it has an answer."""

    clients: int
    per_second: float
    waits: Waits
    cpu_share_of_the_assistant: float
    megabytes: list[dict[str, float]]


@dataclass
class Measured:
    """Everything measured of one assistant."""

    name: str
    training_seconds: float | None = None
    start_seconds: float = 0.0
    idle_megabytes: dict[str, float] = field(default_factory=dict)
    first: Waits = field(default_factory=Waits)
    whole: Waits = field(default_factory=Waits)
    turns: dict[int, Waits] = field(default_factory=dict)
    loads: list[Load] = field(default_factory=list)


def questions(seed: int = 1) -> Callable[[int], str]:
    """The question at a turn: the same for every target; nobody asks for an end, after which nothing is answered."""
    held_out = read_held_out(HELD_OUT / "scelta.yml")
    shuffled = [item.text for item in held_out if item.kind not in _ENDS]
    random.Random(seed).shuffle(shuffled)
    return lambda turn: shuffled[turn % len(shuffled)]


async def _one(client: aiohttp.ClientSession, target: Target, conversation: str, text: str, waits: Waits) -> None:
    started = time.perf_counter()
    if await target.say(client, conversation, text):
        waits.milliseconds.append((time.perf_counter() - started) * 1000)
    else:
        waits.unanswered += 1


async def first_turns(target: Target, question: Callable[[int], str], conversations: int = 50) -> Waits:
    """The first message of new conversations, one after the other."""
    waits = Waits()
    async with aiohttp.ClientSession() as client:
        for turn in range(conversations):
            await _one(client, target, await target.begin(client), question(turn), waits)
    return waits


async def one_conversation(
    target: Target, question: Callable[[int], str], at: Sequence[int]
) -> tuple[Waits, dict[int, Waits]]:
    """One conversation up to the last of the turns in `at`: all of it, and the twenty messages around each turn."""
    whole, near = Waits(), {turn: Waits() for turn in at}
    async with aiohttp.ClientSession() as client:
        conversation = await target.begin(client)
        for turn in range(1, max(at) + _WINDOW // 2 + 1):
            before = len(whole.milliseconds)
            await _one(client, target, conversation, question(turn), whole)
            for middle, waits in near.items():
                if abs(turn - middle) <= _WINDOW // 2:
                    waits.milliseconds += whole.milliseconds[before:]
    return whole, near


async def under_load(target: Target, question: Callable[[int], str], clients: int, seconds: float) -> Load:
    """So many clients at once, each in conversations of ten turns, for so long."""
    waits, memory = Waits(), []
    end = time.monotonic() + seconds

    async def citizen(number: int, client: aiohttp.ClientSession) -> None:
        turn = number * 7
        while time.monotonic() < end:
            conversation = await target.begin(client)
            for _ in range(10):
                if time.monotonic() >= end:
                    return
                turn += 1
                await _one(client, target, conversation, question(turn), waits)

    async def watch() -> None:
        while time.monotonic() < end:
            memory.append(target.megabytes())
            await asyncio.sleep(1)

    cpu, started = target.cpu_seconds(), time.monotonic()
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as client:
        await asyncio.gather(watch(), *(citizen(number, client) for number in range(clients)))
    lasted = time.monotonic() - started
    return Load(clients, len(waits.milliseconds) / lasted, waits, (target.cpu_seconds() - cpu) / lasted, memory)
