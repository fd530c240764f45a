from __future__ import annotations

import datetime as dt

import factories
import pytest

from sportello.carta import Aspect, Catalogue, UnknownService, present

ROME = dt.timezone(dt.timedelta(hours=1))
HOURS = "giovedì dalle 9.00 alle 16.00 su appuntamento; giovedì dalle 16.00 alle 18.00 ad accesso libero"


def test_shared_facts_are_exactly_the_keys_that_sentences_may_use(catalogue: Catalogue) -> None:
    shared = present.shared(catalogue)
    assert set(shared) == present.SHARED_KEYS
    assert all(isinstance(value, str) for value in shared.values())


def test_shared_facts_are_those_of_the_file(catalogue: Catalogue) -> None:
    assert present.shared(catalogue) == {
        "comune": "Prova",
        "titolo_carta": "Carta di prova",
        "numero_emergenza": "112",
        "numero_violenza_donne": "1522",
        "numero_infanzia": "114",
        "primo_contatto": "Servizio sportello",
        "primo_contatto_id": "sportello",
        "primo_contatto_telefono": "02 953 3334",
        "primo_contatto_email": "sportello@comune.it",
        "numero_servizi": "5",
        "categorie": "• gli anziani\n• le famiglie\n• la casa",
    }


def test_several_phones_of_the_first_contact_are_all_given() -> None:
    town = factories.town() | {"primo_contatto": "bollo"}
    town["servizi"][2]["contatti"].append({"etichetta": "Altro", "telefono": "02-9533335"})
    shared = present.shared(factories.catalogue(town))
    assert shared["primo_contatto_telefono"] == "02 953 3332, 02 953 3335"
    assert shared["primo_contatto_email"] == "casa@comune.it"


@pytest.mark.parametrize(
    ("fields", "title", "button"),
    [
        ({"nome": "Pasti"}, "Pasti", "Pasti"),
        ({"nome": "Pasti", "sigla": "PAD"}, "Pasti (PAD)", "Pasti (PAD)"),
        ({"nome": "Servizio PAD", "sigla": "PAD"}, "Servizio PAD", "Servizio PAD"),
        ({"nome": "Servizio PADANO", "sigla": "PAD"}, "Servizio PADANO (PAD)", "Servizio PADANO (PAD)"),
        ({"nome": "Pasti", "sigla": "PAD", "nome_breve": "Cibo"}, "Pasti (PAD)", "Cibo"),
    ],
)
def test_a_title_has_the_acronym_once_and_a_button_the_short_name(
    fields: dict[str, str], title: str, button: str
) -> None:
    service = factories.catalogue(factories.carta(factories.service("pasti", **fields))).service("pasti")
    assert present.title(service) == title
    assert present.button_title(service) == button


def test_an_acronym_in_brackets_in_the_name_is_not_said_twice() -> None:
    fields = {"nome": "Casa popolare (ERP)", "sigla": "ERP"}
    service = factories.catalogue(factories.carta(factories.service("erp", **fields))).service("erp")
    assert present.title(service) == "Casa popolare (ERP)"


def test_all_that_is_stated_of_a_service_is_ready_to_be_read(catalogue: Catalogue) -> None:
    assert present.facts(catalogue, "sportello") == {
        "id": "sportello",
        "nome": "Servizio sportello",
        "sezione": "1",
        "cose": "Ascolta e orienta.",
        "dettagli": "• Ascolta.\n• Orienta.",
        "destinatari": "A tutti.",
        "accesso": f"Si può venire: {HOURS}.",
        "orari": HOURS,
        "costi": "È gratuito.",
        "documenti": "Serve poco.\n• carta d'identità\n• ISEE\nIn copia.",
        "dove": "In municipio.",
        "contatti": "Sportello: 02 953 3334, sportello@comune.it",
        "telefono": "02 953 3334",
        "email": "sportello@comune.it",
    }


def test_what_is_not_stated_is_absent_but_there_is_always_somebody_to_ask(catalogue: Catalogue) -> None:
    facts = present.facts(catalogue, "pasti")
    assert set(facts) == {"id", "nome", "sezione", "cose", "costi", "contatti"}
    assert facts["contatti"] == present.facts(catalogue, "sportello")["contatti"]


def test_what_is_inherited_is_said_of_the_child_by_its_own_name(catalogue: Catalogue) -> None:
    child, parent = present.facts(catalogue, "figlio"), present.facts(catalogue, "sportello")
    own = {"id", "nome", "sezione", "cose"}
    assert {key for key, value in child.items() if parent[key] != value} == own
    assert set(parent) - set(child) == {"dettagli"}


def test_placeholders_are_filled_with_amounts_and_documents(catalogue: Catalogue) -> None:
    facts = present.facts(catalogue, "bollo")
    assert facts["costi"].replace("\xa0", " ") == "Serve una marca da 16,00 €."
    assert facts["destinatari"] == "Servono:\n• bando"
    assert facts["orari"] == "Solo durante il bando."


@pytest.mark.parametrize(("cents", "shown"), [(5, "0,05 €"), (1650, "16,50 €"), (123456, "1.234,56 €")])
def test_amounts_are_written_the_italian_way(cents: int, shown: str) -> None:
    costs = {"tipo": "importo", "testo": "{marca}", "importi": {"marca": cents}}
    catalogue = factories.catalogue(factories.carta(factories.service("uno", costi=costs)))
    assert present.facts(catalogue, "uno")["costi"].replace("\xa0", " ") == shown


