"""What people are called: at the door, and by their colleagues."""

from __future__ import annotations

import re

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_LONGEST_FULL_NAME = 100


def at_the_door(text: str) -> str:
    """A name as it is kept: capitals and small letters are the same."""
    return text.strip().lower()


def full(text: str) -> str:
    """A full name in one line."""
    return " ".join(text.split())


def name_problems(name: str) -> list[str]:
    """What is wrong with a name for the door, with its cure."""
    if _NAME.fullmatch(name):
        return []
    return [
        "Il nome per entrare non va bene. Usi da 2 a 64 lettere senza accenti, cifre, punti o trattini, "
        "senza spazi: per esempio «anna.rossi»."
    ]


def full_name_problems(full_name: str) -> list[str]:
    """What is wrong with a full name, with its cure."""
    if not full_name:
        return ["Manca il nome completo. Scriva nome e cognome: lo leggono i colleghi."]
    if len(full_name) > _LONGEST_FULL_NAME:
        return [f"Il nome completo è troppo lungo. Usi al massimo {_LONGEST_FULL_NAME} caratteri."]
    return []
