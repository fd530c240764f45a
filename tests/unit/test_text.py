from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.text import contains, fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Perché l'ISEE?", "perche l isee"),
        ("Perche\u0301", "perche"),
        ("l’assistente", "l assistente"),
        ("  due\t\nparole  ", "due parole"),
        ("02-953/3334", "02 953 3334"),
        ("È già tutto QUI!", "e gia tutto qui"),
        ("l'I.S.E.E. e il S.A.D.?", "l isee e il sad"),
        ("fine.Inizio", "fine inizio"),
        ("il 3.4.2026", "il 3 4 2026"),
        ("pèrgola", "pergola"),
        ("snake_case", "snake case"),
        ("ＣＩＡＯ", "ciao"),
        ("…?!", ""),
        ("", ""),
        ("привет", ""),
    ],
)
def test_case_accents_and_punctuation_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_letters_in_decorative_type_are_read_as_plain_letters() -> None:
    assert fold("𝐂𝐈𝐀𝐎 a tutti") == "ciao a tutti"


def test_an_acronym_without_its_last_dot_is_one_word_too() -> None:
    assert fold("Il S.A.D costa?") == "il sad costa"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_only_letters_digits_and_single_blanks_are_left(text: str) -> None:
    assert re.fullmatch(r"([0-9a-z]+( [0-9a-z]+)*)?", fold(text))


@given(st.text(alphabet="abcàèéìòùABC '-,.", max_size=40))
def test_upper_and_lower_case_fold_alike(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


def test_words_are_folded_and_in_order() -> None:
    assert words("L'età, più o meno") == ("l", "eta", "piu", "o", "meno")
    assert words(" ?! ") == ()


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Quali servizi per la TERZA ETÀ?", ("terza", "eta"), True),
        ("anziani", ("anziani",), True),
        ("alla fine la casa", ("la", "casa"), True),
        ("la mia casa", ("la", "casa"), False),
        ("casa la", ("la", "casa"), False),
        ("accasarsi", ("casa",), False),
        ("la", ("la", "casa"), False),
        ("", ("casa",), False),
    ],
)
def test_a_phrase_is_contained_when_its_words_stand_together(text: str, phrase: tuple[str, ...], found: bool) -> None:
    assert contains(words(text), phrase) is found
