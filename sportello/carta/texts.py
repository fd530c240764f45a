"""What can be wrong in the texts of a service: placeholders that nothing fills, amounts written out or never told."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from sportello.carta import amounts
from sportello.carta.model import Card, Costs, Identifier

_COSTS = ("costi", "testo")
_AMOUNTS = ("costi", "importi")
# What fills the one placeholder that a text may have, when it is stated.
_WANTED = {
    ("accesso", "testo"): ("orari", "Scriva gli orari, oppure lo tolga."),
    ("destinatari", "testo"): ("documenti", "Scriva i documenti, oppure lo tolga."),
}


class Wrong(NamedTuple):
    """One thing to mend in a service or group: at which fields, what and how, and the steps below them."""

    fields: tuple[str, ...]
    wrong: str
    cure: str
    within: tuple[str | int, ...] = ()


def wrong_in(card: Card) -> Iterator[Wrong]:
    """A text may hold only the placeholders that its own facts fill, and amounts as nothing else."""
    usable = {
        **{place: [name] for place, (name, _) in _WANTED.items() if getattr(card, name)},
        _COSTS: list(card.costi.importi) if card.costi else [],
    }
    for field, fact in card:
        for place, text in _texts(fact):
            names = usable.get((field, place), [])
            for name in sorted(_placeholders_in(text) - set(names)):
                wrong = f"il segnaposto {{{name}}} non si può riempire."
                yield Wrong((field,), wrong, _instead(name, (field, place), names), (place,))
    if card.costi:
        yield from _amounts(card.costi)
        yield from _figures(card.costi)


def _instead(name: str, place: tuple[str, str], usable: Sequence[str]) -> str:
    """What to do with a placeholder that nothing fills, and which ones there are."""
    wanted, cure = _WANTED.get(place, (None, ""))
    if name == wanted:
        return cure
    if usable:
        can = "si può" if len(usable) == 1 else "si possono"
        return f"Lo tolga o lo corregga: qui {can} scrivere {_listed(usable, 'e')}."
    if place == _COSTS:
        return "Lo tolga, o aggiunga il suo importo: qui per ora non c'è nessun segnaposto che si possa scrivere."
    return "Lo tolga: qui non c'è nessun segnaposto che si possa scrivere."


def _amounts(costs: Costs) -> Iterator[Wrong]:
    """Amounts that are stated, by names that a text can hold between braces, and that a text tells."""
    if costs.tipo == "importo" and not costs.importi:
        yield Wrong(_AMOUNTS, "manca l'importo.", "Scriva per esempio «bollo: 1600» (centesimi).")
    used = _placeholders_in(costs.testo)
    # Whoever mends a figure or a wrong placeholder is told there which names there are.
    is_told = bool(amounts.figures_in(costs.testo)) or not used <= set(costs.importi)
    for name in costs.importi:
        if not Identifier.regex.fullmatch(name):
            wrong = f"«{name}» non può stare tra graffe."
            yield Wrong(_AMOUNTS, wrong, one_word(name), (name, "__key__"))
        elif name not in used and not is_told:
            wrong = f"l'importo {{{name}}} non è nel testo dei costi, e il cittadino non lo leggerebbe."
            yield Wrong(_COSTS, wrong, f"Scriva {{{name}}} nel punto in cui va letta la cifra, o tolga l'importo.")


def one_word(name: str) -> str:
    """How to mend the name of an amount that no text can hold between braces."""
    example = amounts.proposed_name(name)
    return f"Usi una parola sola, in minuscolo, senza spazi né accenti: per esempio «{example}»."


def _figures(costs: Costs) -> Iterator[Wrong]:
    """Amounts that the text writes out, where nobody would find and change them, or with their currency twice."""
    names = [name for name in costs.importi if Identifier.regex.fullmatch(name)]
    for figure in amounts.figures_in(costs.testo):
        wrong = f"nel testo dei costi c'è la cifra «{figure}», ma le cifre si scrivono soltanto tra gli importi."
        yield Wrong(_COSTS, wrong, _name_instead(figure, names))
    for name in amounts.with_currency(costs.testo):
        if name in costs.importi:
            read = amounts.shown(costs.importi[name])
            wrong = f"accanto a {{{name}}} c'è scritto anche «euro», e il cittadino leggerebbe due volte la moneta."
            yield Wrong(_COSTS, wrong, f"Lasci solo {{{name}}}: si legge «{read}».")


def _name_instead(figure: str, names: Sequence[str]) -> str:
    if amounts.is_nothing(figure):
        return "Scriva che è gratuito, senza cifre."
    if names:
        instead = f"Al suo posto scriva {_listed(names, 'o')}, e la cifra nel suo importo"
        return f"{instead}; se è un altro, prima lo aggiunga."
    example = amounts.EXAMPLE
    cure = f"Aggiunga l'importo con un nome di una parola sola, per esempio «{example}»"
    return f"{cure}, e qui al suo posto scriva {{{example}}}."


def _listed(names: Collection[str], last: str) -> str:
    *others, final = (f"{{{name}}}" for name in names)
    return f"{', '.join(others)} {last} {final}" if others else final


def _texts(fact: object) -> Iterator[tuple[str, str]]:
    """Every text of a fact with the name of its place."""
    for place, value in fact if isinstance(fact, BaseModel) else ():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield place, text


def _placeholders_in(text: str) -> set[str]:
    """The names between braces; braces that are none, or that ask for a format, come as they are."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return {"…"}
    return {f"{name}:{form}" if form else name for _, name, form, _ in parts if name is not None}
