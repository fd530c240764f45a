"""The processes of the assistant: started together, started again when one dies or hangs, ended together."""

from __future__ import annotations

import logging
import socket
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10.0
_LOOK_EVERY_SECONDS = 0.2
_ASK_EVERY_SECONDS = 5.0
# Silent for so long, a process that runs is taken to hang: in a flood an answer may take seconds.
_HUNG_SECONDS = 30.0
_START_ASK_SECONDS = 2.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 60.0


class StartFailed(RuntimeError):
    """A process ended, or did not answer in time; the message says which and what to do."""


@dataclass(frozen=True)
class Service:
    """One process to keep: its name for messages, its command and the address that answers when it is ready.

    One that is not `needed` stops nobody: where it does not start it is said, and tried again.
    """

    name: str
    command: Sequence[str]
    ready_url: str
    needed: bool = True


def port_is_free(host: str, port: int) -> bool:
    """Whether nothing listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass
class _Kept:
    """A service with the process that runs it now."""

    service: Service
    process: subprocess.Popen[bytes]
    pause: float = _FIRST_PAUSE_SECONDS
    patience_until: float = field(default=0.0)
    start_again_at: float | None = None
    asked: Future[bool] | None = None


class Processes:
    """Keeps services side by side: who dies or hangs is started again, after pauses that grow.

    A start that fails is said and ends all: only what has answered once is worth starting again, or
    what is not needed.
    """

    def __init__(
        self, services: Sequence[Service], cwd: Path, environment: dict[str, str], start_seconds: float = 180.0
    ) -> None:
        self._services = services
        self._cwd = cwd
        self._environment = environment
        self._start_seconds = start_seconds
        self._kept: list[_Kept] = []
        self._asked = time.monotonic()
        # Who waits for the answer of one must not overlook the death of another.
        self._asking = ThreadPoolExecutor(max(len(services), 1), thread_name_prefix="salute")

    def __enter__(self) -> Processes:
        self._kept = [_Kept(service, self._started(service)) for service in self._services]
        return self

    def __exit__(self, *_: object) -> None:
        for kept in self._kept:
            kept.process.terminate()
        for kept in self._kept:
            _wait_or_kill(kept.process)
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _started(self, service: Service) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C reaches us alone, and we end each in order.
        return subprocess.Popen(service.command, cwd=self._cwd, env=self._environment, start_new_session=True)

    def wait_until_ready(self) -> None:
        """Returns when every service that is needed answers.

        Raises:
            StartFailed: when one ends before, or does not answer in time.
        """
        deadline = time.monotonic() + self._start_seconds
        for kept in self._needed():
            while not _answers(kept.service.ready_url, _START_ASK_SECONDS):
                self._check()
                if time.monotonic() > deadline:
                    raise StartFailed(f"{kept.service.name}: non risponde. Guardi i messaggi qui sopra.")
                time.sleep(_LOOK_EVERY_SECONDS)

    def answers(self, service: Service) -> bool:
        """Whether a service is there now."""
        return _answers(service.ready_url, _START_ASK_SECONDS)

    def _needed(self) -> list[_Kept]:
        return [kept for kept in self._kept if kept.service.needed]

    def _check(self) -> None:
        for kept in self._needed():
            code = kept.process.poll()
            if code is not None:
                raise StartFailed(f"{kept.service.name}: si è fermato (codice {code}). Guardi i messaggi qui sopra.")

    def keep(self) -> None:
        """Returns never: starts again what dies, and what does not answer for half a minute."""
        for kept in self._kept:
            kept.patience_until = time.monotonic() + _HUNG_SECONDS
        while True:
            time.sleep(_LOOK_EVERY_SECONDS)
            self.look()

    def look(self) -> None:
        """One round: who is dead, who has answered, and every few seconds a question to all."""
        ask = time.monotonic() - self._asked >= _ASK_EVERY_SECONDS
        for kept in self._kept:
            self._start_again_if_dead(kept)
            self._end_if_hung(kept)
            if ask and kept.asked is None:
                kept.asked = self._asking.submit(_answers, kept.service.ready_url, _HUNG_SECONDS)
        if ask:
            self._asked = time.monotonic()

    def _start_again_if_dead(self, kept: _Kept) -> None:
        code = kept.process.poll()
        if code is None:
            return
        now = time.monotonic()
        if kept.start_again_at is None:
            logger.error("%s: si è fermato (codice %s). Riparte tra %.1f s.", kept.service.name, code, kept.pause)
            kept.start_again_at = now + kept.pause
            kept.pause = min(2 * kept.pause, _LONGEST_PAUSE_SECONDS)
        elif now >= kept.start_again_at:
            kept.process = self._started(kept.service)
            kept.patience_until = now + self._start_seconds
            kept.start_again_at = None

    def _end_if_hung(self, kept: _Kept) -> None:
        if kept.asked is None or not kept.asked.done():
            return
        answered, kept.asked = kept.asked.result(), None
        if kept.process.poll() is not None:
            return
        if answered:
            kept.pause = _FIRST_PAUSE_SECONDS
            kept.patience_until = time.monotonic() + _HUNG_SECONDS
        elif time.monotonic() > kept.patience_until:
            logger.error("%s: non risponde più. Lo fermo, per farlo ripartire.", kept.service.name)
            kept.process.kill()


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str, seconds: float) -> bool:
    try:
        return httpx.get(url, timeout=seconds).is_success
    except httpx.HTTPError:
        return False
