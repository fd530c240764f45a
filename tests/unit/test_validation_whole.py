from __future__ import annotations

from pathlib import Path
from typing import Any

import factories
import pytest
from broken import SLOT, broken, with_value

from sportello.carta import Carta, CartaError, present, read, validation
from sportello.carta.query import Catalogue
from sportello.settings import ROOT


def test_all_errors_of_shape_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("uno", alias="x", prezzo=1),
        factories.service("due", orari={"fasce": [SLOT | {"giorno": "lunedi", "alle": "9"}]}),
        comune="",
    )
    del content["servizi"][1]["nome"]
    assert [problem.place for problem in broken(tmp_path, content)] == [
        "comune",
        "servizi → uno → alias",
        "servizi → uno → prezzo",
        "servizi → due → nome",
        "servizi → due → orari → fasce → voce 1 → giorno",
        "servizi → due → orari → fasce → voce 1 → alle",
    ]


def test_all_errors_of_content_come_at_once(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("uno", padre="tre", categorie=["nonni"], orari={}),
        factories.service(
            "due",
            alias=["servizio uno"],
            contatti=[{"etichetta": "Ufficio", "telefono": "1", "email": "x"}],
            costi={"tipo": "importo", "testo": "{x}"},
            orari={"fasce": [SLOT | {"alle": "08:00"}]},
        ),
        primo_contatto="tre",
    )
    assert sorted(problem.place for problem in broken(tmp_path, content)) == [
        "primo_contatto",
        "servizi → due → alias",
        "servizi → due → contatti → Ufficio",
        "servizi → due → contatti → Ufficio",
        "servizi → due → costi",
        "servizi → due → costi → importi",
        "servizi → due → orari → fasce",
        "servizi → uno → categorie",
        "servizi → uno → orari",
        "servizi → uno → padre",
    ]


def test_two_services_that_are_each_other_s_parent_are_both_named(tmp_path: Path) -> None:
    found = broken(
        tmp_path, factories.carta(factories.service("uno", padre="due"), factories.service("due", padre="uno"))
    )
    assert [problem.place for problem in found] == ["servizi → uno → padre", "servizi → due → padre"]
    assert {problem.wrong for problem in found} == {"torna al servizio stesso."}


def test_a_child_below_a_cycle_of_parents_is_not_blamed_for_it(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("figlio", padre="uno"),
        factories.service("uno", padre="due"),
        factories.service("due", padre="uno"),
    )
    assert [problem.place for problem in broken(tmp_path, content)] == [
        "servizi → uno → padre",
        "servizi → due → padre",
    ]


def test_a_problem_in_a_group_is_placed_among_the_groups(tmp_path: Path) -> None:
    group = {"id": "misure", "nome": "Misure", "sezione": "6", "orari": {}}
    (problem,) = broken(tmp_path, factories.carta(gruppi=[group]))
    assert problem.place == "gruppi → misure → orari"


def test_a_short_name_that_another_service_goes_by_is_refused(tmp_path: Path) -> None:
    (problem,) = broken(tmp_path, with_value("servizi.1.nome_breve", "Servizio uno"))
    assert "«servizio uno» è anche di «uno»." in problem.wrong


@pytest.mark.parametrize(
    "fields",
    [
        {"padre": "uno"},
        {"alias": ["Servizio due", "servizio DUE", "due"], "sigla": "DUE"},
        {"orari": {"fasce": [SLOT]}, "accesso": {"testo": "Si viene: {orari}."}},
        {"orari": {"testo": "Sempre."}},
        {"documenti": {"testo": "Servono.", "elenco": []}, "destinatari": {"testo": "Servono {documenti}."}},
        {"costi": {"tipo": "importo", "testo": "Costa {a} o {b}.", "importi": {"a": 1600, "b": 50}}},
        {"costi": {"tipo": "importo", "testo": "{a}, 2 volte l'anno, il 50% entro 1,50 km.", "importi": {"a": 1600}}},
        {"costi": {"tipo": "gratuito", "testo": "È gratuito per la legge 104 del 1992, entro 30 giorni."}},
        {"costi": {"tipo": "gratuito", "testo": "È gratuito fino a {soglia} di ISEE.", "importi": {"soglia": 600000}}},
        {"destinatari": {"testo": "A chi ha un ISEE fino a 6.000,00 euro."}, "cose": {"testo": "Dà € 25 al mese."}},
        {"sezione": None},
        {"contatti": [{"etichetta": "Solo e-mail", "email": "ufficio@comune.it"}]},
        {"contatti": []},
        {"accesso": None, "orari": None, "costi": None, "documenti": None, "dove": None, "contatti": None},
    ],
)
def test_what_can_be_right_is_accepted(tmp_path: Path, fields: dict[str, Any]) -> None:
    content = factories.carta(factories.service("uno"), factories.service("due", **fields))
    assert read(factories.write(tmp_path / "carta.yml", content)).servizi[1].id == "due"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("costi: {tipo: importo, testo: 'Costa {marca}.', importi: {marca: 16.50}}", "marca"),
        ("costi: {tipo: importo, testo: 'Costa {marca}.', importi: {marca: true}}", "marca"),
    ],
    ids=[
        "euros read as cents",
        "true read as a cent",
    ],
)
def test_what_yaml_would_silently_turn_into_another_value_is_refused(tmp_path: Path, line: str, place: str) -> None:
    text = factories.write(tmp_path / "carta.yml", factories.carta()).read_text(encoding="utf-8")
    problems = broken(tmp_path, f"{text.rstrip()}\n  {line}\n")
    assert any(problem.place.endswith(place) for problem in problems)


