"""What the tag promises a site: small, late, silent, Italian, at home on any page."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.citizen import DESKTOP, PHONE, SIZES, Citizen
from tests.browser.conftest import Arrive
from tests.browser.states import STATES
from tests.conftest import ROOT, Assistant

# Words that Italian does not have: none may be said or read out.
ENGLISH = re.compile(
    r"\b(send|close|open|message|type|typing|loading|retry|error|submit|restart|print|delete|cancel|write|"
    r"conversation|welcome|hello|yes|source|privacy policy|chat|bot|click|start|help|menu bar|settings|options)\b",
    re.IGNORECASE,
)

_WORDS = """() => {
  const root = document.querySelector('sportello-chat').shadowRoot, words = [];
  const names = ['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'aria-roledescription'];
  for (const one of root.querySelectorAll('*')) {
    for (const name of names) if (one.hasAttribute(name)) words.push(one.getAttribute(name));
    for (const child of one.childNodes) if (child.nodeType === Node.TEXT_NODE) words.push(child.data);
  }
  return words.filter((word) => word.trim());
}"""

# A page of somebody else's site, with nothing but the tag; its style would ruin whatever it reached.
_BARE = """<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Un'altra pagina</title>
<link rel="stylesheet" href="/altro.css">
<script src="/assistente/chat.js" defer data-titolo="Assistente sociale" data-telefono="02 0000 0001"></script>
</head><body><main><h1>Un'altra pagina</h1></main></body></html>"""
_RUINOUS = "html { font-size: 16px } div, p, ul, button { display: none !important; position: static !important }"
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


def test_script_and_style_weigh_12_kilobytes_at_most() -> None:
    weight = sum(len(gzip.compress((ROOT / "web" / name).read_bytes())) for name in ("chat.js", "chat.css"))
    assert weight <= 12 * 1024


def test_the_page_does_not_wait_for_the_script(arrive: Arrive) -> None:
    citizen = arrive()
    tag = citizen.page.locator("script[src='/assistente/chat.js']")
    assert tag.evaluate("script => script.defer")
    paint = citizen.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert paint > 0


def test_a_page_is_painted_though_the_script_never_comes(chromium: Browser, assistant: Assistant) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/chat.js", lambda route: None)  # never answered
    page.goto(assistant.address + "/assistente/", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_every_word_is_italian(arrive: Arrive) -> None:
    citizen = arrive()
    assert citizen.page.locator("sportello-chat").get_attribute("lang") == "it"
    for state in STATES:
        state(citizen)
        words = citizen.page.evaluate(_WORDS)
        assert words
        assert [word for word in words if ENGLISH.search(word)] == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_launcher_is_at_the_same_place_on_every_page(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = arrive(size=size)
    place = citizen.launcher.bounding_box()
    citizen.go("/carta/")
    assert citizen.launcher.bounding_box() == place


def test_roles_and_names_are_those_of_a_dialog_with_a_log(arrive: Arrive) -> None:
    citizen = arrive()
    expect(citizen.launcher).to_have_attribute("aria-haspopup", "dialog")
    expect(citizen.launcher).to_have_attribute("aria-controls", "finestra")
    log = citizen.page.locator("sportello-chat [role=log]")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_be_empty()  # there before the first message, or the first would not be read out
    citizen.open()
    expect(citizen.window).to_have_accessible_name("Assistente digitale")
    expect(citizen.field).to_have_accessible_name("Scriva che cosa le serve")
    expect(citizen.window.get_by_text("Scriva che cosa le serve", exact=True)).to_be_visible()
    citizen.ask("quanto costa il pasto a domicilio?")
    expect(citizen.said.first).to_have_text(re.compile("^Lei ha scritto: "))
    expect(citizen.answers.first).to_have_text(re.compile("^Assistente: "))


def test_somebody_to_talk_to_is_always_at_hand(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE)
    citizen.open()
    person = citizen.window.get_by_text("parlare con una persona")
    expect(person).to_be_visible()
    expect(citizen.window.locator(".persona a[href^='tel:']").first).to_be_visible()


def visit_bare_page(arrive: Arrive, size: tuple[int, int]) -> Citizen:
    citizen = arrive(size=size)
    headers = {"Content-Security-Policy": _POLICY}
    citizen.page.route(
        "**/altra", lambda route: route.fulfill(body=_BARE, headers=headers, content_type="text/html; charset=utf-8")
    )
    citizen.page.route("**/altro.css", lambda route: route.fulfill(body=_RUINOUS, content_type="text/css"))
    citizen.go("/altra")
    return citizen


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: str(size[0]))
def test_one_tag_suffices_on_any_page_under_a_strict_policy(arrive: Arrive, size: tuple[int, int]) -> None:
    citizen = visit_bare_page(arrive, size)
    expect(citizen.page.locator("sportello-chat")).to_have_count(1)
    citizen.launcher.click()
    window = citizen.page.get_by_role("dialog", name="Assistente sociale")
    expect(window).to_be_visible()
    expect(window.get_by_role("log").get_by_role("button").first).to_be_visible()
    box = window.bounding_box() or {}
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]


def test_a_tag_twice_and_without_defer_gives_one_assistant(arrive: Arrive) -> None:
    citizen = arrive()
    body = '<html lang="it"><head><script src="/assistente/chat.js"></script></head><body><main></main></body></html>'
    body = body.replace("</main>", '</main><script src="/assistente/chat.js"></script>')
    citizen.page.route("**/altra", lambda route: route.fulfill(body=body, content_type="text/html"))
    citizen.go("/altra")
    expect(citizen.page.locator("sportello-chat")).to_have_count(1)
    citizen.open()


def test_the_phone_of_the_tag_is_given_when_the_server_was_never_reached(arrive: Arrive) -> None:
    citizen = visit_bare_page(arrive, DESKTOP)
    citizen.cut_off()
    citizen.launcher.click()
    phone = citizen.page.locator("sportello-chat .guasto a[href='tel:0200000001']")
    expect(phone).to_have_text("02 0000 0001")


def test_without_the_style_the_assistant_still_answers(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.route("**/chat.css", lambda route: route.abort())
    citizen.page.reload()
    citizen.open()
    citizen.ask("quanto costa il pasto a domicilio?")
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")


def test_without_javascript_the_page_leads_to_the_carta(chromium: Browser, assistant: Assistant) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(assistant.address + "/assistente/")
    page.locator("noscript a[href='/carta/']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Carta dei Servizi Sociali")
    context.close()


def test_pages_are_readable_without_the_front_end_packages(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE)
    citizen.page.route("**/vendor/**", lambda route: route.abort())
    citizen.page.reload()
    expect(citizen.launcher).to_be_visible()
    citizen.screenshot("senza-pacchetti-390")
    assert citizen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = citizen.axe()
    assert found["violations"] == []
