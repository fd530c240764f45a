"""How well held-out phrases are understood: the least that may be reached, and no fall since the last release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sportello.cli.evaluate import RELEASE, evaluate_sets, percents, totals
from sportello.evaluation.figures import Evaluation, fallen

# What the project promises, in percent; what is reached is more.
LEAST = {
    "frasi/intento": 94.0,
    "frasi/servizio": 92.0,
    "frasi/bisogno": 92.0,
    "frasi/fuori_ambito": 92.0,
    "frasi/emergenze_viste": 100.0,
    "frasi/sembrano_soltanto": 97.0,
    "parole_chiave/intento": 95.0,
    "parole_chiave/servizio": 97.0,
}


@pytest.fixture(scope="module")
def sets(trained: Path) -> dict[str, Evaluation]:
    return evaluate_sets()


@pytest.mark.parametrize("figure", sorted(LEAST))
def test_held_out_phrases_are_understood(sets: dict[str, Evaluation], figure: str) -> None:
    reached = percents(sets)[figure]
    name = figure.split("/")[0]
    wrong = [f"{judged.item} read as {judged.read}" for judged in sets[name].worst]
    assert reached >= LEAST[figure], "\n".join(wrong)


def test_typing_errors_cost_three_points_at_most(sets: dict[str, Evaluation]) -> None:
    reached = percents(sets)
    for figure in ("intento", "servizio", "bisogno"):
        assert reached[f"con_errori/{figure}"] >= reached[f"frasi/{figure}"] - 3.0


def test_nothing_fell_since_the_last_release(sets: dict[str, Evaluation]) -> None:
    before = json.loads(RELEASE.read_text(encoding="utf-8"))
    assert fallen(percents(sets), before, totals(sets)) == []
