from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from sportello.cli import processes
from sportello.cli.processes import Processes, Service, StartFailed
from sportello.evaluation.rehearsal import free_port

# Answers with its own process id.
ANSWERS = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def service(code: str = ANSWERS) -> Service:
    port = free_port()
    return Service("Il servizio di prova", [sys.executable, "-c", code, str(port)], f"http://127.0.0.1:{port}/")


def process_id(kept: Service) -> int:
    return int(httpx.get(kept.ready_url, timeout=1).text)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FIRST_PAUSE_SECONDS", "_ASK_EVERY_SECONDS", "_HUNG_SECONDS"):
        monkeypatch.setattr(processes, name, 0.05)


@pytest.fixture
def kept() -> Service:
    return service()


@pytest.fixture
def running(kept: Service, tmp_path: Path) -> Iterator[Processes]:
    with Processes([kept], tmp_path, dict(os.environ), start_seconds=10) as both:
        both.wait_until_ready()
        yield both


def look_until(both: Processes, true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        both.look()
        time.sleep(0.02)


def answers_as_another(kept: Service, before: int) -> Callable[[], bool]:
    def check() -> bool:
        try:
            return process_id(kept) != before
        except httpx.HTTPError:
            return False

    return check


def test_who_dies_is_started_again(running: Processes, kept: Service, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        before = process_id(kept)
        os.kill(before, signal.SIGKILL)
        look_until(running, answers_as_another(kept, before))
    assert "Il servizio di prova: si è fermato (codice -9)" in caplog.text


def test_who_hangs_is_ended_and_started_again(
    running: Processes, kept: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = process_id(kept)
    os.kill(before, signal.SIGSTOP)
    look_until(running, answers_as_another(kept, before))


def test_who_answers_late_is_busy_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_HUNG_SECONDS", 5.0)
    late = service(ANSWERS.replace("self.send_response", "import time; time.sleep(0.5); self.send_response"))
    with Processes([late], tmp_path, dict(os.environ), start_seconds=10) as both:
        both.wait_until_ready()
        before = int(httpx.get(late.ready_url, timeout=10).text)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            both.look()
            time.sleep(0.02)
        assert int(httpx.get(late.ready_url, timeout=10).text) == before


def test_a_death_is_seen_while_another_is_silent(
    tmp_path: Path, kept: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_HUNG_SECONDS", 30.0)
    silent = service()
    with Processes([silent, kept], tmp_path, dict(os.environ), start_seconds=10) as both:
        both.wait_until_ready()
        hangs, dies = process_id(silent), process_id(kept)
        os.kill(hangs, signal.SIGSTOP)
        os.kill(dies, signal.SIGKILL)
        started = time.monotonic()
        look_until(both, answers_as_another(kept, dies))
        assert time.monotonic() - started < 10
        os.kill(hangs, signal.SIGCONT)


def test_who_answers_is_left_alone(running: Processes, kept: Service) -> None:
    before = process_id(kept)
    for _ in range(20):
        running.look()
        time.sleep(0.02)
    assert process_id(kept) == before


def test_pauses_grow_while_it_goes_on_dying(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def pauses() -> list[float]:
        return [float(pause) for pause in re.findall(r"Riparte tra ([\d.]+) s", caplog.text)]

    with Processes([service("raise SystemExit(3)")], tmp_path, dict(os.environ)) as both:
        look_until(both, lambda: len(pauses()) >= 3)
    assert pauses() == sorted(set(pauses()))


def test_a_start_that_fails_is_said(tmp_path: Path) -> None:
    ends = service("raise SystemExit(3)")
    with Processes([ends], tmp_path, dict(os.environ)) as both, pytest.raises(StartFailed, match="codice 3"):
        both.wait_until_ready()


def test_a_start_that_takes_too_long_is_said(tmp_path: Path) -> None:
    silent = service("import time; time.sleep(60)")
    processes_of = Processes([silent], tmp_path, dict(os.environ), start_seconds=0.3)
    with processes_of as both, pytest.raises(StartFailed, match="non risponde"):
        both.wait_until_ready()


def unneeded(code: str) -> Service:
    return replace(service(code), name="Il servizio in più", needed=False)


def test_what_is_not_needed_keeps_nobody_from_starting(
    kept: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for extra in (unneeded("raise SystemExit(3)"), unneeded("import time; time.sleep(60)")):
        with Processes([extra, kept], tmp_path, dict(os.environ), start_seconds=10) as both:
            both.wait_until_ready()
            assert [both.answers(each) for each in (extra, kept)] == [False, True]
            before = process_id(kept)
            look_until(both, lambda: "Il servizio in più" in caplog.text)
            assert process_id(kept) == before
        caplog.clear()


def test_what_is_not_needed_is_tried_again_until_it_answers(tmp_path: Path, kept: Service) -> None:
    fails_once = (
        "import pathlib, sys\nif not pathlib.Path('volta').exists(): pathlib.Path('volta').touch(); sys.exit(1)\n"
    )
    extra = unneeded(fails_once + ANSWERS)
    with Processes([kept, extra], tmp_path, dict(os.environ), start_seconds=10) as both:
        both.wait_until_ready()
        look_until(both, lambda: both.answers(extra))


def test_all_are_ended_together(kept: Service, tmp_path: Path) -> None:
    with Processes([kept], tmp_path, dict(os.environ)) as both:
        both.wait_until_ready()
        before = process_id(kept)
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
