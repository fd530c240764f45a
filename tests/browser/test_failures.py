"""A conversation whose server fails or is out of reach: nobody is left without a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.citizen import COSTS, SEGRETARIATO
from tests.browser.conftest import Arrive


def test_a_server_that_stops_in_mid_answer_leaves_a_phone_and_a_retry(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.hold()
    citizen.write(COSTS)
    citizen.wait_for_held(1)
    citizen.drop_held()
    failure = citizen.log.locator(".guasto")
    expect(failure).to_contain_text("Non riesco a collegarmi")
    expect(failure.locator("a[href^='tel:']").first).to_have_text(SEGRETARIATO)
    citizen.let_through()
    citizen.button("Riprova").click()
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")
    expect(failure).to_have_count(0)
    expect(citizen.said).to_have_count(1)


def test_a_server_out_of_reach_from_the_start_leaves_a_phone_and_a_retry(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.cut_off()
    citizen.launcher.click()
    failure = citizen.log.locator(".guasto")
    expect(failure.locator("a[href^='tel:']").first).to_have_text(SEGRETARIATO)
    citizen.reconnect()
    citizen.button("Riprova").click()
    expect(citizen.choices.first).to_be_visible()
    expect(failure).to_have_count(0)


def test_what_the_server_says_of_a_failure_is_said(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.answer_with({"errore": "Sono arrivati troppi messaggi insieme.", "codice": "troppi_messaggi"}, status=429)
    citizen.write(COSTS)
    expect(citizen.log.locator(".guasto")).to_contain_text("Sono arrivati troppi messaggi insieme.")
    expect(citizen.button("Riprova")).to_be_visible()


def test_no_answer_at_all_is_a_failure(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.page.route("**/messaggi", lambda route: route.fulfill(status=200, json={"messaggi": []}))
    citizen.write(COSTS)
    expect(citizen.button("Riprova")).to_be_visible()


def test_a_page_in_the_place_of_an_answer_is_a_failure(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.page.route("**/messaggi", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    citizen.write(COSTS)
    failure = citizen.log.locator(".guasto")
    expect(failure).to_contain_text("in questo momento non risponde")
    expect(failure.locator("a[href^='tel:']").first).to_have_text(SEGRETARIATO)
    assert "Bad Gateway" not in " ".join(citizen.texts())
