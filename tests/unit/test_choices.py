from __future__ import annotations

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carta import Aspect, Catalogue
from sportello.dialogue import choices
from sportello.dialogue.choices import UnknownChoice

OF_SERVICE = [*(aspect.value for aspect in Aspect), "dettagli", "scheda"]


@pytest.mark.parametrize(
    ("code", "payload"),
    [
        ("costi.pasti", '/chiedi_costi{"servizio":"pasti"}'),
        ("dettagli.bollo", '/chiedi_dettagli{"servizio":"bollo"}'),
        ("scheda.pasti", '/bisogno{"servizio":"pasti"}'),
        ("elenco.anziani", '/chiedi_elenco{"categoria":"anziani"}'),
        ("elenco", "/chiedi_elenco"),
        ("nega", "/nega"),
        ("ricomincia", "/ricomincia"),
        ("operatore", "/operatore"),
    ],
)
def test_a_code_and_its_payload_stand_for_each_other(catalogue: Catalogue, code: str, payload: str) -> None:
    assert choices.to_payload(code, catalogue) == payload
    assert choices.to_code(payload) == code


@pytest.mark.parametrize("kind", OF_SERVICE)
def test_every_kind_of_every_service_has_a_code_that_comes_back_and_fits_telegram(
    real_catalogue: Catalogue, kind: str
) -> None:
    for service in real_catalogue.ids:
        code = choices.to_code(choices.payload(kind, servizio=service))
        assert choices.to_payload(code, real_catalogue) == choices.payload(kind, servizio=service)
        assert len(code.encode()) <= 64


def test_every_category_has_a_code_that_comes_back(real_catalogue: Catalogue) -> None:
    for category in real_catalogue.carta.categorie:
        payload = choices.payload("elenco", categoria=category.id)
        assert choices.to_payload(choices.to_code(payload), real_catalogue) == payload


@pytest.mark.parametrize(
    "code",
    [
        "",
        ".",
        "costi",
        "costi.",
        "costi.boh",
        "costi.misure",
        "costi.pasti.x",
        "costi.pasti ",
        " costi.pasti",
        "COSTI.pasti",
        "costi.anziani",
        "chiedi_costi.pasti",
        "prezzo.pasti",
        "elenco.",
        "elenco.boh",
        "elenco.pasti",
        "nega.",
        "nega.pasti",
        "conferma",
        "correggi",
        "/nega",
        '/chiedi_costi{"servizio":"pasti"}',
        'costi.pasti"}',
        "x" * 10_000,
    ],
)
def test_a_code_that_we_did_not_issue_is_refused(catalogue: Catalogue, code: str) -> None:
    with pytest.raises(UnknownChoice):
        choices.to_payload(code, catalogue)


@given(st.text(max_size=30) | st.from_regex(r"[a-z]{3,8}(\.[a-z_]{0,12})?", fullmatch=True))
def test_whatever_is_accepted_is_a_code_of_ours(text: str) -> None:
    catalogue = factories.catalogue(factories.carta())
    try:
        payload = choices.to_payload(text, catalogue)
    except UnknownChoice:
        return
    assert choices.to_code(payload) == text


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "nega",
        "/",
        "/sconosciuto",
        "/emergenza/minori",
        "/chiedi_costi pasti",
        "/chiedi_costi{",
        '/chiedi_costi["pasti"]',
        "ciao /nega",
        "/nega subito",
    ],
)
def test_a_payload_that_is_none_of_ours_has_no_code(payload: str) -> None:
    with pytest.raises(UnknownChoice):
        choices.to_code(payload)


def test_blanks_around_a_payload_do_no_harm() -> None:
    assert choices.to_code('  /chiedi_costi{"servizio": "pasti"}\n') == "costi.pasti"


def test_a_payload_with_broken_entities_has_no_code() -> None:
    with pytest.raises(UnknownChoice):
        choices.to_code("/chiedi_costi{servizio: pasti}")


@pytest.mark.parametrize(
    "payload",
    [
        "/chiedi_costi",
        "/bisogno",
        '/chiedi_costi{"categoria":"casa"}',
        '/nega{"servizio":"pasti"}',
        '/chiedi_costi{"servizio":"pasti","categoria":"casa"}',
    ],
)
def test_a_payload_whose_code_no_channel_could_send_back_has_none(payload: str) -> None:
    with pytest.raises(UnknownChoice):
        choices.to_code(payload)
