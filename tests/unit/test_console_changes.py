from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sportello.console.changes import Line, told
from sportello.console.draft import Draft
from sportello.settings import ROOT


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Draft(tmp_path / "data", tmp_path / "bozza")


def replace(draft: Draft, name: str, before: str, after: str) -> None:
    text = draft.read(name) or ""
    assert before in text
    draft.write(name, text.replace(before, after, 1))


@pytest.mark.parametrize(
    ("name", "before", "after", "kind", "line"),
    [
        (
            "carta.yml",
            "bollo: 1600",
            "bollo: 1735",
            "carta",
            Line("Assegnazione di una casa popolare (ERP) → costi → importi → bollo", "16,00 €", "17,35 €"),
        ),
        (
            "nlu/bisogni/sad.yml",
            "    - papà non si lava più",
            "    - papà la doccia non la fa più\n    - papà non si lava più",
            "frasi",
            Line("Servizio di Assistenza Domiciliare (SAD): bisogni", None, "papà la doccia non la fa più"),
        ),
        (
            "risposte/non_indicato.yml",
            "la Carta dei Servizi non indica quanto costa.",
            "la Carta non dice quanto costa.",
            "testi",
            Line(
                "Non è indicato quanto costa",
                "{nome}: la Carta dei Servizi non indica quanto costa.\nPuò chiederlo qui: {contatti}",
                "{nome}: la Carta non dice quanto costa.\nPuò chiederlo qui: {contatti}",
            ),
        ),
    ],
)
def test_a_change_is_told_by_the_names_that_operators_know(
    draft: Draft, name: str, before: str, after: str, kind: str, line: Line
) -> None:
    replace(draft, name, before, after)
    [changed] = told(draft)
    assert (changed.name, changed.kind, changed.conflict) == (name, kind, False)
    assert list(changed.lines) == [line]


def test_a_file_that_cannot_be_read_is_told_line_by_line(draft: Draft) -> None:
    draft.write("nlu/bisogni/sad.yml", "nlu: [")
    [changed] = told(draft)
    assert changed.kind == "frasi"
    assert Line("", None, "nlu: [") in changed.lines


def test_nothing_changed_is_nothing_told(draft: Draft) -> None:
    assert told(draft) == []
