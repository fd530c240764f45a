"""Facts in the words of a Carta: hours, costs, contacts, documents, appointments."""

from __future__ import annotations

import pytest

from sportello.importing.contacts import FoundContact, contacts, same
from sportello.importing.documents import FoundDocuments, documents
from sportello.importing.found import _appointment
from sportello.importing.likeness import addresses, numbers
from sportello.importing.money import costs
from sportello.importing.paragraphs import Block
from sportello.importing.weekly import hours, kind_of


def slots(*texts: str) -> list[str]:
    return [f"{slot.day[:3]} {slot.opens}-{slot.closes} {slot.kind or '?'}" for slot in hours(texts).slots]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Su appuntamento nella giornata di giovedì dalle 9.00 alle 16.00", ["gio 09:00-16:00 appuntamento"]),
        ("Accesso libero il giovedì dalle 16.00 alle 18.00", ["gio 16:00-18:00 libero"]),
        ("Lunedi' e mercoledi', ore 9-12", ["lun 09:00-12:00 ?", "mer 09:00-12:00 ?"]),
        ("MAR. E GIO. 9,00 – 12,30", ["mar 09:00-12:30 ?", "gio 09:00-12:30 ?"]),
        ("Dal mercoledì al venerdì 8:30/12:30", [f"{day} 08:30-12:30 ?" for day in ("mer", "gio", "ven")]),
        ("lun-mar: 9-12", ["lun 09:00-12:00 ?", "mar 09:00-12:00 ?"]),
        ("lunedì 9.00-12.00 e 14.00-17.00, martedì dalle 10 fino alle 12",
         ["lun 09:00-12:00 ?", "lun 14:00-17:00 ?", "mar 10:00-12:00 ?"]),
        ("dalle 9.00 alle 12.00 il lunedì e il giovedì, dalle 14.00 alle 16.00 il venerdì",
         ["lun 09:00-12:00 ?", "gio 09:00-12:00 ?", "ven 14:00-16:00 ?"]),
        ("mercoledì dalle 14:00 alle 16:00 su appuntamento e venerdì dalle 9 alle 11 ad accesso libero",
         ["mer 14:00-16:00 appuntamento", "ven 09:00-11:00 libero"]),
    ],
)  # fmt: skip
def test_weekly_hours_are_read_as_they_are_printed(text: str, expected: list[str]) -> None:
    assert slots(text) == expected
    assert hours([text]).sure


@pytest.mark.parametrize(
    "text",
    [
        "Il primo lunedì del mese dalle 9 alle 12",
        "Tutti i giorni dalle 9 alle 12",
        "Il giovedì alle 15.00",
        "Il mercoledì dalle 16.00 alle 14.00",
        "Lunedì dalle 9 alle 12, escluso agosto",
        "Dal 1 giugno al 30 settembre il lunedì 9.00-12.00",
    ],
)
def test_hours_that_are_no_weekly_table_are_not_taken_for_one(text: str) -> None:
    assert slots(text) == []
    assert not hours([text]).sure


@pytest.mark.parametrize(
    "text",
    ["Per ragazzi di 11-21 anni", "Il giovedì mattina", "Telefono 02-9533334", "Attivo 24 ore su 24", "Legge 104/92"],
)
def test_other_numbers_and_days_are_no_hours(text: str) -> None:
    assert slots(text) == []
    assert hours([text]).sure


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Su appuntamento", "appuntamento"),
        ("previa prenotazione", "appuntamento"),
        ("Senza appuntamento", "libero"),
        ("Non è necessario l'appuntamento", "libero"),
        ("accesso libero o su appuntamento", None),
        ("Si riceve", None),
    ],
)
def test_how_people_are_received_is_said_or_unknown(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Solo su appuntamento"], "sì"),
        (["Su appuntamento previo contatto telefonico"], "sì"),
        (["Lo sportello è accessibile su appuntamento"], "sì"),
        (["Su appuntamento il giovedì mattina", "Accesso libero il giovedì pomeriggio"], "no"),
        (["Si presenta una domanda."], None),
        (["La domanda si fa online. Il Comune mette a disposizione su appuntamento personale che può aiutare."], None),
    ],
)
def test_an_appointment_is_needed_only_where_access_asks_for_it(texts: list[str], expected: str | None) -> None:
    assert _appointment([Block(text, bullet=True) for text in texts]) == expected


