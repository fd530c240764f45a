"""Where a problem of the Carta stands, as a program needs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import CONTACT, COSTS, MISSING, SLOT, broken, with_value


@pytest.mark.parametrize(
    ("steps", "value", "found"),
    [
        ("comune", "", ("comune",)),
        ("servizi.1.nome", "", ("servizi", "due", "nome")),
        ("servizi.1.cose", MISSING, ("servizi", "due", "cose")),
        ("servizi.1.cose", {"testo": "x", "dettagli": ["x", ""]}, ("servizi", "due", "cose", "dettagli", 1)),
        ("servizi.1.cose", {"testo": "{x}"}, ("servizi", "due", "cose", "testo")),
        ("servizi.1.costi", COSTS | {"testo": "5 euro"}, ("servizi", "due", "costi", "testo")),
        ("servizi.1.costi", COSTS | {"importi": {"a": 1}}, ("servizi", "due", "costi", "testo")),
        ("servizi.1.orari", {"fasce": [SLOT, SLOT | {"dalle": "9"}]}, ("servizi", "due", "orari", "fasce", 1, "dalle")),
        (
            "servizi.1.orari",
            {"fasce": [SLOT, SLOT | {"alle": "08:00"}]},
            ("servizi", "due", "orari", "fasce", 1, "alle"),
        ),
        (
            "servizi.1.costi",
            COSTS | {"importi": {"A b": 1600}},
            ("servizi", "due", "costi", "importi", "A b", "__key__"),
        ),
        ("servizi.1.costi", COSTS | {"importi": {"a": "x"}}, ("servizi", "due", "costi", "importi", "a")),
        (
            "servizi.1.contatti",
            [CONTACT, CONTACT | {"telefono": "x"}],
            ("servizi", "due", "contatti", 1, "telefono"),
        ),
        ("servizi.1.contatti", [CONTACT | {"email": "x"}], ("servizi", "due", "contatti", 0, "email")),
        ("servizi.1.contatti", [CONTACT | {"etichetta": ""}], ("servizi", "due", "contatti", 0, "etichetta")),
        ("servizi.1.alias", ["altro", "servizio uno"], ("servizi", "due", "alias", 1)),
        ("servizi.1.sigla", "Servizio uno", ("servizi", "due", "alias", "sigla")),
        ("servizi.1.padre", "tre", ("servizi", "due", "padre")),
        ("servizi.1.categorie", ["nonni"], ("servizi", "due", "categorie")),
        ("categorie.1.alias", ["?"], ("categorie", "famiglie")),
    ],
)
def test_a_program_is_told_the_place_in_steps(
    tmp_path: Path, steps: str, value: object, found: tuple[str | int, ...]
) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert problem.steps == found
