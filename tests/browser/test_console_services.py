"""The room of the Carta's services in a real browser: with scripts and without, on a desk and at 320 pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.citizen import DESKTOP, SMALL
from tests.browser.clerk import Clerk
from tests.browser.conftest import Sit
from tests.browser.test_axe import spelled

PRICED, HOME_CARE = "/servizi/scheda/erp_assegnazione", "/servizi/scheda/sad"
NEW_PRICE = "17,35"
NO_PHONE = "02-95ABC51"
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
PAGES = [
    "/servizi",
    HOME_CARE,
    "/servizi/nuovo?nome=",
    "/servizi/nuovo?nome=Spesa+a+casa",
    f"{HOME_CARE}/ritira",
    "/servizi/categorie",
    "/servizi/generale",
]


def answer_to(clerk: Clerk, question: str) -> Locator:
    """What the preview says that a citizen will read."""
    preview = clerk.page.get_by_role("region", name="Che cosa leggerà il cittadino")
    return preview.locator("dt", has_text=question).locator("+ dd")


def type_what_is_wrong(clerk: Clerk) -> None:
    clerk.field_of("Contatto 1", "Telefono").fill(NO_PHONE)
    clerk.page.get_by_label("Che cosa si paga, in una frase").fill("Si pagano {euri}.")


@WITH_AND_WITHOUT_SCRIPTS
def test_a_changed_price_is_in_the_preview_and_not_yet_in_what_is_live(sit: Sit, live: Path, scripts: bool) -> None:
    before = (live / "carta.yml").read_bytes()
    clerk = sit(java_script_enabled=scripts)
    clerk.go("/servizi")
    clerk.page.get_by_role("link", name="Assegnazione di una casa popolare").click()
    expect(answer_to(clerk, "Quanto costa?")).not_to_contain_text(NEW_PRICE)
    clerk.field_of("Importo 1", "Euro").fill(NEW_PRICE)
    if scripts:
        expect(answer_to(clerk, "Quanto costa?")).to_contain_text(NEW_PRICE)
        expect(clerk.page.get_by_role("status")).to_have_text("L'anteprima è aggiornata.")
    clerk.press("Salvi nella bozza")
    expect(clerk.told).to_contain_text("Salvato nella bozza.")
    expect(answer_to(clerk, "Quanto costa?")).to_contain_text(NEW_PRICE)
    expect(clerk.field_of("Importo 1", "Euro")).to_have_value(NEW_PRICE)
    assert (live / "carta.yml").read_bytes() == before


@WITH_AND_WITHOUT_SCRIPTS
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(sit: Sit, scripts: bool) -> None:
    clerk = sit(java_script_enabled=scripts)
    clerk.go(HOME_CARE)
    type_what_is_wrong(clerk)
    phone, costs = (
        clerk.field_of("Contatto 1", "Telefono"),
        clerk.page.get_by_label("Che cosa si paga, in una frase"),
    )
    if scripts:
        expect(clerk.page.locator("#contatti-0-telefono-errore")).to_contain_text("non può essere un telefono")
        expect(clerk.page.locator("#costi-testo-errore")).to_contain_text("{euri}")
    clerk.press("Salvi nella bozza")
    expect(clerk.page.get_by_role("alert")).to_contain_text("ci sono 2 cose da correggere")
    expect(phone).to_have_value(NO_PHONE)
    expect(phone).to_have_accessible_description(
        f"«{NO_PHONE}» non può essere un telefono italiano. Scriva un numero solo, di sole cifre."
    )
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(costs).to_have_value("Si pagano {euri}.")
    clerk.page.get_by_role("alert").get_by_role("link", name=NO_PHONE).click()
    expect(phone).to_be_in_viewport()


@WITH_AND_WITHOUT_SCRIPTS
def test_the_second_of_two_who_save_sees_both_versions_and_chooses(sit: Sit, scripts: bool) -> None:
    first, second = (sit(java_script_enabled=scripts) for _ in range(2))
    for clerk, phone in ((first, "02-9533352"), (second, "02-9533353")):
        clerk.go(HOME_CARE)
        clerk.field_of("Contatto 1", "Telefono").fill(phone)
    first.page.get_by_label("Appunti").fill("Da rivedere a gennaio.")
    for clerk in (first, second):
        clerk.press("Salvi nella bozza")
    contacts = second.page.get_by_role("group", name="Contatti")
    expect(contacts).to_contain_text("02-9533352")
    expect(contacts).to_contain_text("02-9533353")
    if scripts:
        assert_usable(second, "both versions")
    contacts.get_by_label("Come l'ha scritto Lei").check()
    second.press("Salvi nella bozza")
    expect(second.told).to_contain_text("Salvato nella bozza.")
    expect(second.field_of("Contatto 1", "Telefono")).to_have_value("02-9533353")
    expect(second.page.get_by_label("Appunti")).to_have_value("Da rivedere a gennaio.")


@pytest.mark.parametrize("size", [DESKTOP, SMALL], ids=lambda size: str(size[0]))
def test_axe_finds_nothing_on_the_pages_of_the_services_and_none_is_too_wide(sit: Sit, size: tuple[int, int]) -> None:
    clerk = sit(size=size)
    for path in PAGES:
        clerk.go(path)
        assert_usable(clerk, path)
    clerk.go(HOME_CARE)
    type_what_is_wrong(clerk)
    expect(clerk.page.locator("#contatti-0-telefono-errore")).not_to_be_empty()
    assert_usable(clerk, "errors while typing")
    clerk.press("Salvi nella bozza")
    expect(clerk.page.get_by_role("alert")).to_be_visible()
    assert_usable(clerk, "errors")


def assert_usable(clerk: Clerk, where: str) -> None:
    assert spelled(clerk.axe()["violations"]) == [], where
    assert clerk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
