"""Phones and e-mails, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from phonenumbers import Leniency, PhoneNumberMatcher

from sportello.carta import phones

_EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_WORDS = (
    r"(?:n(?:umero|\.)?\s+(?:di\s+)?)?(?:telefono|telefonico|telefoni|tel|cellulare|cell|numero verde|centralino"
    r"|indirizzo e-?mail|posta elettronica|e-?mail|mail|p\.?e\.?c|whatsapp|fax)"
)
_BEGINS = re.compile(rf"^{_WORDS}\b", re.I)
_FAX = re.compile(r"\bfax\b[^a-z]*", re.I)
# What is left of a line once phones and e-mails are taken out of it.
_NO_LABEL = re.compile(rf"\b{_WORDS}\b\.?|[:;,|/·•–—-]|\b(?:o|e|ed|oppure)\b|\(\s*\)|\s", re.I)
_PEC = re.compile(r"\bp\.?e\.?c\b", re.I)
_EXTENSION = re.compile(r"\s*(?:int(?:erno)?|ext)\.?\s*\d+$", re.I)


@dataclass(frozen=True)
class FoundContact:
    """A phone and an e-mail as printed; `label` says whose, where the Carta does."""

    phone: str | None = None
    email: str | None = None
    label: str | None = None


def is_contact(text: str) -> bool:
    """Whether a line gives a phone or an e-mail, or begins with one of their words."""
    return bool(begins_contact(text) or emails(text) or _phones(text))


def begins_contact(text: str) -> bool:
    """Whether a line begins with «Telefono», «Mail» or the like."""
    return bool(_BEGINS.match(text))


def emails(text: str) -> list[str]:
    """The e-mail addresses in a text, as printed."""
    found = (address.group().replace(" ", "").strip("'.-") for address in _EMAIL.finditer(text))
    return [address for address in found if _is_email(address)]


def contacts(texts: Iterable[str]) -> list[FoundContact]:
    """The contacts in the lines of a Carta, in order, each with the label that stands before it."""
    found: list[FoundContact] = []
    label: str | None = None
    is_new = True
    for text in texts:
        numbers, addresses = _phones(text), emails(text)
        own = _label(text, numbers, addresses)
        if own or not (numbers or addresses):
            label, is_new = (own or label), bool(own) or is_new
        for kind, value in [*(("phone", each) for each in numbers), *(("email", each) for each in addresses)]:
            if is_new or not found or getattr(found[-1], kind) is not None:
                found.append(FoundContact(label=label))
                is_new = False
            found[-1] = FoundContact(**{**found[-1].__dict__, kind: value})
    return found


def same(first: Sequence[FoundContact], second: Sequence[FoundContact]) -> bool:
    """Whether both lists give the same phones and e-mails, however they are written and labelled."""
    return _values(first) == _values(second)


def _values(found: Sequence[FoundContact]) -> set[str]:
    numbers = {phones.digits(contact.phone) for contact in found if contact.phone}
    return numbers | {contact.email.casefold() for contact in found if contact.email}


def _phones(text: str) -> list[str]:
    text = _EMAIL.sub(" ", text)
    found = []
    for match in PhoneNumberMatcher(text, "IT", leniency=Leniency.VALID):
        printed = _EXTENSION.sub("", match.raw_string).strip()
        is_fax = any(fax.end() >= match.start >= fax.start() for fax in _FAX.finditer(text))
        if not is_fax and phones.is_possible(printed):
            found.append(printed)
    return found


def _label(text: str, numbers: Sequence[str], addresses: Sequence[str]) -> str | None:
    """The words of a line that say whose its contacts are, or those of the lines below."""
    rest = _EMAIL.sub(" ", text)
    for number in numbers:
        rest = rest.replace(number, " ")
    if not re.search(r"[^\W\d_]{2}", _NO_LABEL.sub("", rest)):
        return "PEC" if addresses and _PEC.search(text) else None
    if begins_contact(text) or text.endswith("."):
        return None  # «Telefono (dalle 9 alle 12): …», or a sentence
    head = re.split(rf"[:|]|\s[–—-]\s|\b{_WORDS}\b", rest, maxsplit=1, flags=re.I)[0]
    return " ".join(head.split()).strip(" ,;-–(") or None


def _is_email(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
