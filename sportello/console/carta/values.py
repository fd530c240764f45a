"""What is typed into one field, and what of it goes into the file."""

from __future__ import annotations

import re
from collections.abc import Collection

from sportello.text import fold

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_LONGEST_ID = 32
_SMALL_WORDS = frozenset(
    "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle "
    "da dal dalla in nel nella con per su sul sulla e ed o che chi".split()
)
_EURO = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?", re.ASCII)


def line(text: str) -> str:
    """A text on one line, with single blanks and nothing that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text.replace("\u00ad", "")).split())


def paragraphs(text: str) -> str:
    """A text with its line breaks, each line like `line`, without empty ones."""
    return "\n".join(lines(text))


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [clean for each in text.splitlines() if (clean := line(each))]


def clock(text: str) -> str:
    """An hour as the file has it, `9`, `9.30` and `9:30` included; anything else as it was typed."""
    found = _CLOCK.fullmatch(line(text))
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else line(text)


def date(text: str) -> str:
    """A day as the file has it, `22/11/2026` included; anything else as it was typed."""
    found = _DAY.fullmatch(line(text))
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else line(text)


def cents(text: str) -> str | None:
    """The cents of an amount in euro, `16`, `16,00`, `1.600,50` and `16.50`; None where it is no amount above zero."""
    typed = line(text).replace("€", "").replace("euro", "").strip()
    if re.fullmatch(r"[0-9]+\.[0-9]{1,2}", typed):
        typed = typed.replace(".", ",")
    found = _EURO.fullmatch(typed)
    if not found:
        return None
    amount = int(found[1].replace(".", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    return str(amount) if amount else None


def euro(amount: str) -> str:
    """An amount in cents as it is typed, `1600` as `16,00`; anything else as it is."""
    return f"{int(amount) // 100},{int(amount) % 100:02}" if amount.isdecimal() and amount.isascii() else amount


def proposed_id(name: str, taken: Collection[str] = ()) -> str:
    """A short id made of a name: plain letters, digits and low lines, another one than those that are taken."""
    said = [word for word in fold(name).split() if word not in _SMALL_WORDS] or fold(name).split() or ["servizio"]
    made = said[0][:_LONGEST_ID] if said[0][0].isalpha() else f"n{said[0]}"[:_LONGEST_ID]
    for word in said[1:]:
        if len(made) + len(word) >= _LONGEST_ID:
            break
        made += f"_{word}"
    number, found = 2, made
    while found in taken:
        found, number = f"{made}_{number}", number + 1
    return found
