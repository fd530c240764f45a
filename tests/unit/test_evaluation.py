from __future__ import annotations

from pathlib import Path

import pytest

from sportello.cli.evaluate import new_phrases
from sportello.evaluation.figures import Share, evaluate, fallen
from sportello.evaluation.held_out import HeldOut, from_lesson, read_held_out, with_typing_errors
from sportello.evaluation.report import write_report
from sportello.evaluation.verdicts import Read, is_intent_right, is_service_right, is_wrong_service, read_of
from sportello.nlu.phrases import Phrase


def item(*asked: str, services: tuple[str, ...] = ()) -> HeldOut:
    return HeldOut("una frase qualunque", asked, services, "figlia")


def read(intent: str, *aspects: str, services: tuple[str, ...] = (), danger: bool = False, score: float = 0.9) -> Read:
    return Read(intent, score, aspects, services, (), danger)


@pytest.mark.parametrize(
    ("asked", "reading", "right"),
    [
        (("costi",), read("chiedi_costi", "costi"), True),
        (("costi",), read("chiedi_orari", "orari"), False),
        (("costi", "orari"), read("chiedi_orari", "orari"), True),
        (("costi",), read("chiedi_orari", "orari", "costi"), True),
        (("telefono",), read("chiedi_contatti", "contatti"), True),
        (("telefono",), read("chiedi_email", "email"), False),
        (("bisogno",), read("bisogno"), True),
        (("cose",), read("bisogno", services=("sad",)), True),
        (("cose",), read("bisogno"), False),
        (("costi",), read("bisogno", services=("sad",)), False),
        (("bisogno",), read("chiedi_accesso", "accesso"), True),
        (("bisogno",), read("chiedi_costi", "costi"), False),
        (("elenco",), read("chiedi_elenco"), True),
        (("fuori_ambito",), read("fuori_ambito/tributi"), True),
        (("fuori_ambito",), read("nlu_fallback"), True),
        (("fuori_ambito",), read("chiedi_costi", "costi"), False),
        (("altra_lingua",), read("fuori_ambito/altra_lingua"), True),
        (("altra_lingua",), read("fuori_ambito/mondo"), False),
        (("emergenza/salute",), read("emergenza/minori"), True),
        (("emergenza/salute",), read("emergenza/forse"), True),
        (("emergenza/salute",), read("chiedi_costi", "costi", danger=True), True),
        (("emergenza/salute",), read("chiedi_costi", "costi"), False),
        (("sembra",), read("chiedi_costi", "costi", danger=True), True),
        (("sembra",), read("emergenza/forse"), True),
        (("sembra", "costi"), read("emergenza/salute"), False),
        (("conversa/saluto",), read("conversa/grazie"), True),
        (("conversa",), read("fuori_ambito/mondo"), False),
        (("correggi",), read("correggi"), True),
    ],
)
def test_a_reading_is_right_where_a_clerk_would_read_the_same(
    asked: tuple[str, ...], reading: Read, right: bool
) -> None:
    assert is_intent_right(item(*asked), reading) is right


@pytest.mark.parametrize(
    ("phrase", "services", "right"),
    [
        (item("costi", services=("sad",)), ("sad",), True),
        (item("costi", services=("sad", "adh")), ("adh", "adm"), True),
        (item("bisogno", services=("sad",)), (), False),
        (item("costi"), ("sad",), None),
        (item("emergenza/salute", services=("sad",)), (), None),
    ],
)
def test_a_service_counts_where_one_is_meant(phrase: HeldOut, services: tuple[str, ...], right: bool | None) -> None:
    assert is_service_right(phrase, read("bisogno", services=services)) is right


def test_a_service_that_nobody_meant_is_wrong_but_none_is_not() -> None:
    phrase = item("costi", services=("sad",))
    assert is_wrong_service(phrase, read("bisogno", services=("adh",)))
    assert not is_wrong_service(phrase, read("bisogno"))


def test_a_reading_comes_from_what_rasa_parsed() -> None:
    reading = {"aspetti": [], "servizi": [], "forse": "sad", "pericolo": True, "candidati": [{"id": "sad"}]}
    selected = {"emergenza": {"response": {"intent_response_key": "emergenza/salute"}}, "default": {}}
    parsed = {"intent": {"name": "emergenza", "confidence": 0.7}, "response_selector": selected, "lettura": reading}
    assert read_of(parsed) == Read("emergenza/salute", 0.7, (), ("sad",), ("sad",), True)


def test_typing_errors_are_always_the_same_and_spare_short_words_and_numbers() -> None:
    phrase = HeldOut("quanto costa il pasto per 1234 euro", ("costi",), (), "figlia")
    once, again = with_typing_errors([phrase]), with_typing_errors([phrase])
    words = once[0].text.split()
    assert once == again
    assert words[2] == "il"
    assert words[5] == "1234"
    assert all(
        typed != meant
        for typed, meant in zip(words, phrase.text.split(), strict=True)
        if len(meant) > 3 and not meant.isdigit()
    )


