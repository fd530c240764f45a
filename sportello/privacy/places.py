"""Addresses: a street with its number anywhere, without one where somebody says to live there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sportello.privacy.found import Found
from sportello.privacy.marks import Kind

_STREETS = (
    r"via|v\.le|viale|vialetto|vicolo|vico|piazzale|piazzetta|piazza|p\.?\s?zza|p\.le|corso|c\.so|largo|l\.go|strada"
    r"|contrada|cascina|c\.na|localit[aà]|loc\.|frazione|fraz\.|borgo|salita|lungomare|alzaia|calle"
)
# One word of a street's name: "S.", "dell'Asilo", also a day ("1° Maggio").
_WORD = r"(?:\d{1,2}[°º]?\s(?=[^\W\d_])|[^\W\d_]+(?:['’.][^\W\d_]+)*\.?)"
_NAME = rf"(?P<name>{_WORD}(?:\s+{_WORD}){{0,4}}?)"
_UNIT = r"€|euro|anni|ore|mesi|volte|giorni|figli|persone|minuti"
_NUMBER = (
    r"(?:\s*,\s*|\s+)(?:(?:n\.?|nr\.?|num\.?|numero|n°|civico)\s*)?(?!(?:19|20)\d\d)\d{1,4}(?:\s?[/\-]?\s?[a-z]\b|\s?(?:bis|ter)\b)?"
    rf"(?!\d|[.,:]\d|\w|\s?(?:{_UNIT}))"
)
_INSIDE = r"(?:[,\s]+(?:int(?:erno)?|scala|sc|piano)\.?\s?\w{1,3}\b)?"
_NUMBERED = re.compile(rf"\b(?:{_STREETS})\s+{_NAME}{_NUMBER}{_INSIDE}", re.IGNORECASE)
_HOMES = (
    r"abit\w+|viv(?:o|e|iamo|ono|ere)|resid\w+|domicili\w+|indirizzo|dorm(?:o|iamo)|(?:sto|stiamo|sta)(?:\s+di\s+casa)?"
    r"|casa(?:\s+(?:mia|popolare|aler|comunale))?"
)
_HOME = re.compile(
    rf"\b(?:{_HOMES})\b[^.;!?\d]{{0,25}}?\b(?P<street>(?:{_STREETS})\s+(?P<name>{_WORD}(?:\s+{_WORD}){{0,3}}))",
    re.IGNORECASE,
)
# Words with which a street's name does not begin: "in via d'urgenza", "via email", "corso di cucito".
_NO_STREET = frozenset(
    "di da dal dalla dai dall per e ed o a al alla con in i il la le lo gli un una che se ma mail email e-mail pec "
    "posta telefono whatsapp web libera crucis preferenziale eccezionale amministrativa definizione mia mio nel nella "
    "subito tutti tutto fino dopo prima serale online gratis gratuito inps formazione anticipo fino davanti".split()
)
_ELIDED = re.compile(r"(?:l|d|dall|all|un|c)['’]", re.IGNORECASE)
# With these a street's name may begin, but without a number also any description: "nel piazzale del mercato".
_DESCRIBES = frozenset("del dello della dell dei degli delle".split())
# Words that end a street's name where no number does.
_AFTER = frozenset(
    "a al alla e ed da dal dalla con che ma per ho sono mi non quanto come c'è il in nel nella vicino vorrei dove "
    "siamo abbiamo chi cerco oppure quando anche perché perche".split()
)


def find(text: str) -> Iterator[Found]:
    """The addresses in a text."""
    shouted = text.isupper()
    for match in _NUMBERED.finditer(text):
        if _begins_a_name(match["name"], shouted):
            yield Found.of(match, Kind.ADDRESS)
    for match in _HOME.finditer(text):
        if _begins_a_name(match["name"], shouted) and not _describes(match["name"], shouted):
            yield Found(match.start("street"), match.start("name") + _length_of_name(match["name"]), Kind.ADDRESS)


def _begins_a_name(name: str, shouted: bool) -> bool:
    """Whether what follows "via" can be its name; a capital makes one of most words: "via Di Vittorio"."""
    first = name.split()[0]
    is_capital = first[0].isupper() and not shouted and len(first) > 1
    return is_capital or (first.lower() not in _NO_STREET and not _ELIDED.match(first))


def _describes(name: str, shouted: bool) -> bool:
    """Whether words in small letters only say what a place is like: "del supermercato"."""
    first = re.split(r"[\s'’]", name)[0]
    return first.lower() in _DESCRIBES and (shouted or name == name.lower())


def _length_of_name(words: str) -> int:
    """How much of the words after "via" is its name."""
    end = 0
    for word in re.finditer(r"\S+", words):
        if end and word.group().lower() in _AFTER:
            break
        end = word.end()
    return end
