"""Phones of the Carta: how they are shown, dialled and checked."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

_REGION = "IT"
_COUNTRY_CODE = 39
_PRINTED = re.compile(r"[+()\d\s./-]+")


def is_possible(printed: str) -> bool:
    """Whether what is printed can be an Italian phone number."""
    if not _PRINTED.fullmatch(printed):
        return False  # the library would read letters as the digits of a keypad
    try:
        number = phonenumbers.parse(printed, _REGION)
    except phonenumbers.NumberParseException:
        return False
    return number.country_code == _COUNTRY_CODE and phonenumbers.is_possible_number(number)


def digits(printed: str) -> str:
    """The national digits, the leading zero included."""
    number = phonenumbers.parse(printed, _REGION)
    return phonenumbers.national_significant_number(number)


@lru_cache(maxsize=1024)
def shown(printed: str) -> str:
    """The number as people read it aloud, e.g. `02 123 4567`."""
    number = phonenumbers.parse(printed, _REGION)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


@lru_cache(maxsize=1024)
def international(printed: str) -> str:
    """The number with the prefix of the country, e.g. `+39 02 123 4567`, as phones everywhere recognise it."""
    number = phonenumbers.parse(printed, _REGION)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=1024)
def dialled(printed: str) -> str:
    """The number as a phone dials it, e.g. `+39021234567`."""
    number = phonenumbers.parse(printed, _REGION)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
