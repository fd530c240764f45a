from __future__ import annotations

from pathlib import Path

import pytest

from sportello.nlu.spelling import SpellingRepair

TEXTS = [
    ["quanto", "costa", "l'", "assistenza", "domiciliare", "?"],
    ["l'", "isee", "serve", "per", "il", "pasto"],
    ["Isee", "e", "finestra"],
    ["ISEE", "basso", "per", "anzaini"],
]


@pytest.fixture
def spelling() -> SpellingRepair:
    learnt = SpellingRepair(min_phrases=3)
    learnt.fit(TEXTS)
    return learnt


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("qaunto", "quanto"),
        ("costaa", "costa"),
        ("csta", "costa"),
        ("cpsta", "costa"),
        ("isse", "isee"),
        ("asistenza", "assistenza"),
        ("ASISTENZA", "assistenza"),
    ],
)
def test_an_error_becomes_the_word_that_the_phrases_know(spelling: SpellingRepair, typed: str, meant: str) -> None:
    assert spelling.repair(typed) == meant


@pytest.mark.parametrize(
    "word",
    ["minestra", "costi", "basta", "posto", "xyzxyzxyz", "?", "ab", "123", "02-9533351", "isee"],
)
def test_italian_known_and_strange_words_stay(spelling: SpellingRepair, word: str) -> None:
    assert spelling.repair(word) == word


def test_case_and_accents_go(spelling: SpellingRepair) -> None:
    assert spelling.repair("Perché") == "perche"


@pytest.mark.parametrize("word", ["привіт", "مساعدة", "你好", "ਮਦਦ"])
def test_a_word_in_another_alphabet_is_just_foreign(spelling: SpellingRepair, word: str) -> None:
    assert spelling.repair(word) == "altroalfabeto"


def test_errors_of_the_phrases_are_no_words() -> None:
    learnt = SpellingRepair(min_phrases=3)
    learnt.fit([*TEXTS, ["anziani"], ["anziani"], ["anziani"]])
    assert learnt.repair("anzaini") == "anziani"


def test_two_errors_are_mended_in_long_words_only(spelling: SpellingRepair) -> None:
    assert spelling.repair("asistennza") == "assistenza"
    assert spelling.repair("qsnto") == "qsnto"


def test_it_comes_back_from_disk_as_it_was(spelling: SpellingRepair, tmp_path: Path) -> None:
    spelling.save(tmp_path / "words.json")
    read = SpellingRepair()
    read.load(tmp_path / "words.json")
    assert [read.repair(word) for word in ("qaunto", "isse", "minestra")] == ["quanto", "isee", "minestra"]
