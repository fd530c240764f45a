"""Phones and e-mails, but for those that the Carta publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from sportello.carta import Catalogue
from sportello.carta.phones import digits as national_digits
from sportello.privacy.found import Found, digits
from sportello.privacy.marks import Kind

_REGION = "IT"
_EMAIL = re.compile(r"[\w.+%\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}", re.IGNORECASE)
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.+\-]{2,64} ?(?:\(?chiocciola\)?|\(at\)|\bat\b) ?[\w\-]{2,63}\.(?:it|com|net|org|eu|ru|ro|ua)\b",
    re.IGNORECASE,
)
_GAP = r"[ .\-/]{0,3}"
# What the phones of this country begin with; numbers of four digits or fewer are services (112, 1522).
_ITALIAN = re.compile(
    rf"(?<![\w,])(?<!\d\.)(?:\(?(?:\+|00)39\)?{_GAP})?\(?(?:0|3|8(?=[04]))(?:{_GAP}\)?{_GAP}\d){{5,11}}(?!\w)"
)
_FOREIGN = re.compile(rf"(?<!\w)\(?(?:\+|00)(?!39)[1-9](?:{_GAP}\)?{_GAP}\d){{6,13}}(?!\w)")
# "dal 3 4 2026", "0,50", "8.30": a phone has more digits, and no more than two of these signs in a row.
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_FEWEST_MOBILE = 9
_CLOCK_OR_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d)|\d{1,2}[.:]\d{2}\s*-\s*\d{1,2}[.:]\d{2}")


@dataclass(frozen=True)
class Published:
    """What the Carta tells everybody: phones by their national digits, and e-mails in small letters."""

    phones: frozenset[str]
    emails: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Published:
        """The contacts of every service."""
        contacts = [contact for service in catalogue.services for contact in catalogue.contacts(service.id)]
        return cls(
            frozenset(national_digits(contact.telefono) for contact in contacts if contact.telefono),
            frozenset(contact.email.lower() for contact in contacts if contact.email),
        )


def find_emails(text: str, published: Published) -> Iterator[Found]:
    """The e-mails in a text, also those with the sign spelt out."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if match.group().rstrip(".").lower() not in published.emails:
                yield Found.of(match, Kind.EMAIL)
    for match in _SPOKEN_EMAIL.finditer(text):
        yield Found.of(match, Kind.EMAIL)


def find_phones(text: str, published: Published) -> Iterator[Found]:
    """The phones in a text that holds digits."""
    for pattern in (_FOREIGN, _ITALIAN):
        for match in pattern.finditer(text):
            if _is_phone(match.group(), published):
                yield Found.of(match, Kind.PHONE)


def _is_phone(written: str, published: Published) -> bool:
    if _CLOCK_OR_DATE.match(written) or not _FEWEST_DIGITS <= len(digits(written)) <= _MOST_DIGITS:
        return False
    national = _national(written)
    return national is not None and national not in published.phones


@lru_cache(maxsize=1024)
def _national(written: str) -> str | None:
    """The national digits of what may be a phone, or None where no network has such a number."""
    number = ("+" if written.lstrip("(").startswith(("+", "00")) else "") + re.sub(r"^\(?00", "", digits(written))
    try:
        parsed = phonenumbers.parse(number, _REGION)
    except phonenumbers.NumberParseException:
        return None
    national: str = phonenumbers.national_significant_number(parsed)
    if parsed.country_code == phonenumbers.country_code_for_region(_REGION):
        long_enough = len(national) >= (_FEWEST_MOBILE if national.startswith("3") else _FEWEST_DIGITS)
        return national if long_enough and phonenumbers.is_possible_number(parsed) else None
    return national if phonenumbers.is_possible_number(parsed) else None
