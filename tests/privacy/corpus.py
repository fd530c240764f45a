"""Messages with planted data between tags, read for the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from sportello.privacy.marks import Kind

FOLDER = Path(__file__).parent
KINDS = {
    "cf": Kind.FISCAL_CODE,
    "piva": Kind.VAT_NUMBER,
    "iban": Kind.IBAN,
    "carta": Kind.CARD,
    "telefono": Kind.PHONE,
    "email": Kind.EMAIL,
    "indirizzo": Kind.ADDRESS,
    "targa": Kind.PLATE,
    "documento": Kind.DOCUMENT,
    "nascita": Kind.BIRTH,
    "nome": Kind.NAME,
}
_TAG = re.compile(r"<(\w+)>(.*?)</\1>")
_WORD = re.compile(r"\w{2,}")
_SHORTEST = 6


@dataclass(frozen=True)
class Planted:
    """A message, and what in it is personal."""

    text: str
    data: tuple[tuple[Kind, str], ...]
    harmless: frozenset[str]

    def remains(self, masked: str, value: str) -> bool:
        """Whether any word or number of a planted value can still be read."""
        words = set(_WORD.findall(value)) - self.harmless
        return not words.isdisjoint(_WORD.findall(masked))


@lru_cache(maxsize=1)
def messages() -> tuple[Planted, ...]:
    """Both files: the one that the rules were made with and the one that was kept apart."""
    return (*from_file(FOLDER / "messaggi.yml"), *from_file(FOLDER / "tenuti_da_parte.yml"))


def from_file(path: Path) -> tuple[Planted, ...]:
    return tuple(_planted(tagged) for tagged in yaml.safe_load(path.read_text(encoding="utf-8")))


def _planted(tagged: str) -> Planted:
    data = tuple((KINDS[tag], value) for tag, value in _TAG.findall(tagged))
    return Planted(_TAG.sub(r"\2", tagged), data, frozenset(_WORD.findall(_TAG.sub(" ", tagged))))


def values(planted: Iterable[Planted]) -> set[str]:
    """What was given away; shorter values would stand by chance in any file."""
    return {value for message in planted for _, value in message.data if len(value) >= _SHORTEST}


def spelt(value: str) -> re.Pattern[bytes]:
    """A planted value between words, as UTF-8 or as JSON writes it."""
    ways = {value.encode(), value.encode("unicode_escape"), re.sub(r"\W", "", value).encode()}
    return re.compile(rb"(?<!\w)(?:" + b"|".join(map(re.escape, sorted(ways))) + rb")(?!\w)", re.IGNORECASE)
