"""The training phrases hold together, and apart from what is held out."""

from __future__ import annotations

import pytest

from sportello.carta import Aspect, read
from sportello.carta.query import names_of
from sportello.evaluation.held_out import read_held_out
from sportello.nlu.phrase_amounts import Amounts, copies, misplaced, repeated
from sportello.nlu.phrase_checks import Kind, Known, check
from tests.contract.files import ROOT, domain, phrases

SERVICES = {service.id: names_of(service) for service in read(ROOT / "data" / "carta.yml").servizi}
HELD_OUT = [item.text for path in (ROOT / "tests" / "nlu").glob("*.yml") for item in read_held_out(path)]
AMOUNTS = Amounts.of(phrases(), SERVICES)


def test_no_phrase_stands_twice() -> None:
    assert repeated(phrases()) == []


def test_no_phrase_is_a_near_copy_of_another_that_teaches_the_same() -> None:
    assert copies(phrases()) == []


def test_no_held_out_phrase_is_trained() -> None:
    known = Known((), HELD_OUT)
    assert [phrase for phrase in phrases() if known.is_held_out(phrase.text)] == []


def test_no_phrase_is_empty_or_longer_than_a_citizen_may_type() -> None:
    # What is the same or nearly is told above, of all phrases at once.
    known, wrong = Known(()), {Kind.EMPTY, Kind.SHORT, Kind.LONG}
    for phrase in phrases():
        found = check(phrase.text, phrase.lesson, known, mask=str)
        assert not wrong & {finding.kind for finding in found}, phrase


def test_a_phrase_stands_beside_a_service_of_the_carta_and_a_need_beside_its_own() -> None:
    assert misplaced(phrases(), SERVICES) == []


def test_every_service_has_phrases() -> None:
    assert {phrase.service for phrase in phrases()} - {None} == set(SERVICES)


def test_every_intent_is_in_the_domain_and_every_intent_has_phrases() -> None:
    assert {phrase.intent.split("/")[0] for phrase in phrases()} == set(domain()["intents"])


def test_every_phrase_tells_its_voice() -> None:
    assert not [phrase for phrase in phrases() if not phrase.voice]


@pytest.mark.parametrize("aspect", sorted(aspect.value for aspect in Aspect))
def test_an_aspect_has_enough_phrases(aspect: str) -> None:
    assert not AMOUNTS.aspects[aspect].missing


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_enough_phrases_half_of_them_needs(service: str) -> None:
    assert not AMOUNTS.services[service].missing
    assert not AMOUNTS.needs[service].missing


def test_out_of_scope_and_emergencies_are_many() -> None:
    assert not AMOUNTS.out_of_scope.missing
    assert not AMOUNTS.emergencies.missing
