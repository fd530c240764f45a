from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carta import Catalogue, phones


@pytest.mark.parametrize(
    "printed", ["02-9533334", "02 9533 0071", "029533334", "02953332", "+39 02 9533334", "333 1234567", "800 123456"]
)
def test_italian_numbers_are_possible_however_they_are_printed(printed: str) -> None:
    assert phones.is_possible(printed)


@pytest.mark.parametrize("printed", ["", "abc", "12", "029533334123456", "02-9533334 / 02-9533335", "chiedere in sede"])
def test_what_nobody_could_dial_is_impossible(printed: str) -> None:
    assert not phones.is_possible(printed)


def test_a_foreign_number_is_no_italian_number() -> None:
    assert not phones.is_possible("+41 44 668 18 00")


def test_letters_inside_a_number_are_not_read_as_digits() -> None:
    assert not phones.is_possible("02-95 ABCDEF")


@pytest.mark.parametrize(
    ("printed", "digits", "shown", "dialled"),
    [
        ("02-9533334", "029533334", "02 953 3334", "+39029533334"),
        ("02 9533 0071", "0295330071", "02 9533 0071", "+390295330071"),
        ("02953332", "02953332", "02 953332", "+3902953332"),
        ("+39 333 1234567", "3331234567", "333 123 4567", "+393331234567"),
    ],
)
def test_a_number_is_shown_and_dialled_whatever_its_print(printed: str, digits: str, shown: str, dialled: str) -> None:
    assert phones.digits(printed) == digits
    assert phones.shown(printed) == shown
    assert phones.dialled(printed) == dialled


@given(st.from_regex(r"02[0-9]{6,8}", fullmatch=True))
def test_no_digit_is_lost_or_added_on_the_way_to_the_phone(number: str) -> None:
    assert phones.digits(number) == number
    assert phones.shown(number).replace(" ", "") == number
    assert phones.dialled(number) == f"+39{number}"


def test_every_phone_of_our_carta_is_possible(real_catalogue: Catalogue) -> None:
    printed = [contact.telefono for each in real_catalogue.ids for contact in real_catalogue.contacts(each)]
    assert any(printed)
    assert all(phones.is_possible(phone) for phone in printed if phone)
