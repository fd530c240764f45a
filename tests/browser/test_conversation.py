"""A conversation and what may happen to it: pages, reloads, other people."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.citizen import COSTS, DESKTOP, PHONE, SEGRETARIATO
from tests.browser.conftest import Arrive
from tests.conftest import Assistant


def test_the_notice_comes_before_the_first_message(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE)
    assert not [url for url in citizen.requests if "conversazioni" in url]  # nothing begins until it is asked for
    citizen.open()
    expect(citizen.window).to_have_accessible_description(re.compile("programma automatico.*dati personali"))
    expect(citizen.window.get_by_text("Risponde un programma automatico")).to_be_in_viewport()
    expect(citizen.window.get_by_role("link", name="Informativa sulla privacy")).to_be_visible()


def test_an_answer_has_choices_and_its_contacts_can_be_called(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask("i contatti del segretariato sociale?")
    phone = citizen.answers.last.get_by_role("link", name=SEGRETARIATO)
    expect(phone).to_have_attribute("href", "tel:" + "+39" + SEGRETARIATO.replace(" ", ""))
    expect(citizen.answers.last.locator("a[href^='mailto:']").first).to_be_visible()
    citizen.choices.first.click()
    expect(citizen.answers.nth(2)).to_be_visible()


def test_opening_hours_are_never_taken_for_phones(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.answer_with({"testo": "Lunedì 9:00-12:30, tel. 02 0000 0001, fax 02 0000 0002"})
    citizen.ask("orari?")
    expect(citizen.answers.last.get_by_role("link")).to_have_count(0)


def test_a_reload_and_a_change_of_page_keep_the_conversation(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask(COSTS)
    before = citizen.texts()
    citizen.page.reload()
    expect(citizen.window).to_be_visible()
    assert citizen.texts() == before
    citizen.go("/carta/")
    assert citizen.texts() == before
    citizen.ask("e quali documenti servono?")
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")


def test_what_was_said_is_not_read_out_again_on_the_next_page(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask(COSTS)
    citizen.page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
          window.livelinessWhenDrawn = document.querySelector('sportello-chat')
            .shadowRoot.querySelector('[role=log]').getAttribute('aria-live');
        })"""
    )
    citizen.page.reload()
    expect(citizen.log).to_have_attribute("aria-live", "polite")
    assert citizen.page.evaluate("window.livelinessWhenDrawn") == "off"


