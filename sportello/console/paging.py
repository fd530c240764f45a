"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; pages are counted from 1."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def page_of(items: Sequence[T], asked: str, size: int) -> Page[T]:
    """The page that was asked for in an address; one that is not there is the nearest that is."""
    pages = max(1, -(-len(items) // size))
    number = int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else 1
    number = min(max(number, 1), pages)
    return Page(items[(number - 1) * size : number * size], number, pages, len(items))


def query(values: Mapping[str, str]) -> str:
    """The end of an address with these values, without the empty ones."""
    filled = {name: value for name, value in values.items() if value}
    return f"?{urlencode(filled)}" if filled else ""
