"""Two processes behind nginx on PostgreSQL and Redis: nobody's words are lost or mixed up, whoever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.conftest import START_SECONDS
from tests.scale.services import Shape, scaled_out, stored_texts

PATH = "/assistente/conversazioni"


@pytest.fixture(scope="module")
def shape(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shape]:
    with scaled_out(tmp_path_factory.mktemp("scala"), processes=2) as running:
        yield running


def begin(shape: Shape) -> str:
    answer = httpx.post(f"{shape.address}{PATH}", json={}, timeout=30)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def say(address: str, conversation: str, text: str) -> httpx.Response:
    return httpx.post(f"{address}{PATH}/{conversation}/messaggi", json={"testo": text}, timeout=60)


def all_well(shape: Shape) -> bool:
    try:
        return all(httpx.get(f"{server}/salute", timeout=2).is_success for server in shape.servers)
    except httpx.HTTPError:
        return False


@pytest.fixture
def well_afterwards(shape: Shape) -> Iterator[Shape]:
    yield shape
    deadline = time.monotonic() + START_SECONDS
    while not all_well(shape):
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_conversation_goes_on_whichever_process_hears_it(shape: Shape) -> None:
    conversation = begin(shape)
    assert "pasto" in say(shape.servers[0], conversation, "quanto costa il pasto a domicilio?").text.lower()
    follow_up = say(shape.servers[1], conversation, "e il telefono?")
    assert follow_up.status_code == 200
    assert "pasto a domicilio" in follow_up.text.lower()


def test_two_processes_that_answer_one_citizen_at_once_lose_and_mix_nothing(shape: Shape) -> None:
    conversation = begin(shape)
    texts = [f"quanto costa il pasto a domicilio? {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: say(shape.servers[n % 2], conversation, texts[n]), range(len(texts))))
    assert [answer.status_code for answer in answers] == [200] * len(texts)
    assert sorted(stored_texts(shape.database, conversation)) == sorted(texts)


def test_who_is_killed_in_full_load_loses_no_turn_and_no_citizen(well_afterwards: Shape) -> None:
    shape = well_afterwards
    conversations = [begin(shape) for _ in range(12)]
    answered: dict[str, list[str]] = {conversation: [] for conversation in conversations}
    refused: list[int] = []
    over = threading.Event()

    def talk(conversation: str) -> None:
        turn = 0
        while not over.is_set():
            text = f"quanto costa il SAD? {conversation[:8]} {turn}"
            answer = say(shape.address, conversation, text)
            if answer.status_code == 200:
                answered[conversation].append(text)
            else:
                refused.append(answer.status_code)
            turn += 1

    with ThreadPoolExecutor(len(conversations)) as pool:
        talks = [pool.submit(talk, conversation) for conversation in conversations]
        time.sleep(3)
        os.kill(shape.server_pids()[0], signal.SIGKILL)
        time.sleep(5)
        over.set()
        for one in talks:
            one.result(90)
    assert not refused, "the other process answers for the dead one"
    for conversation, texts in answered.items():
        assert texts
        stored = stored_texts(shape.database, conversation)
        assert set(texts) <= set(stored), "an answered turn is lost"
        assert all(conversation[:8] in text for text in stored), "two citizens are mixed"


def test_without_redis_citizens_are_answered(well_afterwards: Shape) -> None:
    from redis import Redis

    conversation = begin(well_afterwards)
    settings = dict(line.split("=", 1) for line in _environment(well_afterwards).split("\0") if "=" in line)
    locks = Redis(port=int(settings["REDIS_PORT"]), password=settings["REDIS_PASSWORD"])
    locks.execute_command("CLIENT", "PAUSE", "6500", "ALL")
    answer = say(well_afterwards.address, conversation, "quanto costa il SAD?")
    assert answer.status_code == 200
    assert "SAD" in answer.text


def _environment(shape: Shape) -> str:
    return Path(f"/proc/{shape.supervisor.pid}/environ").read_text(encoding="utf-8")
