"""What a changed edition brings into the draft, and what is told of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import editions
import pytest

from sportello.carta import Carta, read
from sportello.importing.draft import Outcome, read_edition
from sportello.settings import ROOT

PRESENT = ROOT / "data" / "carta.yml"
Service = dict[str, Any]


def carta_with(change: Callable[[dict[str, Service]], None]) -> Carta:
    """The Carta that we ship, once its services, by id, have been changed, gone or come."""
    carta = copy.deepcopy(read(PRESENT).dict())
    services = {service["id"]: service for service in carta["servizi"]}
    change(services)
    carta["servizi"] = list(services.values())
    return Carta.parse_obj(carta)


def printed(folder: Path, change: Callable[[dict[str, Service]], None], name: str = "nuova.txt") -> Path:
    return editions.text_file(folder / name, editions.edition(carta_with(change)))


def outcome(folder: Path, change: Callable[[dict[str, Service]], None]) -> Outcome:
    return read_edition(printed(folder, change), PRESENT, read(PRESENT))


def told(found: Outcome) -> list[tuple[str, str, str | None]]:
    return [(each.place, each.field, each.after) for each in found.differences]


CHANGES: list[tuple[str, Callable[[dict[str, Service]], Any], list[tuple[str, str, str | None]]]] = [
    (
        "un prezzo",
        lambda town: town["erp_cambio"]["costi"]["importi"].update(bollo=2000),
        [("erp_cambio", "costi → importi → bollo", "2000")],
    ),
    (
        "un telefono",
        lambda town: town["segretariato_sociale"]["contatti"][0].update(telefono="02-9533399"),
        [
            ("segretariato_sociale", "contatti",
             "Segretariato Sociale, 02-9533399, segretariatosociale@comune.bussero.mi.it"),
        ],
    ),
    (
        "un orario",
        lambda town: town["segretariato_sociale"]["orari"]["fasce"][1].update(dalle="16:30"),
        [
            ("segretariato_sociale", "orari → fasce",
             "giovedì, 09:00, 16:00, appuntamento\ngiovedì, 16:30, 18:00, libero"),
        ],
    ),
    (
        "un'età",
        lambda town: town["cag_geko"]["destinatari"].update(testo="Ai giovani da 11 a 25 anni residenti a Bussero."),
        [("cag_geko", "destinatari → testo", "Ai giovani da 11 a 25 anni residenti a Bussero.")],
    ),
    (
        "da tariffa a gratuito",
        lambda town: town["sad"].update(costi={"tipo": "gratuito", "testo": "Il servizio è gratuito."}),
        [("sad", "costi → tipo", "gratuito"), ("sad", "costi → testo", "Il servizio è gratuito.")],
    ),
    ("costi non più detti", lambda town: town["cag_geko"].update(costi=None),
     [("cag_geko", "costi → tipo", None), ("cag_geko", "costi → testo", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_only_what_has_changed_is_told(
    change: Callable[[dict[str, Service]], None], expected: list[tuple[str, str, str | None]], tmp_path: Path
) -> None:
    found = outcome(tmp_path, change)
    assert sorted(told(found)) == sorted(expected)
    assert (found.found, found.new, found.gone, found.problems) == (22, [], [], [])


def test_where_only_the_price_has_changed_the_operators_words_stay(tmp_path: Path) -> None:
    found = outcome(tmp_path, lambda town: town["erp_cambio"]["costi"]["importi"].update(bollo=2000))
    present = PRESENT.read_text(encoding="utf-8")
    assert [line for line in found.text.splitlines() if line not in present.splitlines() and "#" not in line] == [
        "      bollo: 2000",
        "  verificato_il: null",
    ]


def test_a_service_that_is_gone_stays_with_a_warning_and_a_new_one_is_proposed(tmp_path: Path) -> None:
    def change(town: dict[str, Service]) -> None:
        new = town.pop("trasporti_sociali") | {"id": "nuovo", "nome": "Telesoccorso", "alias": ()}
        new["cose"] = {"testo": "Un pulsante chiama aiuto da casa, di giorno e di notte, per gli anziani soli."}
        new["costi"] = {"tipo": "importo", "testo": "Costa {mese} al mese.", "importi": {"mese": 1250}}
        new["contatti"] = ({"etichetta": "Telesoccorso", "telefono": "02-9533360", "email": "aiuto@comune.it"},)
        town["nuovo"] = {name: value for name, value in new.items() if value is not None}

    found = outcome(tmp_path, change)
    assert [service.id for service in found.gone] == ["trasporti_sociali"]
    (new,) = found.new
    assert (new.id, new.data["sezione"], new.data["costi"]["importi"]) == ("telesoccorso", "3", {"importo": 1250})
    assert new.data["contatti"] == [{"etichetta": "Telesoccorso", "telefono": "02-9533360", "email": "aiuto@comune.it"}]
    assert "# NON TROVATO" in found.text
    assert found.problems == []


def test_the_former_edition_shows_changed_words_and_hides_nothing_else(tmp_path: Path) -> None:
    def change(town: dict[str, Service]) -> None:
        said = town["sportello_afol"]["destinatari"]["testo"].rstrip(".")
        town["sportello_afol"]["destinatari"]["testo"] = f"{said} e a chi studia a Pessano."
        town["erp_cambio"]["costi"]["importi"].update(bollo=2000)

    new, former = printed(tmp_path, change), printed(tmp_path, lambda town: None, "vecchia.txt")
    alone = read_edition(new, PRESENT, read(PRESENT))
    beside = read_edition(new, PRESENT, read(PRESENT), former)
    price = ("erp_cambio", "costi → importi → bollo")
    assert [each[:2] for each in told(alone)] == [price]
    assert [each[:2] for each in told(beside)] == [("sportello_afol", "destinatari → testo"), price]


def test_costs_that_cannot_be_told_are_left_empty_and_told(tmp_path: Path) -> None:
    pieces = editions.edition(read(PRESENT))
    costs = next(i for i, piece in enumerate(pieces) if piece.text == "Il servizio è gratuito.")
    pieces[costs] = editions.Piece("text", "Il servizio è a pagamento.")
    found = read_edition(editions.text_file(tmp_path / "nuova.txt", pieces), PRESENT, read(PRESENT))
    assert {each.after for each in found.differences} == {None}
    assert [note for note in found.notes if "Non si capisce" in note and "«Il servizio è a pagamento.»" in note]


def test_an_amount_that_cannot_be_named_is_in_the_draft_and_told(tmp_path: Path) -> None:
    pieces = editions.edition(read(PRESENT))
    costs = next(i for i, piece in enumerate(pieces) if piece.text.startswith("Il servizio è soggetto a contributi"))
    pieces[costs] = editions.Piece("text", "Secondo le tariffe comunali, fino a venti euro al mese.")
    new, former = (
        editions.text_file(tmp_path / "nuova.txt", pieces),
        printed(tmp_path, lambda town: None, "vecchia.txt"),
    )
    found = read_edition(new, PRESENT, read(PRESENT), former)
    assert "fino a venti euro al mese" in found.text
    (problem,) = found.problems
    assert "c'è la cifra «venti euro»" in problem.wrong


def test_a_section_that_the_present_carta_has_not_yet_is_read_from_the_new_edition(tmp_path: Path) -> None:
    text = PRESENT.read_text(encoding="utf-8").replace('sezione: "7"', "sezione: null")
    mine = tmp_path / "carta.yml"
    mine.write_text(text, encoding="utf-8")
    found = read_edition(printed(tmp_path, lambda town: None), mine, read(mine))
    assert {each for each in told(found) if each[1] == "sezione"} == {
        (service.id, "sezione", "7") for service in read(mine).servizi if service.sezione is None
    }
    assert found.problems == []


def test_an_extract_is_told(tmp_path: Path) -> None:
    source = printed(tmp_path, lambda town: [town.pop(name) for name in list(town)[3:]])
    assert [note for note in read_edition(source, PRESENT, read(PRESENT)).notes if "ed è intera?" in note]
