"""The states of the assistant, one after the other, as a citizen brings it from each to the next."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.citizen import Citizen


def closed(citizen: Citizen) -> None:
    expect(citizen.launcher).to_be_visible()


def opened(citizen: Citizen) -> None:
    citizen.open()


def menu(citizen: Citizen) -> None:
    citizen.window.get_by_text("Opzioni").click()
    expect(citizen.button("Ricomincia da capo")).to_be_visible()


def refused(citizen: Citizen) -> None:
    citizen.page.keyboard.press("Escape")  # the menu
    citizen.button("Invia").click()
    expect(citizen.window.get_by_role("alert")).not_to_be_empty()


def answered(citizen: Citizen) -> None:
    citizen.ask("quanto costa il pasto a domicilio?")
    expect(citizen.choices.first).to_be_visible()


def waiting(citizen: Citizen) -> None:
    citizen.hold()
    citizen.choices.first.click()
    expect(citizen.window.get_by_role("status")).to_have_text("L'assistente sta scrivendo…")
    expect(citizen.window.get_by_role("status")).to_be_in_viewport()


def failed(citizen: Citizen) -> None:
    citizen.cut_off()
    citizen.drop_held()
    expect(citizen.button("Riprova")).to_be_visible()


def asked_before_erasing(citizen: Citizen) -> None:
    citizen.option("Cancella la conversazione")
    expect(citizen.button("Sì, cancella")).to_be_visible()


STATES: list[Callable[[Citizen], None]] = [
    closed,
    opened,
    menu,
    refused,
    answered,
    waiting,
    failed,
    asked_before_erasing,
]