def test_the_first_contact_may_have_its_phone_from_what_it_inherits(tmp_path: Path) -> None:
    content = factories.town() | {"primo_contatto": "misura"}
    assert read(factories.write(tmp_path / "carta.yml", content)).primo_contatto == "misura"
    content["gruppi"][0]["contatti"] = None
    (problem,) = broken(tmp_path, content)
    assert problem.steps == ("servizi", "misura", "contatti", 0, "telefono")


def test_a_first_contact_that_inherits_from_itself_is_said_once(tmp_path: Path) -> None:
    (problem,) = broken(tmp_path, with_value("servizi.0", factories.service("uno", padre="uno", contatti=None)))
    assert problem.place == "servizi → uno → padre"


def test_what_is_written_is_taken_as_it_is_written(tmp_path: Path) -> None:
    content = factories.carta(factories.service("uno"), factories.service("due"))
    text = factories.write(tmp_path / "carta.yml", content).read_text(encoding="utf-8").rstrip()
    lines = [
        "contatti: [{etichetta: Ufficio, telefono: 02764321}]",
        "sigla: 3.10",
        "verificato_il: 2026-11-22",
        "accesso: {appuntamento: no, testo: Liberamente.}",
    ]
    service = read(factories.write(tmp_path / "carta.yml", text + "".join(f"\n  {line}" for line in lines) + "\n"))
    (last,) = service.servizi[-1:]
    assert last.contatti is not None
    assert last.accesso is not None
    assert (last.contatti[0].telefono, last.sigla, last.accesso.appuntamento) == ("02764321", "3.10", "no")
    assert str(last.verificato_il) == "2026-11-22"


@pytest.mark.parametrize(
    "fields",
    [
        {"cose": {"testo": "x", "dettagli": ["Costa {marca}."]}},
        {"documenti": {"testo": "x", "elenco": ["marca da {marca}"]}},
        {"documenti": {"testo": "x", "elenco": [], "dettagli": "Serve {marca}."}},
    ],
    ids=["details", "list of documents", "details of documents"],
)
def test_a_placeholder_outside_the_main_text_is_refused_too(tmp_path: Path, fields: dict[str, Any]) -> None:
    costs = {"tipo": "importo", "testo": "Costa {marca}.", "importi": {"marca": 1600}}
    content = factories.carta(factories.service("uno", costi=costs, **fields))
    assert broken(tmp_path, content)


def test_a_placeholder_that_cannot_be_formatted_is_refused_before_a_citizen_asks(tmp_path: Path) -> None:
    costs = {"tipo": "importo", "testo": "Costa {marca:d}.", "importi": {"marca": 1600}}
    path = factories.write(tmp_path / "carta.yml", factories.carta(factories.service("uno", costi=costs)))
    try:
        carta = read(path)
    except CartaError:
        return
    assert present.facts(Catalogue(carta), "uno")["costi"]


def carta_of(*printed: str | None) -> Carta:
    services = [
        factories.service(
            f"s{number}", contatti=[{"etichetta": "Ufficio", "telefono": phone, "email": "ufficio@comune.it"}]
        )
        for number, phone in enumerate(printed)
    ]
    return Carta.parse_obj(factories.carta(*services))


def test_the_phones_with_a_digit_fewer_in_our_carta_are_warnings_and_no_errors() -> None:
    carta = read(ROOT / "data" / "carta.yml")
    found = {problem.place.split(" → ")[1]: problem for problem in validation.warnings(carta)}
    assert {place: problem.wrong.split("»")[0] for place, problem in found.items()} == {
        "sportello_afol": "«02953334",
        "erp_assegnazione": "«02953332",
        "erp_cambio": "«02953332",
    }
    assert all("8 invece di 9" in problem.wrong and problem.cure for problem in found.values())
    assert validation.problems(carta) == []


@pytest.mark.parametrize(
    ("printed", "warned"),
    [
        (("02-9533334", "02-9533335", "02953332"), ["s2"]),
        (("02-9533334", "02-9533335", "02 9533336"), []),
        (("02-9533334", "029533335", "02 9533 0071"), []),
        (("02-9533334", "02-9533335", None), []),
        ((None,), []),
        (("02953332",), []),
    ],
)
def test_only_a_phone_shorter_than_the_usual_is_warned_of(printed: tuple[str | None, ...], warned: list[str]) -> None:
    assert [problem.place for problem in validation.warnings(carta_of(*printed))] == [
        f"servizi → {service} → contatti → telefono" for service in warned
    ]


def test_a_carta_without_any_phone_has_no_warnings() -> None:
    assert validation.warnings(Carta.parse_obj(factories.carta())) == []


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        ("categorie.1.id", "anziani"),
        ("categorie.1.alias", ["?"]),
        ("parole_degli_elenchi.gratuiti", ["…"]),
        ("servizi.1.costi", {"tipo": "importo", "testo": "Costa {a}.", "importi": {"a": -5}}),
    ],
    ids=["a category twice", "a wordless category, found in every text", "a wordless free", "a negative amount"],
)
def test_what_would_make_lists_or_costs_wrong_is_refused(tmp_path: Path, steps: str, value: object) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert problem.cure
