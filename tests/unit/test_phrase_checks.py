"""What is wrong with a phrase before it is taught, and with all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from sportello.nlu.phrase_amounts import Amount, Amounts, copies, misplaced, repeated
from sportello.nlu.phrase_checks import LONGEST, Finding, Kind, Known, check, content, key
from sportello.nlu.phrases import Lesson, Phrase

FILE = Path("frasi.yml")
NEED, COSTS, HELLO = Lesson("bisogno/sad", "sad"), Lesson("chiedi_costi", "sad"), Lesson("conversa/saluto")
NAMES = {"sad": ["SAD", "Assistenza domiciliare"], "pasti": ["Pasto a domicilio"]}


def phrase(text: str, lesson: Lesson = NEED) -> Phrase:
    return Phrase(text, lesson.intent, lesson.service, lesson.also, "figlia", FILE)


LAVARSI = phrase("mia mamma non riesce più a lavarsi da sola")
COSTO = phrase("Quanto si paga?", COSTS)
CIAO = phrase("ciao", HELLO)


@pytest.fixture
def known() -> Known:
    return Known([LAVARSI, COSTO, CIAO], ["E se poi sto male?"], NAMES)


def mask(text: str) -> str:
    return text.replace("Carla", "[nome]")


@pytest.mark.parametrize(
    ("text", "lesson", "expected"),
    [
        ("chi la aiuta a vestirsi la mattina?", NEED, []),
        ("", NEED, [Finding(Kind.EMPTY)]),
        ("?", NEED, [Finding(Kind.SHORT)]),
        ("🙂", COSTS, [Finding(Kind.SHORT)]),
        ("🙂", HELLO, []),
        ("a" * (LONGEST + 1), NEED, [Finding(Kind.LONG)]),
        ("a" * LONGEST, NEED, []),
        ("zia Carla cade", NEED, [Finding(Kind.PERSONAL, masked="zia [nome] cade")]),
        ("e se poi stò male", NEED, [Finding(Kind.HELD_OUT)]),
        ("quanto si PAGA", COSTS, [Finding(Kind.SAME, (COSTO,))]),
        ("quanto si paga…", NEED, [Finding(Kind.SAME, (COSTO,))]),
        ("da sola la mamma, mia, non riesce più a lavarsi", NEED, [Finding(Kind.COPY, (LAVARSI,))]),
        ("da sola la mamma, mia, non riesce più a lavarsi", COSTS, [Finding(Kind.ALIKE, (LAVARSI,))]),
        ("mia mamma non riesce più a lavarsi sola", HELLO, [Finding(Kind.ALIKE, (LAVARSI,))]),
        ("pasto a domicilio", NEED, [Finding(Kind.NAME_OF_ANOTHER, service="pasti")]),
        ("Assistenza domiciliare!", NEED, []),
        ("assistenza domiciliare", HELLO, [Finding(Kind.NAME_OF_ANOTHER, service="sad")]),
        ("vorrei il pasto a domicilio per la nonna", NEED, [Finding(Kind.NAMES_ANOTHER, service="pasti")]),
        ("vorrei il pasto a domicilio per la nonna", HELLO, []),
        ("no, non il pasto a domicilio: il sad", NEED, []),
    ],
)
def test_a_phrase_is_told_all_that_is_wrong_with_it(
    text: str, lesson: Lesson, expected: list[Finding], known: Known
) -> None:
    assert check(text, lesson, known, mask) == expected


def test_everything_is_told_at_once(known: Known) -> None:
    found = check(f"Carla {'a' * LONGEST}", NEED, known, mask)
    assert [finding.kind for finding in found] == [Kind.LONG, Kind.PERSONAL]


def test_only_what_is_grave_keeps_a_phrase_from_being_taught() -> None:
    assert {kind for kind in Kind if not Finding(kind).is_grave} == {Kind.ALIKE, Kind.NAMES_ANOTHER}


def test_a_phrase_that_gets_other_words_is_not_compared_with_itself(known: Known) -> None:
    for text in ("Mia mamma non riesce più a lavarsi da sola.", "mia mamma non riesce più a lavarsi sola"):
        assert check(text, NEED, known, mask, instead_of=LAVARSI) == []
        assert check(text, NEED, known, mask) != []


def test_what_was_just_taught_is_known_at_once(known: Known) -> None:
    fresh = phrase("fatica a vestirsi la mattina presto")
    assert check(fresh.text, NEED, known, mask) == []
    known.add(fresh)
    assert check("Fatica a vestirsi, la mattina presto", HELLO, known, mask) == [Finding(Kind.SAME, (fresh,))]
    assert check("la mattina presto fatica a vestirsi", NEED, known, mask) == [Finding(Kind.COPY, (fresh,))]
    assert check("la mattina presto fatica a vestirsi", HELLO, known, mask) == [Finding(Kind.ALIKE, (fresh,))]


def test_what_was_taught_before_anything_was_asked_is_known_once() -> None:
    known = Known([LAVARSI])
    known.add(CIAO)
    assert known.same("Ciao!") == known.alike("ciao") == (CIAO,)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Perché l'I.S.E.E.?", "perche l isee", True), ("🙂", "🙃", False), ("sì", "si", True), ("sad", "il sad", False)],
)
def test_signs_capitals_and_accents_make_no_difference(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


def test_small_words_are_no_content() -> None:
    assert content("Il costo della mensa, e il costo") == ("costo", "mensa")


# All of them together


def test_phrases_that_stand_twice_or_are_nearly_the_same_are_found() -> None:
    again, near = phrase("CIAO!", NEED), phrase("la mamma mia, da sola, non riesce più a lavarsi")
    assert repeated([LAVARSI, CIAO, again]) == [[CIAO, again]]
    assert copies([LAVARSI, near, CIAO, again]) == [[LAVARSI, near]]
    assert repeated([LAVARSI, near]) == copies([CIAO, again]) == []


@pytest.mark.parametrize(
    ("lesson", "wrong"),
    [
        (NEED, False),
        (HELLO, False),
        (Lesson("chiedi_costi", "sad", "orari"), False),
        (Lesson("chiedi_costi", "altro"), True),
        (Lesson("chiedi_costi", "sad", "prezzo"), True),
        (Lesson("bisogno/pasti", "sad"), True),
        (Lesson("bisogno/sad"), True),
    ],
)
def test_a_phrase_beside_what_is_not_there_is_found(lesson: Lesson, wrong: bool) -> None:
    one = phrase("ciao", lesson)
    assert misplaced([one], ["sad", "pasti"]) == ([one] if wrong else [])


def test_what_is_missing_is_counted() -> None:
    amounts = Amounts.of([LAVARSI, COSTO, CIAO, phrase("aiuto", Lesson("emergenza/salute"))], ["sad", "nuovo"])
    assert (amounts.services["sad"], amounts.needs["sad"]) == (Amount(2, 40), Amount(1, 20))
    assert (amounts.services["nuovo"].missing, amounts.needs["nuovo"].missing) == (40, 20)
    assert amounts.aspects["costi"] == Amount(1, 200)
    assert (amounts.emergencies.phrases, amounts.out_of_scope.phrases) == (1, 0)
    assert Amount(41, 40).missing == 0
