"""What operators call what the assistant reads."""

from __future__ import annotations

import pytest

from sportello.carta import get_catalogue
from sportello.console.phrases import words


@pytest.mark.parametrize(
    ("asked", "services", "said"),
    [
        (["costi"], ["pasto_domicilio"], "quanto costa: Pasto a domicilio"),
        (["bisogno"], ["sad"], "un bisogno: Servizio di Assistenza Domiciliare (SAD)"),
        (["telefono", "contatti"], [], "telefono o a chi rivolgersi"),
        (["nlu_fallback"], [], "non capita"),
        (["sembra"], [], "nessun pericolo"),
        (["correggi"], ["servizio_tolto"], "correzioni («no, intendevo…»): servizio_tolto"),
        (["fuori_ambito/inps_previdenza"], [], "INPS, pensioni e ISEE"),
        (["emergenza/minori"], [], "bambini e ragazzi in pericolo"),
        (["intento_nuovo"], [], "intento nuovo"),
    ],
)
def test_a_reading_is_told_in_words(asked: list[str], services: list[str], said: str) -> None:
    assert words.reading_words(asked, services, get_catalogue()) == said
