"""The names of services: as printed in titles, and as the present Carta knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from sportello.carta.model import Card, Carta
from sportello.importing.lines import clean, is_upper
from sportello.text import fold

# What a printed title must reach, of 100, to be the name of a service of ours beyond doubt.
SURE = 92
# From here on it is one unless something speaks against it, and may be one if something speaks for it.
PROBABLE, LIKELY = 80, 60
_BY_ACRONYM = 88.0
_PARENTHESES = re.compile(r"\s*\(([^()]*)\)")
_ACRONYM = re.compile(r"^(?:[A-Z]\.?){2,7}\d?$|^[A-Z]{1,5}\d{1,2}$")
_EMPTY_WORDS = frozenset(
    """a ad agli ai al alla alle allo con da dal dalla degli dei del della delle dello di e ed gli i il in l la le lo
    nel nella o per presso su sul sulla tra un una uno d dell all nell servizio servizi sociale sociali""".split()
)


@dataclass(frozen=True)
class Title:
    """What a service is called in the new edition."""

    name: str
    acronym: str | None = None


def title_of(printed: str) -> Title:
    """The name and acronym in a printed title such as `ADM (Assistenza Domiciliare Minori)`."""
    printed = clean(printed).strip(" .:;-–")
    inner = _PARENTHESES.findall(printed)
    outer = _PARENTHESES.sub("", printed).strip(" -–")
    if len(inner) == 1 and outer:
        for name, acronym in ((inner[0], outer), (outer, inner[0])):
            if _ACRONYM.match(acronym) and not _ACRONYM.match(name):
                return Title(_spoken(name), acronym.replace(".", ""))
    return Title(_spoken(printed))


def _spoken(name: str) -> str:
    """A name in capitals as people write it; acronyms keep theirs."""
    if not is_upper(name) or _ACRONYM.match(name):
        return name[:1].upper() + name[1:]
    from sportello.words import italian_words  # takes a second, and titles in capitals are few

    known = italian_words()
    spoken = re.sub(r"[^\W\d_]+", lambda w: w[0].lower() if _is_word(w[0], known) else w[0], name)
    return spoken[:1].upper() + spoken[1:]


def _is_word(word: str, known: frozenset[str]) -> bool:
    return len(word) == 1 or len(word) > 5 or fold(word) in known


class KnownNames:
    """How the services and groups of the present Carta are called."""

    def __init__(self, carta: Carta) -> None:
        self.cards: dict[str, Card] = {card.id: card for card in (*carta.gruppi, *carta.servizi)}
        self._names: dict[str, frozenset[str]] = {card.id: _folded(_names_of(card)) for card in self.cards.values()}

    def likeness(self, title: Title, card_id: str) -> float:
        """How surely a title names this service or group, 0 to 100."""
        names, said = self._names[card_id], fold(title.name)
        by_name = max((_alike(said, name) for name in names), default=0.0)
        # Two services may have one acronym: alone it is not sure.
        return max(by_name, _BY_ACRONYM if title.acronym and fold(title.acronym) in names else 0.0)

    def named(self, printed: str, least: float = SURE) -> str | None:
        """The id of the service or group that a printed title names best, as surely as is asked."""
        title = title_of(printed)
        best = max(self.cards, key=lambda card_id: self.likeness(title, card_id), default=None)
        return best if best is not None and self.likeness(title, best) >= least else None


def _names_of(card: Card) -> list[str]:
    short = [getattr(card, "sigla", None), getattr(card, "nome_breve", None)]
    return [name for name in (card.nome, card.id, *short, *card.alias) if name]


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(fold, names)))


def _alike(first: str, second: str) -> float:
    """100 for the same words; less where one says more, or spells otherwise."""
    if first == second:
        return 100.0
    mine, theirs = _content(first), _content(second)
    if not mine or not theirs:
        return 0.0
    whole = fuzz.token_sort_ratio(" ".join(mine), " ".join(theirs))
    part = fuzz.token_set_ratio(" ".join(mine), " ".join(theirs)) if min(len(mine), len(theirs)) > 1 else 0.0
    return float(max(0.97 * whole, 0.85 * part))


@lru_cache(maxsize=4096)
def _content(name: str) -> tuple[str, ...]:
    words = tuple(name.split())
    return tuple(word for word in words if word not in _EMPTY_WORDS) or words