def test_several_contacts_are_told_apart_by_their_labels(catalogue: Catalogue) -> None:
    facts = present.facts(catalogue, "bollo")
    assert facts["contatti"] == "Ufficio casa: 02 953 3332\nSegreteria: casa@comune.it"
    assert facts["telefono"] == "Ufficio casa: 02 953 3332"
    assert facts["email"] == "Segreteria: casa@comune.it"


def test_a_warning_stands_beside_its_phone_wherever_it_is_read() -> None:
    contact = {"etichetta": "Casa", "telefono": "02953332", "email": "casa@comune.it", "avviso": "da verificare"}
    catalogue = factories.catalogue(factories.carta(factories.service("uno", contatti=[contact])))
    facts = present.facts(catalogue, "uno")
    assert facts["telefono"] == "02 953332 (da verificare)"
    assert facts["contatti"] == "Casa: 02 953332 (da verificare), casa@comune.it"
    assert facts["email"] == "casa@comune.it"


def test_a_service_without_documents_to_bring_says_just_that() -> None:
    documents = {"testo": "Non serve nulla.", "elenco": []}
    catalogue = factories.catalogue(factories.carta(factories.service("uno", documenti=documents)))
    assert present.facts(catalogue, "uno")["documenti"] == "Non serve nulla."


def test_no_fact_of_our_carta_is_empty_or_has_a_brace_left(real_catalogue: Catalogue) -> None:
    for service_id in real_catalogue.ids:
        for key, value in present.facts(real_catalogue, service_id).items():
            assert value.strip(), (service_id, key)
            assert not set("{}") & set(value), (service_id, key)


def test_a_fact_is_there_exactly_where_the_carta_states_its_aspect(real_catalogue: Catalogue) -> None:
    for service_id in real_catalogue.ids:
        facts = present.facts(real_catalogue, service_id)
        for aspect in Aspect:
            assert (aspect.value in facts) is real_catalogue.states(service_id, aspect), (service_id, aspect)


@pytest.mark.parametrize("give", [present.facts, present.contact_cards, present.source])
def test_nothing_is_said_of_an_unknown_service(catalogue: Catalogue, give: object) -> None:
    with pytest.raises(UnknownService):
        give(catalogue, "boh")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("moment", "sentence", "values"),
    [
        ((2025, 12, 18, 9, 0), "aperto_appuntamento", {"chiude": "16.00"}),
        ((2025, 12, 18, 16, 0), "aperto_libero", {"chiude": "18.00"}),
        (
            (2025, 12, 18, 8, 59),
            "chiuso",
            {"prossimo_giorno": "giovedì 18 dicembre 2025", "prossima_ora": "9.00", "prossimo_modo": "su appuntamento"},
        ),
        (
            (2025, 12, 18, 18, 0),
            "chiuso",
            {"prossimo_giorno": "giovedì 8 gennaio 2026", "prossima_ora": "9.00", "prossimo_modo": "su appuntamento"},
        ),
    ],
)
def test_open_or_closed_is_said_with_the_time_that_matters(
    catalogue: Catalogue, moment: tuple[int, ...], sentence: str, values: dict[str, str]
) -> None:
    assert present.opening_now(catalogue, "sportello", dt.datetime(*moment, tzinfo=ROME)) == (sentence, values)
    assert present.opening_now(catalogue, "figlio", dt.datetime(*moment, tzinfo=ROME)) == (sentence, values)


def test_on_a_holiday_the_closure_is_explained(catalogue: Catalogue) -> None:
    given = present.opening_now(catalogue, "sportello", dt.datetime(2025, 12, 25, 10, tzinfo=ROME))
    assert given is not None
    sentence, values = given
    assert sentence == "chiuso_festivo"
    assert set(values) == {"prossimo_giorno", "prossima_ora", "prossimo_modo", "festa"}
    assert values["prossimo_giorno"] == "giovedì 8 gennaio 2026"
    assert values["festa"]


@pytest.mark.parametrize("service_id", ["bollo", "pasti"])
def test_where_no_weekly_hours_are_stated_nothing_is_said_of_now(catalogue: Catalogue, service_id: str) -> None:
    assert present.opening_now(catalogue, service_id, dt.datetime(2025, 12, 18, 10, tzinfo=ROME)) is None


def test_contact_cards_hold_what_to_show_and_what_to_dial(catalogue: Catalogue) -> None:
    assert present.contact_cards(catalogue, "bollo") == [
        {
            "etichetta": "Ufficio casa",
            "telefono": "02 953 3332",
            "chiama": "+39029533332",
            "avviso": None,
            "email": None,
        },
        {"etichetta": "Segreteria", "telefono": None, "chiama": None, "avviso": None, "email": "casa@comune.it"},
    ]
    assert present.contact_cards(catalogue, "pasti") == []


def test_the_source_is_the_section_of_the_service_itself(catalogue: Catalogue) -> None:
    assert present.source(catalogue, "figlio") == {
        "documento": "Carta di prova",
        "sezione": "2",
        "verificato_il": None,
        "url": "/carta/figlio",
    }
    assert present.source(catalogue, "sportello")["verificato_il"] == "2026-11-22"


def test_where_no_printed_carta_has_a_service_there_is_no_section() -> None:
    catalogue = factories.catalogue(factories.carta(factories.service("nuovo", sezione=None)))
    assert present.source(catalogue, "nuovo")["sezione"] is None
    assert "sezione" not in present.facts(catalogue, "nuovo")
