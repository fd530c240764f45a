"""Codes with a check digit or a fixed form: fiscal codes, IBANs, cards, VAT numbers, documents, plates.

Where the form alone is beyond doubt, a code with a typing error is masked as well: it still tells who
it is. Where it is not, the check digit or a word before it decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.it import iva

from sportello.privacy.found import Found, digits
from sportello.privacy.marks import Kind

# Letters that stand for digits where two people would have the same code.
_D = "[0-9LMNPQRSTUV]"
_GAP = r"[ .\-/]?"
_FISCAL_CODE = re.compile(
    rf"\b[A-Z]{{3}}{_GAP}[A-Z]{{3}}{_GAP}{_D}{{2}}{_GAP}[A-EHLMPRST]{_GAP}{_D}{{2}}{_GAP}[A-Z]{_D}{{3}}{_GAP}[A-Z]\b",
    re.IGNORECASE,
)
_ITALIAN_IBAN = re.compile(rf"\b(?:IT{_GAP})?IT{_GAP}\d\d{_GAP}[A-Z](?:{_GAP}[0-9A-Z]){{22}}(?!\w)", re.IGNORECASE)
_OTHER_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?:[ \-]?[0-9A-Z]{4}){2,7}(?:[ \-]?[0-9A-Z]{1,3})?(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.,])[3-6]\d{3}(?:[ \-]?\d){9,15}(?!\w)")
_VAT_NUMBER = re.compile(r"(?<!\w)(?:IT ?)?(\d{11})(?!\w)", re.IGNORECASE)
_SAID_VAT_NUMBER = re.compile(r"\b(?:partita\s+iva|p\.?\s?iva|p\.?i\.?)\W{0,3}(?:n[.r°]*\s*)?(\d{11})\b", re.IGNORECASE)

_DOCUMENT_FORMS = re.compile(
    r"(?<!\w)(?:"
    r"[A-Z]{2}\d{5}[A-Z]{2}"  # electronic identity card
    r"|[A-Z]{2}\d{7}[A-Z]?"  # paper identity card, passport, older driving licence
    r"|U1[0-9A-Z]{8}"  # driving licence
    r"|8038\d{16}"  # health card
    r"|INPS-ISEE-\d{4}-\w+(?:-\d\d)?"  # receipt of an ISEE
    r")(?!\w)",
    re.IGNORECASE,
)
_DOCUMENT_WORDS = (
    r"carta\s+(?:d['’\s]?\s?|di\s+)?identit[aà]['’]?(?:\s+elettronica)?|c\.?i\.?e?|passap\w+|passport|patente(?:\s+di\s+guida)?"
    r"|permesso\s+(?:di\s+)?soggiorno|tessera\s+sanitaria|documento(?:\s+(?:di|d['’])\s?identit[aà])?"
)
# What may stand between the name of a document and its number.
_BETWEEN = (
    r"(?:\s+(?:di\s+)?(?:mi[oa]|su[oa]|mamma|moglie|marito|pap[aà]|ucrain[oa]|italian[oa]|stranier[oa]"
    r"|è|e|numero|number|num|nr|no|n))*"
)
_SAID_DOCUMENT = re.compile(
    rf"\b(?:{_DOCUMENT_WORDS}){_BETWEEN}[\s.:,;°º#]*((?=[A-Z ]*\d)[A-Z]{{0,2}} ?\d{{5,9}}(?: ?[A-Z]{{1,2}})?)(?!\w)",
    re.IGNORECASE,
)

_PLATE_LETTERS = "[ABCDEFGHJKLMNPRSTVWXYZ]{2}"
_PLATE = re.compile(rf"(?<![\w]){_PLATE_LETTERS}\d{{3}}{_PLATE_LETTERS}(?!\w)", re.IGNORECASE)
# With blanks between, small letters would be words: "la 104 mi".
_SPACED_PLATE = re.compile(rf"(?<![\w]){_PLATE_LETTERS}[ \-]\d{{3}}[ \-]?{_PLATE_LETTERS}(?!\w)")
_SAID_PLATE = re.compile(
    r"\btarg(?:a|ata|ato|he)\b(?:\s+(?:di\s+|del\w*\s+)?(?:macchina|auto|motorino|moto|mi[oa]|vecchia|nuova|è|e))*[\s.:,]*"
    r"((?=[A-Z0-9 ]*\d)[A-Z]{1,2} ?\d[0-9A-Z]{0,2} ?[0-9A-Z]{2,4})(?!\w)",
    re.IGNORECASE,
)
_PLATE_AFTER = re.compile(rf"(?<![\w])({_PLATE_LETTERS} \d{{3}} {_PLATE_LETTERS})\s+targa", re.IGNORECASE)


def find(text: str) -> Iterator[Found]:
    """Every code in a text that holds digits; the surer come first."""
    yield from _all(_FISCAL_CODE, text, Kind.FISCAL_CODE)
    yield from _all(_ITALIAN_IBAN, text, Kind.IBAN)
    yield from (Found.of(m, Kind.IBAN) for m in _OTHER_IBAN.finditer(text) if iban.is_valid(m.group(), False))
    yield from _all(_DOCUMENT_FORMS, text, Kind.DOCUMENT)
    yield from (Found.of(m, Kind.CARD) for m in _CARD.finditer(text) if luhn.is_valid(digits(m.group())))
    yield from _all(_SAID_DOCUMENT, text, Kind.DOCUMENT, 1)
    yield from _all(_PLATE, text, Kind.PLATE)
    yield from _all(_SPACED_PLATE, text, Kind.PLATE)
    yield from _all(_SAID_PLATE, text, Kind.PLATE, 1)
    yield from _all(_PLATE_AFTER, text, Kind.PLATE, 1)
    yield from _all(_SAID_VAT_NUMBER, text, Kind.VAT_NUMBER, 1)
    yield from (Found.of(m, Kind.VAT_NUMBER) for m in _VAT_NUMBER.finditer(text) if iva.is_valid(m.group(1)))


def _all(pattern: re.Pattern[str], text: str, kind: Kind, group: int = 0) -> Iterator[Found]:
    return (Found.of(match, kind, group) for match in pattern.finditer(text))
