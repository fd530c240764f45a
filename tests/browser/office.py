"""An assistant with its console on a copy of the checkout, and citizens who write to it at a steady pace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from sportello import models
from sportello.console.access.accounts import Role
from sportello.evaluation.rehearsal import free_port
from tests.conftest import Assistant, copied_checkout, start, stop

_READING = ("nlu", "conversations")  # what a trial measures with
_CONVERSATIONS = 60
_PATIENCE_SECONDS = 60
# How long the live assistant may take to follow what was published, on a machine that has other things to do.
FOLLOWS_SECONDS = 180


@dataclass
class Office:
    """What is live in a town of our own: the assistant, and the address of its console."""

    assistant: Assistant
    console: str

    @property
    def carta(self) -> Path:
        """The knowledge file in force."""
        return self.assistant.home / "data" / "carta.yml"


@contextmanager
def opened(trained: Path, work: Path, password: str) -> Iterator[Office]:
    """Starts `sportello avvia` with the console on a copy of a trained checkout; one account may publish.

    Args:
        trained: the checkout.
        work: an empty folder.
        password: of the account, whose name is the word of its role.
    """
    home = copied_checkout(work / "sportello")
    shutil.copytree(trained / "docs", home / "docs")
    for name in _READING:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(trained / "tests" / name, home / "tests" / name, ignore=ignored)
    model = models.newest(trained / "models")
    assert model
    models.put_in_force(model, home / "models", models.trained_on(trained / "models"))
    port, folder = free_port(), home / ".console"
    _add_account(home, folder, password)
    settings = {"CONSOLE": "1", "CONSOLE_PORTA": str(port), "CONSOLE_CARTELLA": str(folder)}
    assistant = start(home, work, **settings)
    try:
        yield Office(assistant, f"http://127.0.0.1:{port}")
    finally:
        stop(assistant)


def _add_account(home: Path, folder: Path, password: str) -> None:
    role = Role.PUBLISH.word
    words = ["utente", "aggiungi", role, "Mara Bianchi", "--ruolo", role, "--da-stdin"]
    environment = {**os.environ, "PYTHONPATH": str(home), "CONSOLE_CARTELLA": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "sportello.cli", *words],
        cwd=home,
        env=environment,
        input=f"{password}\n",
        text=True,
        check=True,
    )


@dataclass(frozen=True)
class Sent:
    """One message of the crowd: how it was answered, and after how many seconds."""

    status: int
    said: str
    seconds: float


@dataclass
class Crowd:
    """Citizens who write so many messages a second, whether or not the assistant keeps up."""

    assistant: Assistant
    text: str
    per_second: float
    _sent: list[Future[Sent]] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """They begin their conversations, and write from now on."""
        self._client = httpx.Client(base_url=self.assistant.address, timeout=_PATIENCE_SECONDS)
        self._addresses = [self._begun() for _ in range(_CONVERSATIONS)]
        self._pool = ThreadPoolExecutor(_CONVERSATIONS)
        self._pace = threading.Thread(target=self._write, daemon=True)
        self._pace.start()
        return self

    def __exit__(self, *_: Any) -> None:
        """They write no more; what is under way is waited for."""
        self._enough.set()
        self._pace.join()
        self._pool.shutdown()
        self._client.close()

    @property
    def sent(self) -> list[Sent]:
        """Every message, answered or not."""
        return [each.result() for each in self._sent]

    def _begun(self) -> str:
        identity = self._client.post("/assistente/conversazioni", json={}).raise_for_status().json()["id"]
        return f"/assistente/conversazioni/{identity}/messaggi"

    def _write(self) -> None:
        due = time.monotonic()
        while not self._enough.wait(max(due - time.monotonic(), 0)):
            address = self._addresses[len(self._sent) % _CONVERSATIONS]
            self._sent.append(self._pool.submit(self._ask, address))
            due += 1 / self.per_second

    def _ask(self, address: str) -> Sent:
        began = time.monotonic()
        try:
            answer = self._client.post(address, json={"testo": self.text})
        except httpx.HTTPError as error:
            return Sent(0, type(error).__name__, time.monotonic() - began)
        seconds = time.monotonic() - began
        messages = answer.json().get("messaggi", [])
        return Sent(answer.status_code, "\n".join(message["testo"] for message in messages), seconds)


def wait_until_said(assistant: Assistant, question: str, words: str) -> None:
    """Asks anew until the live assistant has followed."""
    deadline = time.monotonic() + FOLLOWS_SECONDS
    while words not in assistant.begin().hear(question):
        assert time.monotonic() < deadline, f"{question} is not answered with {words}"
        time.sleep(1)
