"""What breaks beside or under a running assistant: citizens get an answer or a sentence with a phone."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from tests.conftest import START_SECONDS, Assistant, Conversation, start, stop

PHONE = "02 953 3334"
PLACES = 20


@pytest.fixture(scope="module")
def sturdy(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One assistant for all faults: each test leaves it well."""
    running = start(trained, tmp_path_factory.mktemp("guasti"), LIMITE_INSIEME=str(PLACES))
    yield running
    stop(running)


@pytest.fixture
def well_afterwards(sturdy: Assistant) -> Iterator[Assistant]:
    yield sturdy
    wait_until_well(sturdy)


def wait_until_well(running: Assistant) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if "pasto" in running.begin().hear("quanto costa il pasto a domicilio?").lower():
                return
        except (AssertionError, httpx.HTTPError):
            time.sleep(0.5)
    raise AssertionError("it did not recover by itself")


def database(running: Assistant) -> Path:
    return running.log.parent / "prova.db"


def stored(running: Assistant, conversation: Conversation) -> list[str]:
    """What the table holds of a conversation, in order."""
    query = "SELECT json_extract(data, '$.text') FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
    with closing(sqlite3.connect(database(running), timeout=30)) as connection:
        rows = connection.execute(query, (conversation.address.rsplit("/", 1)[-1],)).fetchall()
    return [text for (text,) in rows if not text.startswith("/")]


def is_kind(answer: httpx.Response) -> bool:
    """An answer, or an error that says whom to call."""
    return answer.status_code == 200 or PHONE in answer.json()["errore"]


@contextmanager
def writers_locked_out(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def no_room_on_the_disk(process: int) -> Iterator[None]:
    """The process cannot lengthen any file."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def test_while_the_database_is_locked_everybody_is_answered_and_pages_do_not_wait(well_afterwards: Assistant) -> None:
    conversation = well_afterwards.begin()
    conversation.say("quanto costa il pasto a domicilio?")
    with writers_locked_out(database(well_afterwards)), ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(conversation.post, {"testo": "e il telefono?"})
        time.sleep(0.5)
        assert well_afterwards.client.get("/assistente/").status_code == 200
        assert not waiting.done(), "the page came while a message waited for the database"
        assert is_kind(waiting.result(60))


def test_a_full_disk_costs_memories_but_no_answer(well_afterwards: Assistant) -> None:
    conversation = well_afterwards.begin()
    conversation.say("quanto costa il pasto a domicilio?")
    _, server = well_afterwards.processes()
    with no_room_on_the_disk(server):
        assert is_kind(conversation.post({"testo": "quanto costa il SAD?"}))
        emergency = conversation.post({"testo": "mio marito mi picchia"})
    assert "1522" in emergency.text
    assert conversation.post({"testo": "e il telefono?"}).status_code == 200
    assert stored(well_afterwards, conversation)[0] == "quanto costa il pasto a domicilio?"


def test_a_kill_in_the_middle_loses_no_answered_turn_and_mixes_nobody(well_afterwards: Assistant) -> None:
    conversations = [well_afterwards.begin() for _ in range(8)]
    answered: dict[int, list[str]] = {number: [] for number in range(len(conversations))}
    over = threading.Event()

    def talk(number: int) -> None:
        turn = 0
        while not over.is_set():
            text = f"quanto costa il pasto a domicilio? {number} {turn}"
            try:
                answer = httpx.post(
                    f"{well_afterwards.address}{conversations[number].address}/messaggi",
                    json={"testo": text},
                    timeout=5,
                )
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                answered[number].append(text)
            turn += 1

    with ThreadPoolExecutor(len(conversations)) as pool:
        talks = [pool.submit(talk, number) for number in answered]
        time.sleep(3)
        os.kill(well_afterwards.processes()[1], signal.SIGKILL)
        over.set()
        for one in talks:
            one.result(60)
    assert sum(map(len, answered.values())) > len(conversations)
    with closing(sqlite3.connect(database(well_afterwards))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for number, texts in answered.items():
        kept = stored(well_afterwards, conversations[number])
        assert kept[: len(texts)] == texts
        assert all(f" {number} " in text for text in kept)


async def flood(running: Assistant, paths: list[str]) -> list[tuple[int, dict[str, str], Any]]:
    """All of it at once, while the server lets nobody in for two seconds, as on a machine that is busy."""
    _, server = running.processes()
    limits = {"timeout": aiohttp.ClientTimeout(total=60), "connector": aiohttp.TCPConnector(limit=20 * PLACES)}
    async with aiohttp.ClientSession(running.address, **limits) as client:

        async def send(path: str) -> tuple[int, dict[str, str], Any]:
            async with client.post(path, json={"testo": "orari SAD?"}) as answer:
                return answer.status, dict(answer.headers), await answer.json()

        os.kill(server, signal.SIGSTOP)
        try:
            sent = [asyncio.create_task(send(path)) for path in paths]
            await asyncio.sleep(2)
        finally:
            os.kill(server, signal.SIGCONT)
        async with client.get("/salute") as page:
            assert page.status == 200
        return await asyncio.gather(*sent)


def test_in_a_flood_who_is_refused_is_told_whom_to_call_and_pages_are_served(well_afterwards: Assistant) -> None:
    paths = [f"{well_afterwards.begin().address}/messaggi" for _ in range(20)]
    answers = asyncio.run(flood(well_afterwards, paths * 2 * PLACES))
    served = [content for status, _, content in answers if status == 200]
    refused = [(headers, content) for status, headers, content in answers if status == 503]
    assert len(served) + len(refused) == len(answers) == 40 * PLACES
    assert len(served) >= PLACES
    assert refused
    for headers, content in refused:
        assert content["codice"] == "occupato"
        assert PHONE in content["errore"]
        assert int(headers["Retry-After"]) > 0


@pytest.mark.parametrize("hours", [-30, 30], ids=["as if a day later", "as if a day before"])
def test_a_clock_that_jumps_ends_no_conversation(well_afterwards: Assistant, hours: int) -> None:
    conversation = well_afterwards.begin()
    conversation.say("quanto costa il pasto a domicilio?")
    with closing(sqlite3.connect(database(well_afterwards), timeout=30)) as connection, connection:
        sender = conversation.address.rsplit("/", 1)[-1]
        connection.execute(
            "UPDATE events SET timestamp = timestamp + ?1, "
            "data = json_set(data, '$.timestamp', timestamp + ?1) WHERE sender_id = ?2",
            (hours * 3600, sender),
        )
    assert conversation.hear("quanto costa il SAD?")
    assert len(stored(well_afterwards, conversation)) == 2


def test_a_slow_action_server_only_slows(well_afterwards: Assistant) -> None:
    conversation = well_afterwards.begin()
    actions, _ = well_afterwards.processes()
    with ThreadPoolExecutor(1) as pool:
        os.kill(actions, signal.SIGSTOP)
        try:
            waiting = pool.submit(conversation.post, {"testo": "quanto costa il pasto a domicilio?"})
            time.sleep(2)
            assert well_afterwards.client.get("/assistente/").status_code == 200
        finally:
            os.kill(actions, signal.SIGCONT)
        assert waiting.result(60).status_code == 200
