"""Ids of conversations: made here, unguessable, and recognised without keeping a list."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

_RANDOM_BYTES = 16
_TAG_BYTES = 16
_KEY_BYTES = 32


class ConversationIds:
    """Makes ids of 128 random bits and a tag, and recognises those that this key has made."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def new(self) -> str:
        """A new id, safe in a URL."""
        return self._spell(secrets.token_bytes(_RANDOM_BYTES))

    def knows(self, conversation_id: str) -> bool:
        """Whether the id was made with this key."""
        try:
            raw = base64.urlsafe_b64decode(conversation_id + "=" * (-len(conversation_id) % 4))
        except ValueError:
            return False
        # Base64 has many spellings of the same bytes: only ours is an id of ours.
        ours = self._spell(raw[:_RANDOM_BYTES])
        return hmac.compare_digest(ours.encode(), conversation_id.encode())

    def _spell(self, token: bytes) -> str:
        return base64.urlsafe_b64encode(token + self._tag(token)).decode().rstrip("=")

    def _tag(self, token: bytes) -> bytes:
        return hmac.digest(self._key, token, hashlib.sha256)[:_TAG_BYTES]


def pseudonym(key: bytes, kind: str, value: str | int) -> str:
    """What stands for a value that is not to be kept: the same for the same value, and without the key no way back.

    Args:
        key: the key of this installation.
        kind: what the value is, so that equal values of two kinds do not meet.
        value: for instance the number of a chat.
    """
    return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256).hex()


def permit(key: bytes, purpose: str) -> str:
    """What another process of this installation shows to be let in: nobody without the key can make it.

    Args:
        key: the key of this installation.
        purpose: what it opens, and nothing else.
    """
    return pseudonym(key, "permesso", purpose)


def key_from(path: Path) -> bytes:
    """The key in a file that only its owner may read; made at the first start.

    Raises:
        OSError: when the file can be neither read nor made.
        ValueError: when the file does not hold a whole key.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise ValueError(f"{path}: la chiave non è intera. Cancelli il file: ne nasce una nuova.") from None
        return key
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(_KEY_BYTES)
        file.write(key)
    return key
