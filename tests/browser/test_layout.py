"""Nothing is lost at any size, zoom, spacing or colour; and on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import DESKTOP, PHONE, SIZES, SMALL, Citizen
from tests.browser.conftest import Arrive

ZOOMED = (640, 400)  # 1280 x 800 at 200%
REFLOWED = (320, 256)  # 1280 x 1024 at 400%
SIDEWAYS = (844, 390)

# Everything that is seen, as far as it sticks out of the screen on a side or of its own box.
_LOST = """() => {
  const root = document.querySelector('sportello-chat').shadowRoot, lost = [];
  for (const one of root.querySelectorAll('dialog, dialog *')) {
    if (!one.checkVisibility() || one.closest('.nascosto, svg')) continue;
    const box = one.getBoundingClientRect();
    if (!box.width) continue;
    const name = one.className || one.localName;
    if (box.left < -0.5 || box.right > innerWidth + 0.5) lost.push(['fuori', name, box.right]);
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
      lost.push(['tagliato', name, one.scrollWidth - one.clientWidth]);
  }
  return lost;
}"""

# Each thing that takes the focus can be brought wholly on the screen.
_UNREACHED = """() => {
  const root = document.querySelector('sportello-chat').shadowRoot;
  const all = [...root.querySelectorAll('dialog :is(button, a, textarea, summary)')];
  return all.filter((one) => one.checkVisibility()).filter((one) => {
    one.focus();
    one.scrollIntoView({ block: 'nearest' }); // of a field, the browser shows only where one writes
    const box = one.getClientRects()[0]; // a link may go on to a second line
    const seen = root.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top < -0.5 || box.bottom > innerHeight + 0.5 || !(one === seen || one.contains(seen));
  }).map((one) => one.textContent || one.id);
}"""

_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                     p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const root = document.querySelector('sportello-chat').shadowRoot;
  root.adoptedStyleSheets = [sheet];
}"""

