from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from sportello.carta import CartaError, Problem
from sportello.carta.written import ROOT, Part, Written
from sportello.console.carta import checks, gaps, general, meanwhile, typed, values
from sportello.console.carta.typed import Typed
from sportello.settings import DATA

CONTENT = Written((DATA / "carta.yml").read_text(encoding="utf-8")).content


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Pasto a domicilio", "pasto_domicilio"),
        ("Assegnazione di una casa popolare (ERP)", "assegnazione_casa_popolare_erp"),
        ("L'aiuto è qui!", "aiuto_qui"),
        ("112 risponde", "n112_risponde"),
        ("Di a da", "di_a_da"),
        ("???", "servizio"),
        ("x" * 50, "x" * 32),
    ],
)
def test_an_id_is_proposed_from_the_name(name: str, made: str) -> None:
    assert values.proposed_id(name) == made


@given(st.text(max_size=80), st.sets(st.sampled_from(["servizio", "a", "a_2", "servizio_2"])))
def test_any_name_gives_an_id_that_the_file_takes_and_nobody_has(name: str, taken: set[str]) -> None:
    made = values.proposed_id(name, taken)
    assert made not in taken
    assert gaps.id_gap(made) == {}


# The whole form


@given(st.data())
def test_whatever_is_typed_comes_back_from_the_file_as_it_went(data: st.DataObject) -> None:
    text = st.text(alphabet="aàZ 1,.:{}-\n\r\t'", max_size=12)
    names = [
        "nome",
        "sigla",
        "alias",
        "cose-testo",
        "cose-dettagli",
        "accesso-testo",
        "orari-testo",
        "documenti-elenco",
    ]
    names += [f"{kind}-{row}-{column}" for kind in typed.ROWS for row in (0, 3) for column in typed.ROWS[kind]]
    sent = FormData([(name, data.draw(text)) for name in names])
    first = typed.from_form(sent)
    again = typed.from_entry(typed.to_entry(first, typed.SERVICES))
    assert typed.to_entry(again, typed.SERVICES) == typed.to_entry(first, typed.SERVICES)


@pytest.mark.parametrize(
    "entry",
    [
        {"cose": "testo", "alias": "x", "orari": [], "costi": {"importi": [1]}, "contatti": {"a": "b"}},
        {"orari": {"fasce": ["lunedì", {"giorno": ["x"]}]}, "contatti": ["x"], "categorie": [{}], "nome": None},
        {"documenti": {"elenco": "uno"}, "cose": {"dettagli": [None, {}]}, "verificato_il": ["2026"]},
    ],
)
def test_what_has_the_wrong_shape_in_the_file_can_still_be_opened(entry: dict[str, Any]) -> None:
    shown = typed.from_entry(entry)
    assert set(typed.to_entry(shown, typed.SERVICES)) >= {"nome", "cose", "contatti"}


def test_a_group_has_no_entries_of_services() -> None:
    assert not {"sigla", "categorie", "cose", "note", "verificato_il"} & set(typed.to_entry(Typed(), typed.GROUPS))


# Problems beside their fields


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        (("nome",), "nome"),
        (("alias",), "alias"),
        (("alias", 3), "alias"),
        (("alias", "sigla"), "sigla"),
        (("padre",), "padre"),
        (("categorie",), "categorie"),
        (("cose",), "cose-testo"),
        (("cose", "testo"), "cose-testo"),
        (("cose", "dettagli", 2), "cose-dettagli"),
        (("dove",), "dove-testo"),
        (("orari",), "orari-testo"),
        (("orari", "fasce", 1, "dalle"), "fasce-1-dalle"),
        (("orari", "fasce", 1), "fasce-1-giorno"),
        (("costi", "tipo"), "costi-tipo"),
        (("costi", "importi"), "importi-0-euro"),
        (("costi", "importi", "marca"), "importi-1-euro"),
        (("costi", "importi", "marca", "__key__"), "importi-1-nome"),
        (("documenti", "elenco", 0), "documenti-elenco"),
        (("contatti",), "contatti-0-etichetta"),
        (("contatti", 1, "email"), "contatti-1-email"),
        (("contatti", 1), "contatti-1-etichetta"),
        (("verificato_il",), "verificato_il"),
        ((), "nome"),
    ],
)
def test_every_place_of_a_service_has_its_field(steps: tuple[str | int, ...], field: str) -> None:
    form = Typed(rows={"importi": [{"nome": "bollo", "euro": "1"}, {"nome": "marca", "euro": "2"}]})
    assert checks.field_of(steps, form) == field


def with_changes(card_id: str, **entries: Any) -> dict[str, Any]:
    """What is written in our Carta with other entries of one service."""
    content = copy.deepcopy(CONTENT)
    card = next(card for card in content["servizi"] if card["id"] == card_id)
    card |= entries
    return content


def test_a_name_that_is_taken_is_a_problem_of_who_takes_it_wherever_it_stands() -> None:
    for taker, owner in (("sad", "cag_geko"), ("erp_cambio", "cag_geko")):
        findings = checks.findings(CONTENT, with_changes(taker, alias=["geko"]), Part("servizi", taker))
        assert [(problem.steps[1], problem.wrong) for problem in findings.own] == [
            (taker, f"«geko» è anche di «{owner}».")
        ]
        assert findings.caused == findings.elsewhere == ()


