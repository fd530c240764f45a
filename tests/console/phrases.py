"""What tests of the room of the phrases look for in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx

from sportello.console.app import Console
from sportello.console.phrases import book
from sportello.nlu.phrases import Phrase
from tests.console.operators import Operator

Client = Callable[..., Operator]
NEW = "in casa mia non entra nessuno da settimane, mi servirebbero due braccia"


def words_of(page: httpx.Response) -> str:
    """What is read of a page."""
    main = page.text[page.text.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def phrases(console: Console) -> list[Phrase]:
    return list(book.read(console.draft).phrases)


def some(console: Console, **fields: str | None) -> Phrase:
    """A phrase with these fields."""
    return next(p for p in phrases(console) if all(getattr(p, name) == value for name, value in fields.items()))


def box(page: httpx.Response) -> str:
    """What stands in the box for new phrases."""
    found = re.search(r'<textarea id="frasi"[^>]*>\n?([^<]*)</textarea>', page.text)
    assert found
    return unescape(found[1])
