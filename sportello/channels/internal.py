"""What the processes of one installation say to each other: where, and by which permit. Imports no Rasa."""

from __future__ import annotations

from pathlib import Path

from sportello.channels.identity import key_from, permit

TRIAL_PATH = "/interno/prova"
_PURPOSE = "prova di una frase"


def authorization(key_file: Path) -> str:
    """The header `Authorization` by which the assistant knows that the console of this installation asks.

    Raises:
        OSError: when the key can be neither read nor made.
        ValueError: when the file does not hold a whole key.
    """
    return f"Bearer {permit(key_from(key_file), _PURPOSE)}"