def test_what_a_change_breaks_elsewhere_is_told_apart_from_what_was_broken_before() -> None:
    before = with_changes("cag_geko", dove={"testo": "In {via}."})
    after = copy.deepcopy(before)
    after["categorie"] = [category for category in after["categorie"] if category["id"] != "casa"]
    findings = checks.findings(before, after, ROOT)
    assert {problem.steps[1] for problem in findings.caused} == {
        "segretariato_sociale",
        "erp_assegnazione",
        "erp_cambio",
    }
    assert [problem.steps[1] for problem in findings.elsewhere] == ["cag_geko"]
    assert findings.own == ()


def test_a_service_is_checked_also_while_another_one_has_the_wrong_shape() -> None:
    before = with_changes("anziani", nome=None)
    after = copy.deepcopy(before)
    after["servizi"][8]["contatti"][0]["telefono"] = "abc"
    findings = checks.findings(before, after, Part("servizi", "sad"))
    assert [problem.steps for problem in findings.own] == [("servizi", "sad", "contatti", 0, "telefono")]
    assert [problem.steps[1] for problem in findings.elsewhere] == ["anziani"]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            Problem("x", "«geko» è anche di «cag».", "Lo lasci a un servizio solo."),
            "«geko» è anche di «Il Geko». Lo tolga",
        ),
        (Problem("x", "non ha né telefono né e-mail.", "Ne scriva almeno uno."), "Questo contatto non ha né telefono"),
        (Problem("x", "torna al servizio stesso.", "Tolga uno dei due padri."), "Ciò da cui eredita torna al servizio"),
    ],
)
def test_a_problem_is_said_in_the_words_of_the_form(problem: Problem, said: str) -> None:
    assert checks.sentence(problem, {"cag": "Il Geko"}).startswith(said)


# The file's own entries


def test_the_file_s_own_entries_come_back_as_they_are() -> None:
    read = general.canonical(CONTENT)
    assert read == {name: CONTENT[name] for name in read}


def test_a_new_category_gets_an_id_and_an_emptied_one_goes() -> None:
    rows = [
        {"id": "anziani", "nome": "gli anziani", "alias": "nonni\nnonne"},
        {"id": "giovani", "nome": "", "alias": ""},
        {"id": "", "nome": "gli anziani", "alias": "vecchi"},
    ]
    sent = FormData(
        [(f"categorie-{number}-{name}", value) for number, row in enumerate(rows) for name, value in row.items()]
    )
    assert general.categories_to_entry(general.categories_from_form(sent)) == {
        "categorie": [
            {"id": "anziani", "nome": "gli anziani", "alias": ["nonni", "nonne"]},
            {"id": "anziani_2", "nome": "gli anziani", "alias": ["vecchi"]},
        ]
    }


# Gaps


def test_what_stands_in_for_the_names_of_amounts_is_what_their_errors_propose() -> None:
    rows = [{"nome": name, "euro": "1"} for name in ("ora", "ora", "", "Quota annuale", "bollo")]
    form = Typed(texts={"costi-testo": "Costa {ora}."}, rows={"importi": rows})
    whole = gaps.filled(form, {f"importi-{number}-nome": ["x"] for number in range(4)})
    names = [row["nome"] for row in whole.of("importi")]
    assert names == ["ora", "ora_2", "quota", "quota_annuale", "bollo"]
    assert whole.text("costi-testo") == "Costa {ora}. {ora_2} {quota}", "nobody has to write what was never typed"
    assert [row["nome"] for row in form.of("importi")][1] == "ora", "what was typed stays"


def test_an_amount_that_is_missing_whole_is_stood_in_for() -> None:
    whole = gaps.filled(Typed(texts={"costi-testo": "Si paga."}), {"importi-0-euro": ["x"]})
    assert whole.of("importi") == [{"nome": "quota", "euro": "1"}]
    assert whole.text("costi-testo") == "Si paga. {quota}"


# Two versions


def test_differences_say_who_has_changed_what() -> None:
    seen = {"nome": "a", "sigla": "a", "dove": "a", "note": "a", "costi": "a"}
    now = {"nome": "b", "sigla": "a", "dove": "b", "note": "a", "costi": "b"}
    mine = {"nome": "a", "sigla": "c", "dove": "c", "note": "a", "costi": "b"}
    found = meanwhile.differences(seen, now, mine)
    assert [(each.name, each.changed_by) for each in found] == [
        ("nome", "altri"),
        ("sigla", "lei"),
        ("dove", "entrambi"),
    ]
    assert meanwhile.chosen(mine, now, frozenset({"nome", "dove"})) == {**mine, "nome": "b", "dove": "b"}


# A file that is none


def test_a_text_that_is_no_yaml_is_said_to_be_so() -> None:
    with pytest.raises(CartaError, match="riga 3"):
        Written("servizi:\n- [\n")
    assert Written("").ids() == []
    assert Written("- a\n").ids() == []
    with pytest.raises(KeyError):
        Written("- a\n").block(ROOT)
