"""What is measured: our assistant and stock Rasa, each as the processes that a technician would start."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import aiohttp
import httpx
import psutil
import yaml

from sportello.evaluation.rehearsal import free_port
from sportello.settings import child_environment
from tests.conftest import ROOT

START_SECONDS = 300
_RASA = [sys.executable, "-W", "ignore", "-m", "rasa"]


class Target(ABC):
    """A running assistant; `seconds_to_first_answer` counts from the command to an answered question."""

    name: ClassVar[str]

    def __init__(self, address: str, processes: dict[str, psutil.Process]) -> None:
        self.address = address
        self.processes = processes
        self.seconds_to_first_answer = 0.0

    @abstractmethod
    async def begin(self, client: aiohttp.ClientSession) -> str:
        """Begins a conversation and returns its id."""

    @abstractmethod
    async def say(self, client: aiohttp.ClientSession, conversation: str, text: str) -> bool:
        """Sends a message; whether it was answered."""

    def megabytes(self) -> dict[str, float]:
        """What each process holds in memory (RSS)."""
        return {name: process.memory_info().rss / 1e6 for name, process in self.processes.items()}

    def cpu_seconds(self) -> float:
        """What all processes have computed since their start."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes.values())


class Ours(Target):
    """`sportello avvia`: web channel, SQLite, action server."""

    name = "sportello"

    async def begin(self, client: aiohttp.ClientSession) -> str:
        async with client.post(f"{self.address}/assistente/conversazioni", json={}) as answer:
            return str((await answer.json())["id"])

    async def say(self, client: aiohttp.ClientSession, conversation: str, text: str) -> bool:
        url = f"{self.address}/assistente/conversazioni/{conversation}/messaggi"
        async with client.post(url, json={"testo": text}) as answer:
            return answer.status == 200 and bool((await answer.json())["messaggi"])


class Stock(Target):
    """`rasa run` and `rasa run actions`: REST channel, conversations in memory."""

    name = "stock"
    _numbers = itertools.count()

    async def begin(self, client: aiohttp.ClientSession) -> str:
        return f"conversazione-{next(self._numbers)}"

    async def say(self, client: aiohttp.ClientSession, conversation: str, text: str) -> bool:
        body = {"sender": conversation, "message": text}
        async with client.post(f"{self.address}/webhooks/rest/webhook", json=body) as answer:
            await answer.read()
            return answer.status == 200  # with so few epochs it often answers nothing: that says nothing of its speed


@contextmanager
def ours(work: Path) -> Iterator[Ours]:
    """Our assistant on the trained checkout, with a store of its own."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "prova.db").unlink(missing_ok=True)
    port, actions = free_port(), free_port()
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions}/webhook"
    endpoints["tracker_store"]["db"] = str(work / "prova.db")
    file = work / "endpoints.yml"
    file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    settings = {
        "PORTA": str(port),
        "FILE_CHIAVE": str(work / "chiave"),
        "STATISTICHE_URL": f"sqlite:///{work / 'statistiche.db'}",
        "LIMITE_MESSAGGI_AL_MINUTO": "100000000",
        "CONSOLE": "0",
    }
    command = [sys.executable, "-m", "sportello.cli", "avvia", "--endpoints", str(file)]
    started = time.monotonic()
    with _running([command], ROOT, settings, work) as (supervisor,):
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: httpx.get(f"{address}/salute").is_success, supervisor)
        children = sorted(supervisor.children(), key=lambda child: child.pid)
        target = Ours(address, dict(zip(("action server", "Rasa server"), children, strict=False)))
        conversation = httpx.post(f"{address}/assistente/conversazioni", json={}).json()["id"]
        url = f"{address}/assistente/conversazioni/{conversation}/messaggi"
        httpx.post(url, json={"testo": "quanto costa il pasto a domicilio?"}).raise_for_status()
        target.seconds_to_first_answer = time.monotonic() - started
        yield target


@contextmanager
def stock(home: Path, work: Path) -> Iterator[Stock]:
    """Rasa as it comes, on a trained project made by `tests.load.stock`."""
    work.mkdir(parents=True, exist_ok=True)
    port, actions = free_port(), free_port()
    endpoints = {"action_endpoint": {"url": f"http://127.0.0.1:{actions}/webhook"}, "nlg": _OUR_SENTENCES}
    (home / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    serve = [*_RASA, "run", "-i", "127.0.0.1", "-p", str(port)]
    act = [*_RASA, "run", "actions", "--actions", "actions", "--port", str(actions)]
    started = time.monotonic()
    with _running([act, serve], home, {"PYTHONPATH": str(ROOT)}, work) as (action_server, server):
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: httpx.get(f"http://127.0.0.1:{actions}/health").is_success, action_server)
        _wait(lambda: bool(_ask_stock(address)), server)
        target = Stock(address, {"action server": action_server, "Rasa server": server})
        target.seconds_to_first_answer = time.monotonic() - started
        yield target


# Rasa's own generator cannot fill in the facts that our sentences name: every answer would be an error.
_OUR_SENTENCES = {"type": "sportello.nlg.CartaNaturalLanguageGenerator"}


def _ask_stock(address: str) -> Any:
    body = {"sender": "prima", "message": "quanto costa il pasto a domicilio?"}
    return httpx.post(f"{address}/webhooks/rest/webhook", json=body, timeout=30).json()


@contextmanager
def _running(
    commands: list[list[str]], cwd: Path, settings: dict[str, str], work: Path
) -> Iterator[list[psutil.Process]]:
    environment = {**os.environ, **child_environment(), **settings}
    with (work / "log").open("wb") as log:
        started = [
            subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=subprocess.STDOUT)
            for command in commands
        ]
        try:
            yield [psutil.Process(process.pid) for process in started]
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)


def _wait(ready: Any, process: psutil.Process) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            break
        try:
            if ready():
                return
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"it did not start: {' '.join(process.cmdline())[:200]}")
