"""What a citizen sends, made ready for Rasa: the one gate of every channel."""

from __future__ import annotations

from sportello.carta import get_catalogue
from sportello.channels.errors import Refusal, Refused
from sportello.dialogue import choices
from sportello.privacy import masking
from sportello.statistics import clock


def typed(text: str, max_characters: int) -> str:
    """What was typed, on one line and masked, with nothing in front that makes it a command of Rasa.

    Raises:
        Refused: when it is longer than `max_characters`, or nothing is left of it.
    """
    clock.start()
    if len(text) > max_characters:
        raise Refused(Refusal.TOO_LONG)
    # JSON can spell half a character, which no database can store.
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    plain = " ".join(whole.split()).lstrip("/ ")
    if not plain:
        raise Refused(Refusal.EMPTY)
    # Before anything else sees it: neither store, log nor statistics are to hold personal data.
    return masking.mask(plain)


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
