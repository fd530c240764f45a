"""The training phrases hold together, and apart from what is held out."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sportello.carta import Aspect, read
from sportello.evaluation.held_out import read_held_out
from sportello.text import fold
from tests.contract.files import ROOT, domain, phrases

SERVICES = [service.id for service in read(ROOT / "data" / "carta.yml").servizi]
ASPECTS = {aspect.value for aspect in Aspect}
# Words that do not make two phrases different.
SMALL = frozenset(
    "a ai al alla alle allo agli che ci con d da dal dalla de dei degli del dell della delle di e ed "
    "gli i il in l la le lo ma mi ne nel nella o per si su sul sulla ti tra un una uno vi".split()
)


def key(text: str) -> str:
    """What makes two phrases the same; signs alone (an emoji) stay as they are."""
    return fold(text) or text.strip()


def test_no_phrase_stands_twice() -> None:
    places = defaultdict(list)
    for phrase in phrases():
        places[key(phrase.text)].append(f"{phrase.intent} ({phrase.service}) in {phrase.file.name}")
    twice = {text: where for text, where in places.items() if len(where) > 1}
    assert not twice


def test_no_phrase_is_a_near_copy_of_another_that_teaches_the_same() -> None:
    places = defaultdict(list)
    for phrase in phrases():
        content = tuple(sorted(set(fold(phrase.text).split()) - SMALL))
        if len(content) > 1:
            places[phrase.intent, phrase.service, phrase.also, content].append(phrase.text)
    assert [alike for alike in places.values() if len(alike) > 1] == []


def test_no_held_out_phrase_is_trained() -> None:
    files = (ROOT / "tests" / "nlu").glob("*.yml")
    held_out = {key(item.text) for path in files for item in read_held_out(path)}
    assert held_out & {key(phrase.text) for phrase in phrases()} == set()


def test_every_service_beside_a_phrase_is_in_the_carta() -> None:
    assert {phrase.service for phrase in phrases()} - {None} == set(SERVICES)


def test_a_need_stands_beside_its_own_service() -> None:
    wrong = [p for p in phrases() if p.intent.startswith("bisogno/") and p.intent.split("/")[1] != p.service]
    assert not wrong


def test_every_second_aspect_is_an_aspect() -> None:
    assert {phrase.also for phrase in phrases()} - {None} <= ASPECTS


def test_every_intent_is_in_the_domain_and_every_intent_has_phrases() -> None:
    assert {phrase.intent.split("/")[0] for phrase in phrases()} == set(domain()["intents"])


def test_every_phrase_tells_its_voice() -> None:
    assert not [phrase for phrase in phrases() if not phrase.voice]


@pytest.mark.parametrize("aspect", sorted(ASPECTS))
def test_an_aspect_has_two_hundred_phrases_or_more(aspect: str) -> None:
    assert sum(phrase.intent == f"chiedi_{aspect}" for phrase in phrases()) >= 200


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_forty_phrases_or_more_half_of_them_needs(service: str) -> None:
    own = [phrase for phrase in phrases() if phrase.service == service]
    assert len(own) >= 40
    assert sum(phrase.intent == f"bisogno/{service}" for phrase in own) >= 20


def test_out_of_scope_and_emergencies_are_many() -> None:
    groups = Counter(phrase.intent.split("/")[0] for phrase in phrases())
    assert groups["fuori_ambito"] >= 1200
    assert groups["emergenza"] >= 400
