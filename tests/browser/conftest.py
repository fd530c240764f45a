"""A real browser, citizens who come with it to the running assistant, and operators to a console of their own."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette

from sportello.console.access.accounts import Role
from sportello.console.app import make_app
from sportello.evaluation.rehearsal import free_port
from sportello.settings import ROOT, Settings
from tests.browser.citizen import DESKTOP, Citizen
from tests.browser.clerk import Clerk
from tests.conftest import Assistant

_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PASSWORD = "quattro gatti sul tetto"

Arrive = Callable[..., Citizen]
Sit = Callable[..., Clerk]


# For a module only: Playwright keeps an event loop running, which the tests of other modules must not find.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium: nothing is downloaded."""
    path = shutil.which("chromium")
    assert path, "manca Chromium: scripts/test-tools lo installa"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def arrive(chromium: Browser, assistant: Assistant) -> Iterator[Arrive]:
    """Brings a citizen to the site, each with a browser of their own.

    Whatever a test does, no request may leave the origin, no cookie may be kept and the content
    security policy may not be broken.
    """
    arrived: list[Citizen] = []

    def come(path: str = "/assistente/", size: tuple[int, int] = DESKTOP, **options: Any) -> Citizen:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        citizen = Citizen(context, assistant.address)
        arrived.append(citizen)
        citizen.go(path)
        return citizen

    yield come
    for citizen in arrived:
        foreign = [url for url in citizen.requests if not url.startswith((assistant.address, "data:"))]
        cookies, complaints = citizen.context.cookies(), list(citizen.complaints)
        citizen.context.close()
        assert foreign == []
        assert cookies == []
        assert complaints == []


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A copy of `data/`, which stands for what is in force."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def console(tmp_path: Path, live: Path) -> Iterator[str]:
    """The address of a running console with a folder of its own; no assistant is needed."""
    settings = Settings(
        console_folder=tmp_path / ".console",
        statistics_url=f"sqlite:///{tmp_path / 'statistiche.db'}",
        key_file=tmp_path / "chiave",
        trusted_proxies=(),
        console_user_header=None,
    )
    app: Starlette = make_app(settings, live)
    for role in Role:
        app.state.console.accounts.add(role.word, "Mara Bianchi", role, PASSWORD)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def sit(chromium: Browser, console: str) -> Iterator[Sit]:
    """Has an operator enter, each with a browser of their own.

    Whatever a test does, no request may leave the console and the content security policy may not be broken.
    """
    sitting: list[Clerk] = []

    def enter(role: Role = Role.EDIT, size: tuple[int, int] = DESKTOP, **options: Any) -> Clerk:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        clerk = Clerk(context, console, role.word, PASSWORD)
        sitting.append(clerk)
        return clerk

    yield enter
    for clerk in sitting:
        foreign = [url for url in clerk.requests if not url.startswith((console, "data:"))]
        complaints = list(clerk.complaints)
        clerk.context.close()
        assert foreign == []
        assert complaints == []
