"""What a service costs, in the words of a Carta."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from sportello.carta import amounts
from sportello.text import plain

# An amount after these words is a limit of who may ask, not a price; the text has a name for it as well.
_LIMIT_NAME = "soglia"
_LIMIT = re.compile(r"\b(?:isee|i\.s\.e\.e\.?|reddit\w+|patrimoni\w+|pension\w+|soglia)\b[^.;€]{0,60}$", re.I)
_NOT_FREE = re.compile(r"\bnon (?:e|sono|sara|risulta) (?:\w+ )?gratuit\w+")
_FREE = re.compile(
    r"\bgratuit\w+|\bgratis\b|\bsenza (?:alcun )?(?:cost|oner|spes)\w+|\bness\w+ (?:cost|oner|spes)\w+"
    r"|\bnon (?:\w+ ){1,3}(?:alcun )?(?:cost|oner|spes)[oie]\b|\bnon (?:si paga|costa)\b"
)
_TARIFFS = re.compile(
    r"\btariff\w+|\bcompartecipa\w+|\bcontribu\w+ a carico|\bcontribuzion\w+|\bquota a carico|\bquote? di\b"
)
_NAMELESS = frozenset(
    """a al all alla anno con costa costano costi costo da dal dalla del dell della di e euro fino giorno il
    importo in la le lo mese necessaria necessario ogni paga pagamento pagano pagare pari per poi prevede
    prevista previste previsti previsto prezzo quale quota servizio singola singolo somma tariffa un una uno
    vanno varia versa versamento versare""".split()
)


@dataclass(frozen=True)
class FoundCosts:
    """What is paid: `kind` as in the knowledge file, `amounts` in cents by name, `text` with their placeholders."""

    kind: str
    text: str
    amounts: dict[str, int] = field(default_factory=dict)


def costs(text: str) -> FoundCosts | None:
    """What a text says of costs; None where it cannot be told, or says two things at once."""
    named, marked, is_price = _amounts(text)
    said = plain(text)
    free = bool(_FREE.search(_NOT_FREE.sub("", said)))
    tariffs = bool(_TARIFFS.search(said))
    if is_price:
        return FoundCosts("importo", marked, named)
    if free == tariffs:
        return None
    return FoundCosts("gratuito" if free else "tariffe_comunali", marked, named)


def _amounts(text: str) -> tuple[dict[str, int], str, bool]:
    """Every amount by its name, the text with their names between braces, and whether any of them is a price."""
    named: dict[str, int] = {}
    marked, at, is_price = "", 0, False
    for found in amounts.written_in(text):
        if not found.cents:
            continue
        before = text[: found.start]
        is_limit = bool(_LIMIT.search(before))
        name = _unlike(_LIMIT_NAME if is_limit else _name(before), named)
        named[name] = found.cents
        marked += text[at : found.start] + "{" + name + "}"
        at, is_price = found.end, is_price or not is_limit
    return named, marked + text[at:], is_price


def _name(before: str) -> str:
    """A name for an amount: the last word before it that says what it is for."""
    said = [word for word in re.findall(r"[a-z]{4,}", plain(before)) if word not in _NAMELESS]
    return said[-1] if said else "importo"


def _unlike(name: str, taken: Collection[str]) -> str:
    numbered = [name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in numbered if each not in taken)
