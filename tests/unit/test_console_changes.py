from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sportello.carta.written import Part
from sportello.console.carta import desk
from sportello.console.changes import Line, told
from sportello.console.draft import Draft
from sportello.settings import ROOT


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(Path(shutil.copytree(ROOT / "data", tmp_path / "data")), tmp_path / "bozza")


def change(draft: Draft, name: str, before: str, after: str) -> list[Line]:
    """The lines of a file in which words were replaced."""
    text = draft.read(name)
    assert text
    assert before in text
    draft.write(name, text.replace(before, after, 1))
    (file,) = told(draft)
    assert file.name == name
    return list(file.lines)


def test_nothing_is_told_of_an_empty_draft(draft: Draft) -> None:
    assert told(draft) == []


def test_an_amount_is_told_in_euro_under_the_name_of_its_service(draft: Draft) -> None:
    place = ("Assegnazione di una casa popolare (ERP)", "costi", "importi", "bollo")
    assert change(draft, "carta.yml", "bollo: 1600", "bollo: 1735") == [Line(place, "16,00 €", "17,35 €")]


def test_days_and_categories_are_told_as_people_say_them(draft: Draft) -> None:
    (line,) = change(draft, "carta.yml", "verificato_il: 2026-11-22", "verificato_il: 2026-11-28")
    assert (line.place[1], line.before, line.after) == ("verificato_il", "22/11/2026", "28/11/2026")


def test_a_phrase_is_told_with_what_it_teaches(draft: Draft) -> None:
    lines = change(draft, "nlu/bisogni/sad.yml", "    - papà non si lava più\n", "    - papà la doccia non la fa più\n")
    place = ("Servizio di Assistenza Domiciliare (SAD): bisogni",)
    assert lines == [
        Line(place, "papà non si lava più", None),
        Line(place, None, "papà la doccia non la fa più"),
    ]


def test_a_sentence_is_told_once_by_its_title(draft: Draft) -> None:
    (line,) = change(draft, "risposte/servizi.yml", "Può esserle utile: {nome}.", "Le consiglio: {nome}.")
    assert line.place == ("Scheda di un servizio",)
    assert line.after is not None
    assert line.after.startswith("Le consiglio: {nome}.")
    assert line.piece is not None
    assert not line.piece.is_button


def test_another_order_is_told_by_the_names_of_the_services(draft: Draft) -> None:
    desk.move(draft, Part("servizi", "sad"), 1)
    (file,) = told(draft)
    (line,) = file.lines
    assert line.place == ("servizi", "ordine")
    assert line.after is not None
    names = line.after.splitlines()
    assert names.index("Pasto a domicilio") + 1 == names.index("Servizio di Assistenza Domiciliare")


@pytest.mark.parametrize(
    ("name", "text"),
    [("carta.yml", "servizi: ["), ("nlu/bisogni/sad.yml", "nlu: 3\n"), ("risposte/servizi.yml", "responses: [")],
)
def test_what_cannot_be_read_is_told_line_by_line(draft: Draft, name: str, text: str) -> None:
    draft.write(name, text)
    (file,) = told(draft)
    assert Line((), None, text.strip()) in file.lines


def test_the_phrases_of_a_retired_service_are_told_by_the_name_that_it_had(draft: Draft) -> None:
    part = Part("servizi", "cag_geko")
    desk.retire(draft, part, desk.mark(desk.now(desk.read(draft), part)))
    (file,) = (file for file in told(draft) if file.name == "nlu/bisogni/cag_geko.yml")
    assert len(file.lines) > 400
    assert all(line.after is None for line in file.lines)
    assert all(line.place[0].startswith("Centro di aggregazione giovanile Geko") for line in file.lines)
