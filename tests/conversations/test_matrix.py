"""Every stated aspect of every service, asked of the running assistant in two wordings."""

from __future__ import annotations

import re
from pathlib import Path

import phonenumbers
import pytest

from sportello.carta import Aspect, Catalogue, present, read
from tests.conftest import ROOT, Assistant

CATALOGUE = Catalogue(read(Path(ROOT / "data" / "carta.yml")))
WORDINGS = {
    Aspect.COSE: ("Che cos'è {}?", "{}, di preciso cosa fanno"),
    Aspect.DESTINATARI: ("A chi è rivolto {}?", "{}: chi ne ha diritto"),
    Aspect.ACCESSO: ("Come si accede a {}?", "{} come si fa domanda"),
    Aspect.ORARI: ("Quali sono gli orari di {}?", "{} quando è aperto"),
    Aspect.COSTI: ("Quanto costa {}?", "{} si paga?"),
    Aspect.TELEFONO: ("Qual è il numero di telefono di {}?", "{} telefono"),
    Aspect.EMAIL: ("Qual è l'indirizzo e-mail di {}?", "{} mail"),
    Aspect.CONTATTI: ("Mi dà i contatti di {}?", "{} contatti"),
    Aspect.DOCUMENTI: ("Quali documenti servono per {}?", "{} che documenti devo portare"),
    Aspect.DOVE: ("Dove si trova {}?", "{} in che via è"),
}
QUESTIONS = [
    pytest.param(service.id, aspect, wording.format(name), id=f"{service.id}-{aspect.value}-{number}")
    for service in CATALOGUE.services
    for aspect, wordings in WORDINGS.items()
    for number, (wording, name) in enumerate(zip(wordings, (service.nome, service.alias[0]), strict=True))
]
E_MAIL = re.compile(r"[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+")
PRICE = re.compile(r"\d+[.,]\d{2}\s*€|\d+\s*(?:€|euro)")
CLOCK = re.compile(r"\b\d{1,2}[.:]\d{2}\b(?!\s*€)")


@pytest.mark.parametrize(("service_id", "aspect", "question"), QUESTIONS)
def test_the_answer_states_what_the_carta_states(
    assistant: Assistant, service_id: str, aspect: Aspect, question: str
) -> None:
    reply = assistant.begin().hear(question)
    facts = present.facts(CATALOGUE, service_id)
    assert facts["nome"] in reply
    if CATALOGUE.states(service_id, aspect):
        assert facts[aspect.value] in reply
    else:
        assert "non indica" in reply
        assert facts["contatti"] in reply
    assert_nothing_is_of_others(reply, service_id)


def phones_in(text: str) -> phonenumbers.PhoneNumberMatcher:
    return phonenumbers.PhoneNumberMatcher(text, "IT", phonenumbers.Leniency.POSSIBLE)


def assert_nothing_is_of_others(reply: str, service_id: str) -> None:
    """No phone, address, price or hour that the Carta does not hold for this service."""
    contacts = CATALOGUE.contacts(service_id)
    own = "\n".join(present.facts(CATALOGUE, service_id).values())
    assert [match.raw_string for match in phones_in(reply) if match.raw_string not in own] == []
    assert set(E_MAIL.findall(reply)) <= {contact.email for contact in contacts}
    assert set(PRICE.findall(reply)) <= set(PRICE.findall(own))
    hours = set(CLOCK.findall(reply)) - set(CLOCK.findall(own))
    assert not hours, hours
