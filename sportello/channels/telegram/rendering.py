"""Messages as Telegram shows them: escaped, within its limits, with phones that can be tapped.

The words are those of the web channel. Only the phones of the Carta change their spelling, to the
international one: Telegram makes calls of these alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from sportello.carta import Catalogue, get_catalogue, phones
from sportello.channels.telegram.sentences import sentence

_CHOSEN = "✓ "


@dataclass(frozen=True)
class Part:
    """One message of Telegram, in its HTML and, for when that is refused, without it."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None = None


def render(message: dict[str, Any], public_address: str | None) -> list[Part]:
    """The parts of one message of `sportello.channels.messages`, in order; the last has the choices.

    Args:
        message: what the web channel would answer.
        public_address: where the pages of the Carta are, for the source to lead there.
    """
    lines = [message["testo"], *_missing_contacts(message)]
    text = _with_tappable_phones("\n".join(line for line in lines if line))
    source = _source(message["fonte"], public_address)
    room = MessageLimit.MAX_TEXT_LENGTH - (_length(source.plain) + 2 if source else 0)
    bodies = split(text, room)
    parts = [Part(escape(body, quote=False), body) for body in bodies]
    if source:
        last = parts.pop()
        parts.append(Part(f"{last.html}\n\n{source.html}", f"{last.plain}\n\n{source.plain}"))
    last = parts.pop()
    return [*parts, Part(last.html, last.plain, keyboard(message["bottoni"]))]


def keyboard(buttons: Sequence[dict[str, str]]) -> InlineKeyboardMarkup | None:
    """One choice a row, so that long titles are whole on a phone; a code that does not fit is left out.

    Nothing that we issue is too long (a contract test says so): what cannot be sent back must not
    take the whole answer with it.
    """
    rows = [
        [InlineKeyboardButton(button["titolo"], callback_data=button["scelta"])]
        for button in buttons
        if len(button["scelta"].encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def marked(shown: InlineKeyboardMarkup, code: str) -> InlineKeyboardMarkup | None:
    """The same choices with a sign on the one that was taken; None where it has it already."""

    def mark(button: InlineKeyboardButton) -> InlineKeyboardButton:
        if button.callback_data != code or button.text.startswith(_CHOSEN):
            return button
        return InlineKeyboardButton(_CHOSEN + button.text, callback_data=code)

    rows = [[mark(button) for button in row] for row in shown.inline_keyboard]
    changed = InlineKeyboardMarkup(rows)
    return None if changed == shown else changed


def split(text: str, room: int) -> list[str]:
    """The text in parts of at most `room` UTF-16 units, cut between paragraphs, else lines, else words.

    At least one part, and no word is lost.
    """
    parts: list[str] = []
    for piece, joint in _pieces(text, room):
        joined = parts[-1] + joint + piece if parts else piece
        if parts and _length(joined) <= room:
            parts[-1] = joined
        else:
            parts.append(piece)
    return [part.strip("\n") for part in parts] or [""]


def _pieces(text: str, room: int) -> Iterator[tuple[str, str]]:
    """Pieces that fit, the longest that need no cut inside, each with what joins it to the one before."""
    for paragraph in text.split("\n\n"):
        if _length(paragraph) <= room:
            yield paragraph, "\n\n"
            continue
        joint = "\n\n"
        for line in paragraph.split("\n"):
            for words in _fitting(line, room):
                yield words, joint
                joint = " "
            joint = "\n"


def _fitting(line: str, room: int) -> Iterator[str]:
    """A line whole, or in words that fill the room, or in pieces of a word longer than that."""
    if _length(line) <= room:
        yield line
        return
    held = ""
    for word in (piece for whole in line.split(" ") for piece in _cut(whole, room)):
        if held and _length(f"{held} {word}") > room:
            yield held
            held = word
        else:
            held = f"{held} {word}" if held else word
    yield held


def _cut(word: str, room: int) -> Iterable[str]:
    # A sign outside the basic plane counts double: half the room always fits.
    half = max(room // 2, 1)
    return [word] if _length(word) <= room else [word[i : i + half] for i in range(0, len(word), half)]


def _length(text: str) -> int:
    """As Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _missing_contacts(message: dict[str, Any]) -> list[str]:
    """The contacts that the text itself does not give, as the widget adds them."""
    lines = []
    for contact in message["contatti"]:
        ways = [way for way in (contact["telefono"], contact["email"]) if way]
        if not any(way in message["testo"] for way in ways):
            lines.append(f"{contact['etichetta']}: {', '.join(ways)}")
    return lines


def _source(source: dict[str, Any] | None, public_address: str | None) -> Part | None:
    if not source:
        return None
    document, section = source["documento"], source.get("sezione")
    said = (
        sentence("fonte", documento=document, sezione=section)
        if section
        else sentence("fonte_senza_sezione", documento=document)
    )
    checked = source["verificato_il"]
    when = dt.date.fromisoformat(checked).strftime("%d/%m/%Y") if checked else None
    dated = f" {sentence('verificato', data=when)}" if when else ""
    shown = escape(said, quote=False)
    if public_address:
        shown = f'<a href="{escape(public_address + source["url"])}">{shown}</a>'
    return Part(f"<i>{shown}{escape(dated, quote=False)}</i>", said + dated)


def _with_tappable_phones(text: str) -> str:
    pattern, spelled = _phones(get_catalogue())
    return pattern.sub(lambda match: spelled[match.group()], text) if spelled else text


@lru_cache(maxsize=1)
def _phones(catalogue: Catalogue) -> tuple[re.Pattern[str], dict[str, str]]:
    """Every phone of the Carta as it is shown, and how it is spelled for a call."""
    printed = {c.telefono for s in catalogue.services for c in catalogue.contacts(s.id) if c.telefono}
    spelled = {phones.shown(phone): phones.international(phone) for phone in printed}
    longest_first = sorted(spelled, key=len, reverse=True)
    # Not a part of a longer number, and not one that has its prefix already.
    return re.compile(rf"(?<![\d+])(?<!\+39 )(?:{'|'.join(map(re.escape, longest_first))})(?!\s?\d)"), spelled
