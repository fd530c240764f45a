"""An operator in front of the console, with a real browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.citizen import Citizen


class Clerk(Citizen):
    """One browser of one operator, who has entered."""

    def __init__(self, context: BrowserContext, address: str, name: str, password: str) -> None:
        super().__init__(context, address)
        self.page.set_default_timeout(10_000)
        self.go("/entra")
        self.page.get_by_label("Nome").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.press("Entra")
        expect(self.page.get_by_role("button", name="Esci")).to_be_visible()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    @property
    def told(self) -> Locator:
        """What the console says was done."""
        return self.page.locator(".avviso-bene")
