"""A citizen in front of the site: what they can see, press and write."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Route, expect

from tests.conftest import ROOT

DESKTOP, PHONE, SMALL = (1280, 800), (390, 844), (320, 568)
SIZES = [DESKTOP, PHONE, SMALL]
# The phone of the first contact, and a question that has an answer.
SEGRETARIATO = "02 953 3334"
COSTS = "quanto costa il pasto a domicilio?"

_SCREENSHOTS = Path(__file__).parent / "schermate"
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"  # fetched by scripts/front-end
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_BROKEN_RULES = ("Content Security Policy", "Uncaught")


class Citizen:
    """One browser of one person; keeps what it asked for and what it complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.requests: list[str] = []
        self.held: list[Route] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def texts(self) -> list[str]:
        """Everything that was said, by either side."""
        return self.log.locator(".voce").all_inner_texts()

    def _hear(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in _BROKEN_RULES):
            self.complaints.append(message.text)

    # What is there.

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Chieda all'assistente")

    @property
    def window(self) -> Locator:
        return self.page.get_by_role("dialog", name="Assistente digitale")

    @property
    def log(self) -> Locator:
        return self.window.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.window.get_by_label("Scriva che cosa le serve")

    @property
    def said(self) -> Locator:
        """What the citizen has written or chosen."""
        return self.log.locator(".voce.lei")

    @property
    def answers(self) -> Locator:
        return self.log.locator(".voce.assistente")

    @property
    def choices(self) -> Locator:
        return self.log.get_by_role("list", name="Risposte possibili").get_by_role("button")

    def button(self, name: str) -> Locator:
        return self.window.get_by_role("button", name=name, exact=True)

    # What they do.

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        expect(self.launcher.or_(self.window)).to_be_visible()

    def open(self) -> None:
        self.launcher.click()
        expect(self.choices.first).to_be_visible()

    def write(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> None:
        """Writes and waits for the whole answer."""
        before = self.answers.count()
        self.write(text)
        expect(self.answers.nth(before)).to_be_visible()
        expect(self.window.get_by_role("status")).to_be_empty()

    def option(self, name: str) -> None:
        self.window.get_by_text("Opzioni").click()
        self.button(name).click()

    # What the server does to them.

    def hold(self) -> None:
        """Keeps every message on its way, in `held`."""
        self.page.route("**/messaggi", lambda route: self.held.append(route))  # a builtin is no handler

    def wait_for_held(self, count: int) -> None:
        """Lets the browser work until so many messages are on their way."""
        deadline = time.monotonic() + 5
        while len(self.held) < count and time.monotonic() < deadline:
            self.page.evaluate("0")
        assert len(self.held) == count

    def let_through(self) -> None:
        self.page.unroute("**/messaggi")

    def answer_with(self, message: dict[str, Any], status: int = 200) -> None:
        """Answers every message with this one, as the server would."""
        whole = {"testo": "", "bottoni": [], "contatti": [], "fonte": None, **message}
        body = json.dumps({"messaggi": [whole]} if status == 200 else message)
        self.page.route(
            "**/messaggi", lambda route: route.fulfill(status=status, content_type="application/json", body=body)
        )

    def cut_off(self) -> None:
        """The server is gone."""
        self.page.route("**/conversazioni/**", lambda route: route.abort())
        self.page.route("**/conversazioni", lambda route: route.abort())

    def drop_held(self) -> None:
        """The server stops in mid-answer."""
        while self.held:
            self.held.pop().abort()

    def reconnect(self) -> None:
        self.page.unroute_all()

    # What a checker sees.

    def stored(self) -> dict[str, Any]:
        """What this tab remembers of the conversation."""
        return self.page.evaluate("JSON.parse(sessionStorage.getItem('sportello.conversazione.2'))")

    def in_focus(self) -> str:
        """The text, name or tag of what has the focus, within the window or on the page."""
        return self.page.evaluate(
            """() => {
              const host = document.activeElement;
              const focused = host.shadowRoot?.activeElement || host;
              return focused.getAttribute('aria-label') || focused.labels?.[0]?.textContent
                || focused.innerText || focused.tagName;
            }"""
        )

    def axe(self) -> dict[str, list[dict[str, Any]]]:
        """The findings of axe on the whole page: violations, and what it could not decide."""
        complaints = list(self.complaints)
        self.page.evaluate(
            _AXE.read_text(encoding="utf-8")
        )  # not a script tag, which the content security policy would refuse
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations', 'incomplete']})", _RULES
        )
        self.complaints = complaints  # axe itself writes styles that the policy refuses
        return {kind: found[kind] for kind in ("violations", "incomplete")}

    def screenshot(self, name: str) -> None:
        """For a person to look at."""
        _SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=_SCREENSHOTS / f"{name}.png")
