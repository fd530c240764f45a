"""Names of persons where they are said to be names: "mi chiamo …", "mio figlio …", "sono Maria Rossi"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sportello.privacy.found import Found
from sportello.privacy.marks import Kind
from sportello.text import plain

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What stands inside surnames: "De Santis", "El Amrani".
_PARTICLES = frozenset("de di del della dello degli lo la li el al ben van von d' da dal dalla".split())
# What is joined to a word by an apostrophe and makes no name of it: "l'assistente", "dall'affitto".
_JOINED = re.compile(
    r"(?:l|un|dell|all|dall|nell|sull|coll|quell|quest|bell|c|m|t|s|v|n|gl|com|dov|quant|anch)['’]", re.IGNORECASE
)
_MOST_WORDS = 4
_SHORTEST_UNKNOWN = 4

_KIN = (
    r"figli[oae]|bambin[oa]|bimb[oa]|neonat[oa]|marito|moglie|mamma|madre|pap[aà]['’]?|padre|nonn[oa]|zi[oa]|fratell(?:o|ino)|sorell(?:a|ina)"
    r"|nipot(?:e|ino|ina)|suocer[oa]|cognat[oa]|cugin[oa]|compagn[oa]|ragazz[oa]|fidanzat[oa]|amic[oa]|vicin[oa]|badante|minore|assistit[oa]|alunn[oa]"
)
_TITLES = (
    r"signorina|signor[ae]?|sig\.?(?:ra|na)?\.?|dottoressa|dottore?|dott?\.?(?:ssa)?\.?|avvocat[oa]|avv\.|professor(?:e|essa)|prof\.?(?:ssa)?\.?"
    r"|geom\.|ing\.|arch\.|rag\.|don|suor"
)
# After these words comes a name, whatever it is like.
_CALLED = re.compile(
    r"\b(?:mi\s+(?:chiamo|kiamo|presento)|m['’]?\s?chiamo|il\s+mio\s+nome(?:\s+completo)?(?:\s+(?:è|e['’]?))?|di\s+nome|(?:si|e['’]|è)\s+chiama(?:no)?"
    r"|(?:cog)?nome(?:\s+e\s+(?:cog)?nome)?\s*:?|firmato\s*:|my\s+name\s+is|me\s+llamo|je\s+m['’]appelle)[\s:,]*(?:sono\s+|è\s+|e['’]\s+)?",
    re.IGNORECASE,
)
# After these a name may come.
_MAYBE = re.compile(
    rf"\b(?:(?:{_KIN})(?:\s+(?:gemell[oa]|maggiore|minore|grande|piccol[oa]))?(?:\s*,\s*|\s*\(|\s+)"
    rf"|(?:{_TITLES})\s*|(?:io\s+)?(?:sono|sn)\s+|qui\s+|(?:a\s+nome|per\s+conto|intestat[oa]\s+a|a\s+firma)\s+(?:di\s+)?)",
    re.IGNORECASE,
)
# Here a given name may come, or the place where somebody is from.
_OF = re.compile(rf"\b(?:{_KIN})\s+di\s+", re.IGNORECASE)
# At the end of a letter.
_SIGNED = re.compile(
    r"(?:salut[oi]|grazie(?:\s+mille)?|cordialmente|in\s+fede)[\s,.!:\-]+(?=[^\W\d_]+(?:\s+[^\W\d_]+){0,3}[\s.!]*$)",
    re.IGNORECASE,
)
# The names of saints and of the famous are places: "San Carlo", "ospedale Fatebenefratelli".
_PLACE_BEFORE = frozenset(
    "san santa santo sant s don papa via viale piazza largo corso istituto scuola ospedale asilo parco".split()
)


@dataclass(frozen=True)
class Lexicon:
    """What is known of words, all of them in small letters without accents.

    Attributes:
        given: given names that are no other word of today's Italian.
        words_too: given names that are other words as well ("felice", "viola").
        surnames: frequent surnames, many of which are other words.
        known: words of Italian and of the Carta.
    """

    given: Collection[str]
    words_too: Collection[str]
    surnames: Collection[str]
    known: Collection[str]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    key: str
    capital: bool


class NameFinder:
    """Finds names by the words before them and by what the lexicon knows.

    A capital letter counts as a hint, unless the whole message is written in capitals.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._rules = (
            (_CALLED, self._may_be_called),
            (_MAYBE, self._is_name),
            (_SIGNED, self._is_name),
            (_OF, self._is_given),
        )

    def find(self, text: str) -> Iterator[Found]:
        """The names in a text, those that overlap included."""
        words = _words(text)
        starts = {word.start: n for n, word in enumerate(words)}
        for pattern, accepts in self._rules:
            for match in pattern.finditer(text):
                place = starts.get(match.end())
                if place is not None and accepts(words, place):
                    yield self._from(words, place, text)
        for place in range(len(words) - 1):
            if self._is_full_name(words, place, text):
                yield self._from(words, place, text)

    def _from(self, words: list[_Word], place: int, text: str) -> Found:
        """The name that begins here, with every word that belongs to it."""
        last = place
        for n in range(place + 1, min(place + _MOST_WORDS, len(words))):
            if text[words[n - 1].end : words[n].start].strip(" "):
                break  # a sign ends a name
            if self._continues(words[n]):
                last = n
            elif words[n].key not in _PARTICLES:
                break
        return Found(words[place].start, words[last].end, Kind.NAME)

    def _continues(self, word: _Word) -> bool:
        known = self._lexicon
        if word.key in known.given or word.key in known.surnames:
            return True
        return word.capital and (word.key not in known.known or word.key in known.words_too)

    def _may_be_called(self, words: list[_Word], place: int) -> bool:
        """Whether a word can be a name where a name is announced."""
        word = words[place]
        known = self._lexicon
        if word.key in known.given or word.key in known.words_too or word.key in known.surnames:
            return True
        unknown = word.key not in known.known and word.key not in _PARTICLES
        return unknown and (word.capital or len(word.key) >= _SHORTEST_UNKNOWN)

    def _is_name(self, words: list[_Word], place: int) -> bool:
        """Whether a word is a name where other words may stand as well."""
        word = words[place]
        known = self._lexicon
        if word.key in known.given:
            return True
        if word.key in known.words_too:
            return word.capital or self._surname_follows(words, place)
        if word.key in known.surnames:
            return word.capital
        return word.capital and word.key not in known.known and len(word.key) >= _SHORTEST_UNKNOWN

    def _is_given(self, words: list[_Word], place: int) -> bool:
        """Whether a word is a given name, whatever else could be named here."""
        word = words[place]
        return word.key in self._lexicon.given or (word.key in self._lexicon.words_too and word.capital)

    def _surname_follows(self, words: list[_Word], place: int) -> bool:
        return place + 1 < len(words) and words[place + 1].key in self._lexicon.surnames

    def _is_full_name(self, words: list[_Word], place: int, text: str) -> bool:
        """Whether a given name with its surname begins here, announced by nothing."""
        first, second = words[place], words[place + 1]
        known = self._lexicon
        if text[first.end : second.start].strip(" ") or (place and words[place - 1].key in _PLACE_BEFORE):
            return False
        if first.key in _PLACE_BEFORE or not self._is_given(words, place) or (first.capital and not second.capital):
            return False
        if second.key in known.surnames or second.key in known.given:
            return second.capital or (second.key in known.surnames and second.key not in known.known)
        return second.capital and second.key not in known.known and len(second.key) >= _SHORTEST_UNKNOWN


def _words(text: str) -> list[_Word]:
    found = [match for match in _WORD.finditer(text) if not _JOINED.match(match.group())]
    shouted = sum(m.group().isupper() for m in found) * 2 > len(found)
    return [
        _Word(m.start(), m.end(), m.group(), plain(m.group()).replace("'", ""), m.group()[0].isupper() and not shouted)
        for m in found
    ]


@lru_cache(maxsize=8)
def read_words(path: Path) -> frozenset[str]:
    """The words of a list, one a line; lines that begin with # are for who edits it.

    Raises:
        OSError: when the list cannot be read.
    """
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(plain(line) for line in lines if line and not line.startswith("#"))
