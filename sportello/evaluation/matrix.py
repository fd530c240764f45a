"""Every aspect of every service, asked of a running assistant: what the Carta states, and nothing of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from sportello.carta import Aspect, Catalogue, present

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
_UNSTATED = "non indica"
_E_MAIL = re.compile(r"[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PRICE = re.compile(r"\d+[.,]\d{2}\s*€|\d+\s*(?:€|euro)")
_CLOCK = re.compile(r"\b\d{1,2}[.:]\d{2}\b(?!\s*€)")


@dataclass(frozen=True)
class Question:
    """One question, and what it asks of which service."""

    service: str
    aspect: Aspect
    text: str


def questions(catalogue: Catalogue) -> Iterator[Question]:
    """Every aspect of every service in two wordings: by its name and by the first of its other names."""
    for service in catalogue.services:
        names = (service.nome, service.alias[0] if service.alias else service.nome)
        for aspect, wordings in WORDINGS.items():
            for wording, name in zip(wordings, names, strict=True):
                yield Question(service.id, aspect, wording.format(name))


def faults(question: Question, reply: str, catalogue: Catalogue) -> list[str]:
    """What is wrong with a reply, in Italian: empty where it states the facts asked for and nothing of others."""
    facts = present.facts(catalogue, question.service)
    found = []
    if facts["nome"] not in reply:
        found.append(f"non nomina «{facts['nome']}»")
    if catalogue.states(question.service, question.aspect):
        if facts[question.aspect.value] not in reply:
            found.append(f"non dice «{facts[question.aspect.value]}»")
    elif _UNSTATED not in reply or not any(whom in reply for whom in (facts["contatti"], *_first_contact(catalogue))):
        found.append("non dice che la Carta non lo indica, con i contatti")
    return found + [
        f"dice «{fact}», che non è di questo servizio" for fact in foreign(question.service, reply, catalogue)
    ]


def foreign(service: str, reply: str, catalogue: Catalogue) -> list[str]:
    """The phones, addresses, prices and hours in a reply that the Carta does not hold for this service."""
    facts = present.facts(catalogue, service)
    # Where the Carta does not state how to reach a service, citizens are sent to the first contact.
    own = "\n".join((*facts.values(), *(_first_contact(catalogue) if _UNSTATED in reply else ())))
    numbers = phonenumbers.PhoneNumberMatcher(reply, "IT", phonenumbers.Leniency.POSSIBLE)
    said = [match.raw_string for match in numbers if match.raw_string not in own]
    for kind in (_E_MAIL, _PRICE, _CLOCK):
        said += sorted(set(kind.findall(reply)) - set(kind.findall(own)))
    return said


def _first_contact(catalogue: Catalogue) -> tuple[str, str]:
    shared = present.shared(catalogue)
    return shared["primo_contatto_telefono"], shared["primo_contatto_email"]
