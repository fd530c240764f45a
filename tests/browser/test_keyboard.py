"""The keyboard alone, and where the focus goes (WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 3.2.1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import DESKTOP, PHONE, SIZES, Citizen
from tests.browser.conftest import Arrive

FIELD = "Scriva che cosa le serve"
LAUNCHER = "Chieda all'assistente"


def tab_until(citizen: Citizen, name: str, key: str = "Tab", at_most: int = 60) -> list[str]:
    """Presses the key until that has the focus; what had it on the way."""
    passed: list[str] = []
    for _ in range(at_most):
        citizen.page.keyboard.press(key)
        focused = citizen.in_focus()
        if focused == name:
            return passed
        passed.append(focused)
    raise AssertionError(f"{name!r} non si raggiunge: {passed}")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_tab_reaches_the_launcher_and_a_key_opens_on_the_field(arrive: Arrive, size: tuple[int, int], key: str) -> None:
    citizen = arrive(size=size)
    assert FIELD not in tab_until(citizen, LAUNCHER)
    expect(citizen.launcher).to_have_attribute("aria-expanded", "false")
    citizen.page.keyboard.press(key)
    expect(citizen.window).to_be_visible()
    assert citizen.in_focus() == FIELD


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: str(size[0]))
def test_a_whole_conversation_by_keyboard_alone(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    keys = citizen.page.keyboard
    tab_until(citizen, LAUNCHER)
    keys.press("Enter")
    keys.type("quanto costa il pasto a domicilio?")
    keys.press("Enter")
    expect(citizen.answers.nth(1)).to_be_visible()
    assert citizen.in_focus() == FIELD

    first = citizen.choices.first.inner_text()
    tab_until(citizen, first, "Shift+Tab")
    keys.press("Enter")
    expect(citizen.answers.nth(2)).to_be_visible()
    expect(citizen.said.last).to_contain_text(first)
    # From what was just chosen, the next stops are those of the new answer.
    second = citizen.choices.first.inner_text()
    tab_until(citizen, second, at_most=8)
    keys.press("Space")
    expect(citizen.answers.nth(3)).to_be_visible()

    tab_until(citizen, "Opzioni", "Shift+Tab")
    keys.press("Enter")
    tab_until(citizen, "Cancella la conversazione", at_most=3)
    keys.press("Enter")
    tab_until(citizen, "Sì, cancella", at_most=3)
    keys.press("Enter")
    expect(citizen.log).to_contain_text("La conversazione è stata cancellata")
    expect(citizen.said).to_have_count(0)
    assert citizen.in_focus() != "BODY"

    keys.press("Escape")
    expect(citizen.window).to_be_hidden()
    assert citizen.in_focus() == LAUNCHER


def test_nothing_of_a_closed_window_is_in_the_order_of_tab(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.button("Chiudi").click()
    assert citizen.in_focus() == LAUNCHER
    citizen.page.evaluate("document.activeElement.blur()")
    stops = tab_until(citizen, LAUNCHER)
    assert not {FIELD, "Invia", "Opzioni", "Chiudi", "Conversazione con l'assistente"} & set(stops)


def test_escape_closes_the_menu_first_and_then_the_window(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.window.get_by_text("Opzioni").press("Enter")
    expect(citizen.button("Ricomincia da capo")).to_be_visible()
    citizen.page.keyboard.press("Escape")
    expect(citizen.button("Ricomincia da capo")).to_be_hidden()
    assert citizen.in_focus() == "Opzioni"
    citizen.page.keyboard.press("Escape")
    expect(citizen.window).to_be_hidden()


def test_tab_leaves_the_window_on_a_large_screen(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.button("Invia").focus()
    citizen.page.keyboard.press("Tab")
    assert citizen.page.evaluate("document.activeElement.localName") != "sportello-chat"


def test_tab_stays_in_the_window_that_covers_a_small_screen(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE)
    citizen.open()
    for _ in range(25):
        citizen.page.keyboard.press("Tab")
        # The browser's own controls are one of the stops; the page under the window never is.
        assert citizen.page.evaluate("document.activeElement.localName") in {"sportello-chat", "body"}


def test_the_focus_never_falls_back_to_the_page(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.choices.first.click()
    expect(citizen.answers.nth(1)).to_be_visible()
    assert citizen.in_focus() != "BODY"
    citizen.cut_off()
    citizen.write("quanto costa il sad?")
    citizen.button("Riprova").click()
    assert citizen.in_focus() != "BODY"
    expect(citizen.button("Riprova")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: str(size[0]))
def test_a_page_with_the_conversation_open_does_not_take_the_focus(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    citizen.open()
    citizen.go("/carta/")
    assert citizen.page.evaluate("document.activeElement.localName") == "body"
    # Where the window would cover the whole page, it waits to be called.
    expect(citizen.window if size == DESKTOP else citizen.launcher).to_be_visible()


def test_every_stop_of_tab_shows_where_it_is(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask("quanto costa il pasto a domicilio?")
    citizen.button("Chiudi").focus()
    for _ in range(12):
        citizen.page.keyboard.press("Tab")
        outline = citizen.page.evaluate(
            """() => {
              const host = document.activeElement, focused = host.shadowRoot?.activeElement;
              if (!focused) return null;
              const style = getComputedStyle(focused);
              return [style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        if outline is None:
            break
        assert outline[0] == "solid"
        assert outline[1] >= 2


def test_what_has_the_focus_on_the_page_is_never_under_the_window(arrive: Arrive) -> None:
    citizen = arrive("/carta/")
    citizen.open()
    links = citizen.page.locator("main a")
    # Links where the window is: as a page of three columns would have.
    citizen.page.evaluate("document.querySelector('main').style.marginLeft = '1000px'")
    for n in range(0, links.count(), 4):
        links.nth(n).focus()
        hidden = links.nth(n).evaluate(
            """(link) => {
              const window_ = document.querySelector('sportello-chat').shadowRoot.querySelector('dialog[open]');
              if (!window_) return false;
              const [a, b] = [link.getBoundingClientRect(), window_.getBoundingClientRect()];
              return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
            }"""
        )
        assert not hidden
        assert links.nth(n).evaluate("link => link === document.activeElement")


def test_escape_from_the_page_closes_the_window_and_leaves_the_focus_there(arrive: Arrive) -> None:
    citizen = arrive("/carta/")
    citizen.open()
    link = citizen.page.locator("main a").first
    link.focus()
    citizen.page.keyboard.press("Escape")
    expect(citizen.window).to_be_hidden()
    expect(link).to_be_focused()