@pytest.mark.parametrize(
    ("text", "kind", "amounts"),
    [
        ("Il servizio è gratuito.", "gratuito", {}),
        ("La domanda non comporta alcun costo", "gratuito", {}),
        ("Non sono previsti costi", "gratuito", {}),
        ("Secondo le tariffe comunali", "tariffe_comunali", {}),
        ("È richiesta una compartecipazione", "tariffe_comunali", {}),
        ("Marca da bollo da 16,00 €", "importo", {"bollo": 1600}),
        ("Il pasto costa € 5,5", "importo", {"pasto": 550}),
        ("Cauzione di euro 1.250", "importo", {"cauzione": 125000}),
        ("Pasto 5 €, trasporto 2,50€", "importo", {"pasto": 500, "trasporto": 250}),
        ("Da 2 euro a 8 euro", "importo", {"importo": 200, "importo_2": 800}),
        ("Non comporta costi, salvo una marca da bollo da 16.00 euro", "importo", {"bollo": 1600}),
        ("Gratuito per chi ha un ISEE fino a 6.000 euro", "gratuito", {"soglia": 600000}),
        ("Pasto a 5 €, gratuito con ISEE sotto 6.000 euro", "importo", {"pasto": 500, "soglia": 600000}),
        ("Il servizio è gratuito (0,00 €)", "gratuito", {}),
    ],
)
def test_costs_are_read_with_their_amounts_in_cents(text: str, kind: str, amounts: dict[str, int]) -> None:
    found = costs(text)
    assert found is not None
    assert (found.kind, found.amounts) == (kind, amounts)
    assert set(amounts) == {name for name in amounts if f"{{{name}}}" in found.text}


@pytest.mark.parametrize(
    "text",
    ["Gratuito sotto una soglia, poi secondo le tariffe comunali", "Il servizio è a pagamento", "Non è gratuito"],
)
def test_costs_that_cannot_be_told_are_not_guessed(text: str) -> None:
    assert costs(text) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Telefono : 02-9533334", "mail: a@comune.it"], [FoundContact("02-9533334", "a@comune.it")]),
        (["Area Minori:", "Mail : a@comune.it", "telefono : 02-9533352", "Area Fragile", "b@comune.it", "02 9533 0071"],
         [FoundContact("02-9533352", "a@comune.it", "Area Minori"),
          FoundContact("02 9533 0071", "b@comune.it", "Area Fragile")]),
        (["Ufficio Casa – tel. 02-9533332 – fax 02-9533399 – casa@comune.it"],
         [FoundContact("02-9533332", "casa@comune.it", "Ufficio Casa")]),
        (["Tel. 02.95.33.33.34 / 333 1234567"], [FoundContact("02.95.33.33.34"), FoundContact("333 1234567")]),
        (["Numero verde 800 123 456", "PEC: comune@pec.it"],
         [FoundContact("800 123 456"), FoundContact(None, "comune@pec.it", "PEC")]),
        (["Telefono (dalle 9 alle 12): 02-9533334 int. 5"], [FoundContact("02-9533334")]),
        (["Scrivere a a@comune.it."], [FoundContact(None, "a@comune.it")]),
        (["Telefono: 02953334"], [FoundContact("02953334")]),
        (["In caso di emergenza chiamare il 112", "Legge 104/92, art. 3"], []),
    ],
)  # fmt: skip
def test_contacts_are_read_with_whose_they_are(lines: list[str], expected: list[FoundContact]) -> None:
    assert contacts(lines) == expected


def test_contacts_are_the_same_however_they_are_written() -> None:
    mine = [FoundContact("02-9533334", "Ufficio@Comune.it", "Ufficio")]
    assert same(mine, [FoundContact("+39 02 953 3334"), FoundContact(None, "ufficio@comune.it")])
    assert not same(mine, [FoundContact("02-9533335", "ufficio@comune.it")])
    assert not same(mine, [FoundContact("02-9533334")])


@pytest.mark.parametrize(
    ("stated", "elsewhere", "expected"),
    [
        ([], [Block("Nessuna documentazione richiesta", True)], FoundDocuments("Nessuna documentazione richiesta", ())),
        ([Block("Servono:"), Block("ISEE;", True), Block("carta d'identità.", True)], [],
         FoundDocuments("Servono:", ("ISEE", "carta d'identità"))),
        ([Block("ISEE; carta d'identità")], [], FoundDocuments("", ("ISEE", "carta d'identità"))),
        ([], [Block("In possesso dei seguenti documenti:"), Block("verbale", True), Block("Poi si attende.")],
         FoundDocuments("In possesso dei seguenti documenti:", ("verbale",))),
        ([], [Block("Si presenta la documentazione reddituale.")], None),
        ([], [Block("Il servizio offre:"), Block("ascolto", True)], None),
    ],
)  # fmt: skip
def test_documents_are_those_that_are_listed(
    stated: list[Block], elsewhere: list[Block], expected: FoundDocuments | None
) -> None:
    assert documents(stated, elsewhere) == expected


def test_numbers_of_laws_are_no_facts_of_a_service() -> None:
    assert numbers("Da 11 a 21 anni, legge 104/92, L.R. 25/2022, D.Lgs 62/2024, ISEE 6.000,50") == {
        "11",
        "21",
        "6000,50",
    }


def test_an_address_is_its_street_and_number() -> None:
    assert addresses("presso il Centro di Via Carabinieri Caduti, n. 3") == {("carabinieri", "caduti", "3")}
    assert addresses("in piazza Diritti dei Bambini") == {("diritti", "dei", "bambini")}
