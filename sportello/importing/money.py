"""What a service costs, in the words of a Carta."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sportello.text import plain

_EURO = r"(?:€|euro|eur\b)"
_SUM = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2}|\.\d{2}(?!\d))?"
_AMOUNT = re.compile(rf"{_EURO}\s*(?P<after>{_SUM})|(?P<ahead>{_SUM})(?:,?-+)?\s*{_EURO}", re.I)
# An amount after these words is a limit of who may ask, not a price.
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
    amounts, marked = _amounts(text)
    said = plain(text)
    free = bool(_FREE.search(_NOT_FREE.sub("", said)))
    tariffs = bool(_TARIFFS.search(said))
    if amounts:
        return FoundCosts("importo", marked, amounts)
    if free == tariffs:
        return None
    return FoundCosts("gratuito" if free else "tariffe_comunali", text)


def _amounts(text: str) -> tuple[dict[str, int], str]:
    amounts: dict[str, int] = {}
    marked, at = "", 0
    for found in _AMOUNT.finditer(text):
        cents = _cents(found["after"] or found["ahead"])
        if not cents or _LIMIT.search(text[: found.start()]):
            continue
        name = _name(text[: found.start()], amounts)
        amounts[name] = cents
        marked += text[at : found.start()] + "{" + name + "}"
        at = found.end()
    return amounts, marked + text[at:]


def _cents(printed: str) -> int:
    """`1.250,50` or `16.00` in cents."""
    part = re.search(r"[.,](\d{1,2})$", printed)
    whole = printed[: part.start()] if part else printed
    return int(whole.replace(".", "")) * 100 + int(part[1].ljust(2, "0") if part else 0)


def _name(before: str, taken: dict[str, int]) -> str:
    """A name for an amount: the last word before it that says what it is for."""
    said = [word for word in re.findall(r"[a-z]{4,}", plain(before)) if word not in _NAMELESS]
    name = said[-1] if said else "importo"
    numbered = [name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in numbered if each not in taken)
