"""A running server takes up a newer model, and nobody notices but by the answers."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import Assistant, copied_checkout, start, stop

TAKEN_UP_SECONDS = 60


@pytest.fixture
def running(trained: Path, tmp_path: Path) -> Iterator[Assistant]:
    """A copy with a model of its own: what is put beside it concerns no other test."""
    home = copied_checkout(tmp_path / "copia")
    shutil.copytree(trained / "models", home / "models")
    assistant = start(home, tmp_path)
    yield assistant
    stop(assistant)


def model_of(running: Assistant) -> str:
    return str(running.client.get("/salute").json()["modello"])


def newest(running: Assistant) -> Path:
    return running.home / "models" / model_of(running)


def wait_for(running: Assistant, name: str) -> None:
    deadline = time.monotonic() + TAKEN_UP_SECONDS
    while model_of(running) != name:
        assert time.monotonic() < deadline, "the newer model was not taken up"
        time.sleep(0.2)


def put_three_models_in_force(running: Assistant) -> None:
    before = newest(running)
    for number in range(2):
        newer = before.with_name(f"nuovo-{number}.tar.gz")
        shutil.copy(before, newer.with_suffix(".part"))
        os.replace(newer.with_suffix(".part"), newer)
        wait_for(running, newer.name)
    os.utime(before)  # as when a former version is put back in force
    wait_for(running, before.name)


def test_a_newer_model_is_taken_up_while_citizens_talk(running: Assistant) -> None:
    over = threading.Event()
    waits: list[float] = []
    wrong: list[str] = []

    def talk() -> None:
        conversation = running.begin()
        while not over.is_set():
            began = time.monotonic()
            try:
                answer = httpx.post(
                    f"{running.address}{conversation.address}/messaggi",
                    json={"testo": "quanto costa il pasto a domicilio?"},
                    timeout=30,
                )
            except httpx.HTTPError as error:
                wrong.append(repr(error))
            else:
                waits.append(time.monotonic() - began)
                if answer.status_code != 200 or "tariffe comunali" not in answer.text:
                    wrong.append(answer.text)
            time.sleep(0.2)

    talker = threading.Thread(target=talk)
    talker.start()
    try:
        put_three_models_in_force(running)
    finally:
        over.set()
        talker.join(60)
    assert wrong == []
    assert len(waits) > 10
    assert max(waits) < 2


def test_a_broken_model_leaves_the_one_before_in_force(running: Assistant) -> None:
    good = newest(running)
    broken = good.with_name("rotto.tar.gz")
    broken.write_bytes(b"questo non e' un modello")
    deadline = time.monotonic() + TAKEN_UP_SECONDS
    while "resta in uso quello di prima" not in running.log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert model_of(running) == good.name
    assert "pasto" in running.begin().hear("quanto costa il pasto a domicilio?").lower()
