"""An operator in front of the console, with a real browser."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.citizen import Citizen

# A machine that does other things besides takes three times as long as an idle one.
TRIAL_MILLISECONDS = 25 * 60_000
_COLOURS = 128


class Clerk(Citizen):
    """One browser of one operator, who has entered."""

    def __init__(self, context: BrowserContext, address: str, name: str, password: str) -> None:
        super().__init__(context, address)
        self.page.set_default_timeout(20_000)
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
        """What the console says was done: the first thing on a page."""
        return self.page.locator(".avviso-bene").first

    @property
    def warned(self) -> Locator:
        """What the console says was not done, and why."""
        return self.page.get_by_role("alert")

    def field_of(self, group: str, label: str) -> Locator:
        """A field of one opening, amount or contact."""
        return self.page.get_by_role("group", name=group, exact=True).get_by_label(label, exact=True)

    def question(self, text: str) -> Locator:
        """A question that was not understood."""
        return self.page.get_by_role("region", name=f"«{text}»")

    # The way from the draft to the citizens.

    def note(self, what: str) -> None:
        """Says what has changed, as every publication wants it."""
        self.page.get_by_label("Che cosa è cambiato, in poche parole").fill(what)

    def try_out(self) -> None:
        """Trains and tests the draft; the page itself tells when it is over."""
        self.go("/pubblica")
        self.press("Addestra e prova")
        expect(self.page.get_by_text("La prova è in corso")).to_be_visible()

    def wait_for_the_trial(self) -> None:
        """Until it is over, whatever has come of it."""
        under_way = self.page.get_by_text("La prova è in corso")
        expect(under_way).to_have_count(0, timeout=TRIAL_MILLISECONDS)

    def go_back_to(self, version: int) -> None:
        self.go("/versioni")
        self.page.get_by_role("link", name=f"Torna alla versione {version}").click()
        self.press(f"Torna alla versione {version}")
        expect(self.told).to_contain_text(f"Ora è in uso la versione {version}")

    def version_in_force(self) -> int:
        self.go("/versioni")
        return int((self.page.get_by_role("rowheader").filter(has_text="(in uso)").inner_text()).split()[0])

    # What a checker sees.

    def picture(self, path: Path) -> None:
        """The screen as it is now, in few colours, for the guide."""
        path.parent.mkdir(parents=True, exist_ok=True)
        image = Image.open(io.BytesIO(self.page.screenshot()))
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
