"""What the tests that need the whole assistant share: a trained model and a running copy."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sportello.evaluation.rehearsal import free_port, prepared

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180


@dataclass
class Conversation:
    """One citizen's conversation through the web channel."""

    client: httpx.Client
    address: str
    welcome: list[dict[str, Any]]

    def post(self, body: dict[str, Any]) -> httpx.Response:
        return self.client.post(f"{self.address}/messaggi", json=body)

    def say(self, text: str) -> list[dict[str, Any]]:
        answer = self.post({"testo": text})
        assert answer.status_code == 200, answer.text
        return answer.json()["messaggi"]

    def choose(self, code: str) -> list[dict[str, Any]]:
        answer = self.post({"scelta": code})
        assert answer.status_code == 200, answer.text
        return answer.json()["messaggi"]

    def hear(self, text: str) -> str:
        """The whole reply as one text."""
        return "\n".join(message["testo"] for message in self.say(text))


@dataclass
class Assistant:
    """A running assistant of our own, on ports of its own."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=30)

    def processes(self) -> tuple[int, int]:
        """The ids of the action server and of the Rasa server, which are started in this order."""
        pid = self.process.pid
        first, second = sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
        return first, second

    def begin(self) -> Conversation:
        answer = self.client.post("/assistente/conversazioni", json={})
        assert answer.status_code == 201, answer.text
        content = answer.json()
        return Conversation(self.client, f"/assistente/conversazioni/{content['id']}", content["messaggi"])


def start(home: Path, work: Path, **settings: str) -> Assistant:
    """Starts `sportello avvia` in a checkout with store, key and ports of its own, until it says that it answers."""
    port = free_port()
    command, apart = prepared(home, work, port)
    environment = {**os.environ, **apart, "CARTA_SECONDI": "0.2", **settings}
    log = work / "avvia.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=output, stderr=subprocess.STDOUT)
    assistant = Assistant(f"http://127.0.0.1:{port}", home, process, log)
    wait_until_ready(assistant)
    return assistant


def wait_until_ready(assistant: Assistant) -> None:
    import time

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = assistant.log.read_text(errors="replace")
        assert assistant.process.poll() is None, said[-3000:]
        try:
            # Before it says so, who dies has not started yet, and is not started again.
            if "L'assistente risponde su" in said and assistant.client.get("/salute").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(assistant.log.read_text(errors="replace")[-3000:])


def stop(assistant: Assistant) -> None:
    assistant.client.close()
    assistant.process.send_signal(signal.SIGTERM)
    assistant.process.wait(30)


@pytest.fixture(scope="session")
def trained() -> Path:
    """This checkout, trained on what is on disk."""
    code = subprocess.run([sys.executable, "-m", "sportello.cli", "addestra"], cwd=ROOT, check=False).returncode
    assert code == 0, "training failed: see the lines above"
    return ROOT


@pytest.fixture(scope="session")
def assistant(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One running assistant for all tests; each test begins conversations of its own."""
    running = start(trained, tmp_path_factory.mktemp("assistente"))
    yield running
    stop(running)


@pytest.fixture
def conversation(assistant: Assistant) -> Conversation:
    return assistant.begin()


@pytest.fixture(scope="session")
def copy_of_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with a new service in it, once its test has made it so."""
    return copied_checkout(tmp_path_factory.mktemp("copia") / "sportello")


def copied_checkout(target: Path) -> Path:
    """What an operator's copy holds, to be changed freely by a test."""
    target.mkdir()
    for name in ("data", "sportello", "actions", "web"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "requirements.lock"):
        shutil.copy(ROOT / name, target / name)
    return target


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--immagini", action="store_true", help="scrive le immagini della guida in docs/immagini")
