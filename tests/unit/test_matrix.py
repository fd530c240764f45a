from __future__ import annotations

import pytest
from factories import catalogue, town

from sportello.carta import Aspect
from sportello.evaluation.matrix import Question, faults

FIRST_CONTACT = "Può chiedere al Servizio sportello: 02 953 3334, sportello@comune.it"


@pytest.mark.parametrize(
    ("service", "aspect", "reply", "wrong"),
    [
        ("misura", Aspect.EMAIL, f"Servizio misura: la Carta non indica un'e-mail.\n{FIRST_CONTACT}", []),
        ("misura", Aspect.DOVE, "Servizio misura: la Carta non indica l'indirizzo. Area: 02 953 3351", []),
        (
            "misura",
            Aspect.DOVE,
            "Servizio misura: la Carta non indica l'indirizzo.",
            ["non dice che la Carta non lo indica, con i contatti"],
        ),
        (
            "misura",
            Aspect.EMAIL,
            f"Servizio misura: ha un'e-mail.\n{FIRST_CONTACT}",
            [
                "non dice che la Carta non lo indica, con i contatti",
                "dice «02 953 3334», che non è di questo servizio",
                "dice «sportello@comune.it», che non è di questo servizio",
            ],
        ),
        (
            "misura",
            Aspect.TELEFONO,
            f"Servizio misura: il telefono è Area: 02 953 3351\n{FIRST_CONTACT}",
            [
                "dice «02 953 3334», che non è di questo servizio",
                "dice «sportello@comune.it», che non è di questo servizio",
            ],
        ),
    ],
)
def test_the_first_contact_is_told_only_where_the_carta_does_not_state_how_to_reach_a_service(
    service: str, aspect: Aspect, reply: str, wrong: list[str]
) -> None:
    assert faults(Question(service, aspect, ""), reply, catalogue(town())) == wrong
