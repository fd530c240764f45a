"""Amounts of money: how texts write them, how citizens read them, what they may be called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from babel.numbers import format_currency

from sportello.carta.model import Identifier
from sportello.text import fold

# A name for an amount that has none.
EXAMPLE = "quota"
_CURRENCY = r"(?:€|euro\b|eur\b)"
_SUM = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2}|\.\d{2}(?!\d))?"
_IN_EURO = rf"{_CURRENCY}\s*(?P<after>{_SUM})|(?P<ahead>{_SUM})(?:,?-+)?\s*{_CURRENCY}"
_NUMERAL = (
    r"(?:zero|un[oa]?|due|tr[eé]|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici"
    r"|sedici|diciassette|diciotto|diciannove|venti?|trenta?|quaranta?|cinquanta?|sessanta?|settanta?|ottanta?|novanta?"
    r"|cento?|mille|mila|milion[ei])"
)
_IN_LETTERS = rf"\b(?:\d+\s?)?{_NUMERAL}+\s+(?:di\s+)?{_CURRENCY}"
# Two decimals in a text about costs are cents, whatever is not said; unless it is said what else they are.
_UNIT = r"(?:%|per\s?cento\b|k?m\b|metr[io]\b|chilometr[io]\b|kg\b|or[ae]\b|litr[io]\b|mq\b|m²)"
_BARE = rf"(?<![\d.,])\d+(?:\.\d{{3}})*,\d{{2}}(?![\d,]|\s*{_UNIT})"
_WRITTEN = re.compile(_IN_EURO, re.I)
_FIGURE = re.compile("|".join((_IN_EURO, _IN_LETTERS, _BARE)), re.I)
_NOTHING = re.compile(rf"(?:{_CURRENCY}|[\s0.,-]|\bzero\b)+", re.I)
_TWICE = re.compile(rf"\{{(?P<ahead>[a-z0-9_]+)\}}\s*{_CURRENCY}|{_CURRENCY}\s*\{{(?P<after>[a-z0-9_]+)\}}", re.I)


class Amount(NamedTuple):
    """An amount in euro as a text writes it in digits: from where up to where, and how many cents."""

    start: int
    end: int
    cents: int


def written_in(text: str) -> Iterator[Amount]:
    """Every amount that a text writes in digits with its currency, in order."""
    for found in _WRITTEN.finditer(text):
        yield Amount(*found.span(), _cents(found["after"] or found["ahead"]))


def figures_in(text: str) -> list[str]:
    """The words of everything in a text about costs that is an amount, in digits or in letters, each once."""
    return list(dict.fromkeys(found.group().strip() for found in _FIGURE.finditer(text)))


def is_nothing(figure: str) -> bool:
    """Whether the words of an amount say that nothing is paid, as `0,00 euro`."""
    return bool(_NOTHING.fullmatch(figure))


def with_currency(text: str) -> list[str]:
    """The names between braces beside which a text writes the currency again."""
    return list(dict.fromkeys(found["ahead"] or found["after"] for found in _TWICE.finditer(text)))


def shown(cents: int) -> str:
    """An amount as citizens read it, e.g. `16,00 €`."""
    return str(format_currency(cents / 100, "EUR", locale="it_IT"))


def proposed_name(name: str) -> str:
    """The nearest name that a text can hold between braces, `quota_annuale` for `Quota annuale`."""
    made = "_".join(fold(name).split())
    return made if Identifier.regex.fullmatch(made) else EXAMPLE


def _cents(printed: str) -> int:
    """`1.250,50` or `16.00` in cents."""
    part = re.search(r"[.,](\d{1,2})$", printed)
    whole = printed[: part.start()] if part else printed
    return int(whole.replace(".", "")) * 100 + int(part[1].ljust(2, "0") if part else 0)
