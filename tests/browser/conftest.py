"""A real browser, and citizens who come with it to the running assistant."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.citizen import DESKTOP, Citizen
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

Arrive = Callable[..., Citizen]


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