_DOUBLED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 200% !important }');
  document.adoptedStyleSheets = [sheet];
}"""


def conversation(citizen: Citizen) -> None:
    citizen.open()
    citizen.ask("quanto costa il pasto a domicilio?")
    citizen.ask("i contatti del segretariato sociale?")


def nothing_is_lost(citizen: Citizen) -> None:
    assert citizen.page.evaluate(_LOST) == []
    assert citizen.page.evaluate(_UNREACHED) == []


@pytest.mark.parametrize("size", [*SIZES, ZOOMED, REFLOWED, SIDEWAYS], ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_is_within_reach_at_every_size(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    conversation(citizen)
    citizen.screenshot(f"conversazione-{size[0]}x{size[1]}")
    nothing_is_lost(citizen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_nothing_is_lost_with_text_at_200_percent(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    citizen.page.evaluate(_DOUBLED)
    conversation(citizen)
    citizen.screenshot(f"testo-doppio-{size[0]}")
    nothing_is_lost(citizen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_nothing_is_lost_with_spaced_text(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    citizen.page.evaluate(_SPACED)
    conversation(citizen)
    citizen.screenshot(f"testo-spaziato-{size[0]}")
    nothing_is_lost(citizen)


def test_turning_the_phone_keeps_the_conversation_and_the_focus(arrive: Arrive) -> None:
    citizen = arrive(size=SIDEWAYS)
    conversation(citizen)
    for width, height in (PHONE, DESKTOP, PHONE):
        citizen.page.set_viewport_size({"width": width, "height": height})
        expect(citizen.window).to_be_visible()
        expect(citizen.field).to_be_focused()
        nothing_is_lost(citizen)
        citizen.field.focus()


def test_the_head_takes_two_lines_at_most_on_a_small_screen(arrive: Arrive) -> None:
    citizen = arrive(size=SMALL)
    citizen.open()
    title = citizen.window.get_by_role("heading")
    lines = title.evaluate("h => h.getBoundingClientRect().height / parseFloat(getComputedStyle(h).lineHeight)")
    assert lines <= 2.1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_what_is_pressed_is_large_enough(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    assert (citizen.launcher.bounding_box() or {})["height"] >= 44
    conversation(citizen)
    citizen.window.get_by_text("Opzioni").click()
    for one in citizen.window.locator("button, summary, textarea").all():
        if one.is_visible():
            box = one.bounding_box() or {}
            assert box["height"] >= 43.9
            assert box["width"] >= 43.9


def test_links_are_underlined(arrive: Arrive) -> None:
    citizen = arrive()
    conversation(citizen)
    for link in citizen.log.get_by_role("link").all():
        assert "underline" in link.evaluate("a => getComputedStyle(a).textDecorationLine")


@pytest.mark.parametrize(("motion", "name"), [("reduce", "none"), ("no-preference", "gira")])
def test_nothing_moves_for_who_does_not_want_it(arrive: Arrive, motion: Any, name: str) -> None:
    citizen = arrive(reduced_motion=motion)
    citizen.open()
    citizen.hold()
    citizen.write("quanto costa il sad?")
    status = citizen.window.get_by_role("status")
    expect(status).not_to_be_empty()
    assert status.evaluate("p => getComputedStyle(p, '::before').animationName") == name


def test_high_contrast_keeps_the_borders(arrive: Arrive) -> None:
    citizen = arrive(forced_colors="active")
    assert citizen.launcher.evaluate("b => getComputedStyle(b).borderTopStyle") == "solid"
    conversation(citizen)
    citizen.screenshot("contrasto-elevato")
    for part in (citizen.window, citizen.said.first, citizen.answers.first, citizen.field, citizen.button("Invia")):
        width, color, ground = part.evaluate(
            "e => { const s = getComputedStyle(e); return [s.borderTopWidth, s.borderTopColor, s.backgroundColor] }"
        )
        assert width != "0px"
        assert color not in {ground, "rgba(0, 0, 0, 0)"}


def test_a_site_gives_its_own_colours(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`:root { --sportello-primario: rgb(0, 90, 60); --sportello-basso: 20px }
                             * { font-family: monospace; color: red } button { display: none }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    expect(citizen.launcher).to_have_css("background-color", "rgb(0, 90, 60)")
    expect(citizen.launcher).to_have_css("bottom", "20px")
    expect(citizen.launcher).to_have_css("color", "rgb(255, 255, 255)")


def test_a_site_that_is_only_light_keeps_the_assistant_light(arrive: Arrive) -> None:
    citizen = arrive(color_scheme="dark")
    citizen.open()
    expect(citizen.window).not_to_have_css("background-color", "rgb(255, 255, 255)")
    citizen.page.evaluate("document.querySelector('sportello-chat').dataset.tema = 'chiaro'")
    expect(citizen.window).to_have_css("background-color", "rgb(255, 255, 255)")


def test_only_the_conversation_is_printed(arrive: Arrive) -> None:
    citizen = arrive()
    conversation(citizen)
    citizen.page.evaluate("window.print = () => { window.printed = true }")
    citizen.option("Stampa la conversazione")
    assert citizen.page.evaluate("window.printed")
    citizen.page.emulate_media(media="print")
    paper = citizen.page.locator("sportello-chat .foglio")
    expect(paper).to_contain_text("Lei ha scritto: quanto costa il pasto a domicilio?")
    expect(paper).to_be_visible()
    expect(paper.get_by_role("button")).to_have_count(0)
    expect(citizen.window).to_be_hidden()
    expect(citizen.page.get_by_role("main")).to_be_hidden()
    citizen.screenshot("stampa")
    citizen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(paper).to_be_hidden()
    expect(citizen.page.get_by_role("main")).to_be_visible()


def test_the_page_is_printed_without_the_assistant(arrive: Arrive) -> None:
    citizen = arrive("/carta/sad")
    citizen.open()
    citizen.page.emulate_media(media="print")
    expect(citizen.window).to_be_hidden()
    expect(citizen.launcher).to_be_hidden()
    expect(citizen.page.get_by_role("main")).to_be_visible()
