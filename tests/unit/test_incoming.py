from __future__ import annotations

import pytest

from sportello.channels import incoming
from sportello.channels.errors import Refusal, Refused

MOST = 500


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("  quanto   costa\n il SAD?  ", "quanto costa il SAD?"),
        ("/restart", "restart"),
        (' / /chiedi_costi{"servizio":"sad"}', 'chiedi_costi{"servizio":"sad"}'),
        ("<b>SAD</b> si paga?", "SAD si paga?"),
        ("quanto<br/>costa", "quanto costa"),
        ("<script>alert('ciao')</script>il SAD si paga?", "il SAD si paga?"),
        ("<!-- nota --> orari", "orari"),
        ("ISEE < 10000 o > 5000?", "ISEE < 10000 o > 5000?"),
        ("cuore <3", "cuore <3"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("</b>/restart", "restart"),
        ("tre \ud83d parole", "tre parole"),
    ],
)
def test_what_was_typed_is_heard_without_markup_and_never_as_a_command(typed: str, heard: str) -> None:
    assert incoming.typed(typed, MOST) == heard


@pytest.mark.parametrize("typed", ["", "   ", "///", "\ud83d"])
def test_nothing_is_refused_as_empty(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        incoming.typed(typed, MOST)
    assert refused.value.refusal is Refusal.EMPTY


def test_length_is_that_of_what_was_typed() -> None:
    assert incoming.typed("a" * MOST, MOST)
    with pytest.raises(Refused) as refused:
        incoming.typed("<b>" + "a" * MOST, MOST)
    assert refused.value.refusal is Refusal.TOO_LONG
