"""The whole assistant, started apart from the one that citizens talk to, to be tried."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import yaml

from sportello.settings import ROOT, child_environment

_LOOK_EVERY_SECONDS = 0.3
_START_SECONDS = 180.0
_STOP_SECONDS = 30.0


class RehearsalFailed(RuntimeError):
    """The assistant did not start; the message is what it printed last."""


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepared(home: Path, work: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The command and the environment of an assistant that shares nothing with the one in force.

    Args:
        home: the checkout to start.
        work: a folder for its conversations, counters and key.
        port: where it is to answer.
    """
    endpoints = yaml.safe_load((home / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{free_port()}/webhook"
    endpoints["tracker_store"]["db"] = str(work / "prova.db")
    file = work / "endpoints.yml"
    file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    environment = {
        "PORTA": str(port),
        "HOST": "127.0.0.1",
        "PROCESSI": "1",
        "CONSOLE": "0",
        "TELEGRAM_TOKEN": "",
        "FILE_CHIAVE": str(work / "chiave"),
        "STATISTICHE_URL": f"sqlite:///{work / 'statistiche.db'}",
        "LIMITE_MESSAGGI_AL_MINUTO": "1000000",
        "CARTA_FILE": str(home / "data" / "carta.yml"),
        "PYTHONPATH": str(home),
    }
    command = [sys.executable, "-W", "ignore", "-m", "sportello.cli", "avvia", "--endpoints", str(file)]
    return command, environment


@contextmanager
def rehearsal(work: Path, home: Path = ROOT, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the assistant of a checkout, trained already, for as long as the block runs.

    Raises:
        RehearsalFailed: when it ends or does not answer.
    """
    port = free_port()
    command, environment = prepared(home, work, port)
    log = work / "avvia.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=home,
            env={**child_environment(), **environment, **(settings or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/salute", timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(_LOOK_EVERY_SECONDS)
    raise RehearsalFailed(log.read_bytes()[-2000:].decode(errors="replace"))
