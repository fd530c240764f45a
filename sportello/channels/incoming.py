"""What a citizen sends, made ready for Rasa: the one gate of every channel."""

from __future__ import annotations

import re

from sportello.carta import get_catalogue
from sportello.channels.errors import Refusal, Refused
from sportello.dialogue import choices
from sportello.privacy import masking
from sportello.statistics import clock

# Nobody means to send tags; what stands between them may be a question.
_MARKUP = re.compile(r"<script\b.*?</script\s*>|</?[a-z!][^<>]*>", re.IGNORECASE | re.DOTALL)


def typed(text: str, max_characters: int) -> str:
    """What was typed, on one line, without markup and masked, and nothing in front that makes it a command of Rasa.

    Raises:
        Refused: when it is longer than `max_characters`, or nothing is left of it.
    """
    clock.start()
    if len(text) > max_characters:
        raise Refused(Refusal.TOO_LONG)
    # JSON can spell half a character, which no database can store.
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    plain = _on_one_line(_MARKUP.sub(" ", whole)) or _on_one_line(whole)
    if not plain:
        raise Refused(Refusal.EMPTY)
    # Before anything else sees it: neither store, log nor statistics are to hold personal data.
    return masking.mask(plain)


def _on_one_line(text: str) -> str:
    return " ".join(text.split()).lstrip("/ ")


def chosen(code: str) -> str:
    """The payload for Rasa of a button's code.

    Raises:
        Refused: when the code is none that we issue, or of a service that is no more.
    """
    clock.start()
    try:
        return choices.to_payload(code, get_catalogue())
    except choices.UnknownChoice:
        raise Refused(Refusal.UNKNOWN_CHOICE) from None
