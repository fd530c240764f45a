"""What needs a service, and the phrases that go and come back with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sportello.carta.written import Written
from sportello.console.carta.retiring import put_back_phrases, take_out_phrases, ties
from sportello.console.draft import Draft

NEEDS, COSTS = "nlu/bisogni/adm.yml", "nlu/costi.yml"
BOTH = """\
version: "3.1"
nlu:
# Quanto si paga.
- intent: chiedi_costi
  metadata: {servizio: adm, voce: madre}
  examples: |
    - quanto costa l'adm?
- intent: chiedi_costi
  metadata: {servizio: sad, voce: madre}
  examples: |
    - quanto costa il sad?
- intent: bisogno/adm
  metadata: {servizio: adm, voce: madre}
  examples: |
    - mio figlio va male a scuola
"""


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """A draft beside live files, one of which speaks of two services."""
    for name, text in ((NEEDS, BOTH.replace("sad", "adm")), (COSTS, BOTH)):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Draft(tmp_path / "data", tmp_path / "bozza")


# What needs a service


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("  metadata: {servizio: adm, voce: madre}", True),
        ('  metadata: {"servizio": "adm"}', True),
        ("- intent: bisogno/adm", True),
        ("""  payload: '/chiedi_costi{{"servizio":"adm"}}'""", True),
        ('  payload: "/chiedi_costi{{\\"servizio\\":\\"adm\\"}}"', True),
        ("    - cerco adm per mio figlio", False),
        ("  metadata: {servizio: adm_nuovo}", False),
        ("- intent: bisogno/admin", False),
    ],
)
def test_whatever_names_a_service_in_a_file_needs_it(line: str, counts: bool, tmp_path: Path) -> None:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "prova.yml").write_text(f"{line}\n", encoding="utf-8")
    draft = Draft(tmp_path / "data", tmp_path / "bozza")
    written = Written("primo_contatto: sad\nservizi:\n- id: adm\n- id: adh\n  nome: ADH\n  padre: adm\n")
    assert ties(draft, written, "adm").mentions == ({"nlu/prova.yml": 1} if counts else {})
    assert ties(draft, written, "adm").children == ("ADH",)
    assert not ties(draft, written, "altro")
    assert ties(draft, written, "sad").first_contact


def test_phrases_about_a_service_do_not_keep_it(draft: Draft) -> None:
    assert not ties(draft, Written("servizi:\n- id: adm\n"), "adm")


def test_its_phrases_go_wherever_they_stand_and_the_others_stay(draft: Draft) -> None:
    take_out_phrases(draft, "adm")
    assert draft.read(NEEDS) is None
    assert (
        draft.read(COSTS)
        == BOTH[: BOTH.index("- intent: chiedi_costi")]
        + (BOTH[BOTH.index("- intent: chiedi_costi\n  metadata: {servizio: sad") : BOTH.index("- intent: bisogno")])
    )


def test_its_phrases_come_back_and_nothing_is_changed(draft: Draft) -> None:
    take_out_phrases(draft, "adm")
    put_back_phrases(draft, "adm")
    assert draft.changes() == []


def test_its_phrases_come_back_beside_what_was_changed_meanwhile(draft: Draft) -> None:
    take_out_phrases(draft, "adm")
    draft.write(COSTS, (draft.read(COSTS) or "").replace("il sad?", "il SAD al mese?"))
    put_back_phrases(draft, "adm")
    text = draft.read(COSTS) or ""
    assert sorted(text.splitlines()) == sorted(BOTH.replace("il sad?", "il SAD al mese?").splitlines())


def test_a_file_that_holds_nothing_else_goes_whole_and_comes_back(draft: Draft) -> None:
    (draft.live / COSTS).write_text(BOTH.replace("sad", "adm"), encoding="utf-8")
    take_out_phrases(draft, "adm")
    assert draft.read(COSTS) is None
    put_back_phrases(draft, "adm")
    assert draft.changes() == []
