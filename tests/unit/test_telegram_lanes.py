from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sportello.channels.telegram.lanes import Lanes


def noting(done: list[str], name: str, gate: asyncio.Event | None = None) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        if gate:
            await gate.wait()
        done.append(name)

    return job


async def test_a_chat_is_served_in_order_and_does_not_hold_up_another() -> None:
    lanes, done, gate = Lanes(), list[str](), asyncio.Event()
    lanes.put(1, noting(done, "1 first", gate))
    lanes.put(1, noting(done, "1 second"))
    lanes.put(2, noting(done, "2"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done == ["2"]
    gate.set()
    await lanes.close(1)
    assert done == ["2", "1 first", "1 second"]


async def test_nothing_is_kept_of_a_chat_at_rest() -> None:
    lanes, done = Lanes(), list[str]()
    for number in range(1000):
        lanes.put(number, noting(done, str(number)))
    assert len(lanes) == 1000
    await lanes.close(1)
    assert (len(lanes), len(done)) == (0, 1000)
    assert not lanes._waiting


async def test_a_chat_at_rest_is_served_again() -> None:
    lanes, done = Lanes(), list[str]()
    for name in ("a", "b"):
        lanes.put(1, noting(done, name))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert done == ["a", "b"]


async def test_the_end_does_not_wait_for_ever() -> None:
    lanes, done = Lanes(), list[str]()
    lanes.put(1, noting(done, "never", asyncio.Event()))
    lanes.put(1, noting(done, "after"))
    await lanes.close(0.01)
    assert done == []
    assert len(lanes) == 0
