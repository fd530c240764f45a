from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from sportello.cli.chat import _show

SOURCE = {"documento": "Carta [di prova]", "sezione": "3", "verificato_il": None, "url": "/carta/uno"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SOURCE, ["Costa.", "Carta [di prova], sezione 3"]),
        ({**SOURCE, "sezione": None}, ["Costa.", "Carta [di prova]"]),
        (None, ["Costa."]),
    ],
)
def test_an_answer_is_shown_with_where_it_comes_from(source: dict[str, Any] | None, said: list[str]) -> None:
    out = io.StringIO()
    message = {"testo": "Costa.", "fonte": source, "contatti": [], "bottoni": [{"titolo": "Sì", "scelta": "elenco"}]}
    assert _show(Console(file=out, width=80), {"messaggi": [message]}) == ["elenco"]
    assert [line.strip() for line in out.getvalue().splitlines()] == [*said, "1 Sì"]