def test_going_back_finds_what_was_said_on_the_page_just_left(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.go("/carta/")
    citizen.ask(COSTS)
    said = citizen.texts()
    citizen.page.go_back()
    expect(citizen.answers).to_have_count(2)
    assert citizen.texts() == said


def test_a_question_asked_just_before_leaving_is_answered_on_the_next_page(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.hold()
    citizen.write(COSTS)
    citizen.wait_for_held(1)
    citizen.let_through()
    citizen.go("/carta/")
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")
    expect(citizen.said).to_have_count(1)


def test_two_quick_messages_are_answered_in_order_one_at_a_time(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.hold()
    citizen.write(COSTS)
    citizen.wait_for_held(1)
    citizen.write("che documenti servono per la casa popolare?")
    expect(citizen.said).to_have_count(2)
    assert len(citizen.held) == 1
    citizen.held[0].continue_()
    citizen.wait_for_held(2)
    citizen.held[1].continue_()
    expect(citizen.answers).to_have_count(3)
    assert [route.request.post_data_json["testo"] for route in citizen.held] == [
        COSTS,
        "che documenti servono per la casa popolare?",
    ]
    expect(citizen.answers.nth(1)).to_contain_text("Pasto a domicilio")
    expect(citizen.answers.nth(2)).not_to_contain_text("Pasto a domicilio")


def test_two_browsers_never_see_each_others_conversation(arrive: Arrive) -> None:
    first, second = arrive(), arrive()
    first.open()
    second.open()
    first.ask(COSTS)
    second.ask("che cos'è il sad?")
    second.ask("quanto costa?")
    assert first.stored()["id"] != second.stored()["id"]
    assert "SAD" not in " ".join(first.texts())
    assert "Pasto" not in " ".join(second.texts())
    second.page.reload()
    assert "Pasto" not in " ".join(second.texts())


def test_start_again_welcomes_anew(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    welcome = citizen.answers.first.locator(".testo").inner_text()
    citizen.ask(COSTS)
    citizen.option("Ricomincia da capo")
    expect(citizen.answers.last.locator(".testo")).to_have_text(welcome)


def test_a_deleted_conversation_is_gone_here_and_on_the_server(arrive: Arrive, assistant: Assistant) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask(COSTS)
    old = citizen.stored()["id"]
    citizen.option("Cancella la conversazione")
    citizen.button("No, torna indietro").click()
    expect(citizen.said).to_have_count(1)
    citizen.option("Cancella la conversazione")
    with citizen.page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
        citizen.button("Sì, cancella").click()
    assert deleted.value.status == 204
    assert deleted.value.url.endswith(old)
    expect(citizen.log).to_contain_text("La conversazione è stata cancellata")
    expect(citizen.choices.first).to_be_visible()
    assert citizen.stored()["id"] not in {None, old}
    assert "costa" not in str(citizen.stored()["entries"])


def test_a_conversation_deleted_in_words_is_gone_here_too_and_another_begins(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.ask(COSTS)
    citizen.write("cancella i miei dati")
    expect(citizen.log).to_contain_text("Ho cancellato questa conversazione")
    expect(citizen.log).not_to_contain_text("costa")
    assert citizen.stored()["id"] is None
    citizen.ask(COSTS)
    expect(citizen.answers.last).to_contain_text("quanto costa")
    assert citizen.stored()["id"] is not None


def test_an_unknown_id_begins_a_new_conversation_and_says_so(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.page.evaluate(
        """() => {
          const key = 'sportello.conversazione.2', state = JSON.parse(sessionStorage[key]);
          sessionStorage[key] = JSON.stringify({...state, id: 'A'.repeat(43)});
        }"""
    )
    citizen.page.reload()
    citizen.write(COSTS)
    expect(citizen.log).to_contain_text("La conversazione di prima non c'è più")
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")


def test_a_message_too_long_comes_back_to_be_shortened(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.write("a" * 501)
    expect(citizen.field).to_have_attribute("aria-invalid", "true")
    expect(citizen.field).to_have_accessible_description(re.compile("troppo lungo"))
    expect(citizen.field).to_have_value("a" * 501)
    expect(citizen.said).to_have_count(0)
    citizen.ask(COSTS)
    expect(citizen.field).to_have_attribute("aria-invalid", "false")


def test_an_empty_message_is_explained_and_not_sent(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.open()
    citizen.write("   ")
    expect(citizen.field).to_have_accessible_description(re.compile("Scriva prima"))
    expect(citizen.field).to_be_focused()
    assert not [url for url in citizen.requests if url.endswith("/messaggi")]


def test_whatever_a_message_contains_stays_text(arrive: Arrive) -> None:
    citizen = arrive()
    alerts: list[str] = []
    citizen.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    citizen.open()
    bad = "<img src=x onerror=alert(1)> [clic](javascript:alert(1)) <script>alert(1)</script>"
    citizen.answer_with(
        {
            "testo": bad + " 02 0000 0001",
            "bottoni": [{"titolo": "<b onclick=alert(1)>qui</b>", "scelta": "nega"}],
            "contatti": [
                {"etichetta": "<i>x</i>", "telefono": "02 0000 0001", "chiama": "javascript:alert(1)", "email": None}
            ],
            "fonte": {"documento": bad, "sezione": "1", "verificato_il": bad, "url": "javascript:alert(1)"},
        }
    )
    citizen.ask(bad)
    expect(citizen.answers.last).to_contain_text(bad)
    expect(citizen.choices.last).to_have_text("<b onclick=alert(1)>qui</b>")
    assert citizen.log.locator("img, script, b, i, [onerror], a[href^='javascript']").count() == 0
    citizen.page.reload()
    expect(citizen.answers.last).to_contain_text(bad)
    assert citizen.log.locator("img, script, b, i, [onerror], a[href^='javascript']").count() == 0
    assert alerts == []


def test_without_storage_the_conversation_goes_on(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.add_init_script("delete Window.prototype.sessionStorage; delete window.sessionStorage")
    citizen.page.reload()
    citizen.open()
    citizen.ask(COSTS)
    expect(citizen.answers.last).to_contain_text("Pasto a domicilio")


def test_the_source_of_an_answer_leads_to_its_page(arrive: Arrive) -> None:
    citizen = arrive(size=DESKTOP)
    citizen.open()
    citizen.ask(COSTS)
    source = citizen.answers.last.get_by_role("link", name=re.compile("^Fonte: Carta"))
    source.click()
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("Pasto a domicilio")
    expect(citizen.answers).to_have_count(2)
