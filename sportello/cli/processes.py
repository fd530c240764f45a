"""The two processes of the assistant, started together and ended together."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

_STOP_SECONDS = 10.0
_LOOK_EVERY_SECONDS = 0.2


class StartFailed(RuntimeError):
    """A process ended, or did not answer in time; the message says which and what to do."""


@dataclass(frozen=True)
class Service:
    """One process to keep: its name for messages, its command and the address that answers when it is ready."""

    name: str
    command: Sequence[str]
    ready_url: str


def port_is_free(host: str, port: int) -> bool:
    """Whether nothing listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Processes:
    """Runs services side by side: when one ends, all end."""

    def __init__(self, services: Sequence[Service], cwd: Path, environment: dict[str, str]) -> None:
        self._services = services
        self._cwd = cwd
        self._environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Processes:
        for service in self._services:
            # A group of its own: Ctrl-C reaches us alone, and we end each in order.
            self._running[service.name] = subprocess.Popen(
                service.command, cwd=self._cwd, env=self._environment, start_new_session=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_until_ready(self, timeout_seconds: float) -> None:
        """Returns when every service answers.

        Raises:
            StartFailed: when one ends before, or does not answer in time.
        """
        deadline = time.monotonic() + timeout_seconds
        for service in self._services:
            self._wait(lambda url=service.ready_url: _answers(url), deadline, service.name)  # type: ignore[misc]

    def _wait(self, is_ready: Callable[[], bool], deadline: float, name: str) -> None:
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                raise StartFailed(f"{name}: non risponde. Guardi i messaggi qui sopra.")
            time.sleep(_LOOK_EVERY_SECONDS)

    def check(self) -> None:
        """Nothing while all run.

        Raises:
            StartFailed: when one has ended.
        """
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                raise StartFailed(f"{name}: si è fermato (codice {code}). Guardi i messaggi qui sopra.")

    def wait_for_end(self) -> None:
        """Returns never: waits until one service ends.

        Raises:
            StartFailed: when one has ended.
        """
        while True:
            self.check()
            time.sleep(_LOOK_EVERY_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.HTTPError:
        return False