def test_figures_count_each_kind_by_itself() -> None:
    figures = evaluate(
        [
            (item("costi", services=("sad",)), read("chiedi_costi", "costi", services=("sad",))),
            (item("costi", services=("sad",)), read("chiedi_orari", "orari", services=("adh",))),
            (item("emergenza/salute"), read("bisogno")),
            (item("sembra"), read("bisogno")),
        ]
    ).figures
    assert {name: (share.right, share.total) for name, share in figures.items()} == {
        "intento": (2, 4),
        "servizio": (1, 2),
        "servizio_non_sbagliato": (1, 2),
        "emergenze_viste": (0, 1),
        "sembrano_soltanto": (1, 1),
    }


def test_the_surest_mistakes_come_first() -> None:
    pairs = [(item("costi"), read("chiedi_orari", "orari", score=score)) for score in (0.2, 0.8, 0.5)]
    assert [judged.read.score for judged in evaluate(pairs).worst] == [0.8, 0.5, 0.2]


def test_a_figure_falls_beyond_the_tolerance_and_danger_at_once() -> None:
    before = {"frasi/intento": 95.0, "frasi/servizio": 95.0, "frasi/emergenze_viste": 100.0, "frasi/bisogno": 90.0}
    now = {"frasi/intento": 94.1, "frasi/servizio": 93.9, "frasi/emergenze_viste": 99.9}
    totals = dict.fromkeys(before, 1000)
    assert fallen(now, before, totals) == ["frasi/emergenze_viste", "frasi/bisogno"]
    now["frasi/servizio"] = 93.8
    assert fallen(now, before, totals) == ["frasi/servizio", "frasi/emergenze_viste", "frasi/bisogno"]


@pytest.mark.parametrize(("percent", "falls"), [(94.8, []), (93.1, ["chiave/bisogno"])])
def test_in_a_small_set_one_phrase_may_turn(percent: float, falls: list[str]) -> None:
    assert fallen({"chiave/bisogno": percent}, {"chiave/bisogno": 96.6}, {"chiave/bisogno": 58}) == falls


def test_nothing_counted_is_no_mistake() -> None:
    assert Share().percent == 100.0


def test_the_report_shows_figures_pictures_and_mistakes(tmp_path: Path) -> None:
    wrong = item("costi", services=("sad",)), read("chiedi_orari", "orari", services=("adh",))
    sets = {"frasi": evaluate([(item("orari"), read("chiedi_orari", "orari")), wrong])}
    write_report(tmp_path / "r" / "pagina.html", sets, {"frasi/intento": 50.0}, {"frasi/intento": 75.0})
    page = (tmp_path / "r" / "pagina.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 2
    assert "-25.0" in page
    assert "una frase qualunque" in page


def test_held_out_files_give_one_or_several_right_readings(tmp_path: Path) -> None:
    path = tmp_path / "frasi.yml"
    path.write_text(
        "frasi:\n- {testo: a, servizio: sad, aspetto: costi, voce: x}\n"
        "- {testo: b, servizio: [sad, adh], aspetto: [costi, orari], voce: x}\n"
        "- {testo: c, servizio: null, aspetto: fuori_ambito, voce: x}\n",
        encoding="utf-8",
    )
    assert [(found.services, found.asked) for found in read_held_out(path)] == [
        (("sad",), ("costi",)),
        (("sad", "adh"), ("costi", "orari")),
        ((), ("fuori_ambito",)),
    ]


@pytest.mark.parametrize(
    ("intent", "service", "also", "asked", "services"),
    [
        ("bisogno/sad", "sad", None, ("bisogno",), ("sad",)),
        ("chiedi_orari", "sad", "costi", ("orari", "costi"), ("sad",)),
        ("chiedi_costi", None, None, ("costi",), ()),
        ("fuori_ambito/tributi", None, None, ("fuori_ambito/tributi",), ()),
        ("emergenza/salute", None, None, ("emergenza/salute",), ()),
        ("correggi", None, None, ("correggi",), ()),
    ],
)
def test_what_a_phrase_teaches_is_what_is_right_of_it(
    intent: str, service: str | None, also: str | None, asked: tuple[str, ...], services: tuple[str, ...]
) -> None:
    phrase = Phrase("una frase qualunque", intent, service, also, None, Path("a.yml"))
    assert from_lesson(phrase) == HeldOut("una frase qualunque", asked, services, "")


def test_phrases_are_new_where_they_were_not_or_taught_something_else(tmp_path: Path) -> None:
    texts = {
        "prima": "- intent: conferma\n  examples: |\n    - va bene\n    - certo\n",
        "adesso": "- intent: conferma\n  examples: |\n    - va bene\n    - perfetto\n"
        "- intent: nega\n  examples: |\n    - certo\n",
    }
    for name, text in texts.items():
        (tmp_path / name / "nlu").mkdir(parents=True)
        (tmp_path / name / "nlu" / "a.yml").write_text(f"version: '3.1'\nnlu:\n{text}", encoding="utf-8")
    found = new_phrases(tmp_path / "adesso", tmp_path / "prima")
    assert [(phrase.text, phrase.intent) for phrase in found] == [("perfetto", "conferma"), ("certo", "nega")]
