"""Passwords: which are good enough, and how they are kept.

What counts is length and that nobody would try it (NIST SP 800-63B): no rule asks for signs or capitals,
and none expires by itself.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from sportello.text import plain

SHORTEST = 12
LONGEST = 200
_HASHER = PasswordHasher()
# Each takes 64 MB: a crowd at the door must not take all of the memory.
_AT_ONCE = threading.BoundedSemaphore(2)

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_ROW = 4
_TRIED_FIRST = frozenset(
    "accesso admin administrator amministratore amministrazione amore benvenuta benvenuto buongiorno cambiami ciao "
    "comune console dashboard default entra forza iloveyou inter italia juventus letmein login mamma master milan "
    "napoli operatore operatrice parola pass passw0rd password pippo prova provvisoria qwerty roma segreta segreto "
    "servizi sociali sportello superman test tiamo user utente welcome".split()
)
_SHORTEST_NAME = 3
# So few signs, left when what everybody tries is taken away, keep nobody out.
_FEW_LEFT = 2
_LEAST_DIFFERENT = 5
# Without letters and digits that are taken for one another.
_CLEAR_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def problems(password: str, *known: str) -> list[str]:
    """What is wrong with a new password, each said with its cure; empty when it is good.

    Args:
        password: as it was typed.
        known: what others know of the person: the name of the account, the full name.
    """
    found = []
    if len(password) < SHORTEST:
        found.append(
            f"La password è corta: ha {len(password)} caratteri e ne servono almeno {SHORTEST}. "
            "Vanno bene tre o quattro parole a caso."
        )
    if len(password) > LONGEST:
        found.append(f"La password è troppo lunga. Usi al massimo {LONGEST} caratteri.")
    letters = _letters(password)
    if letters and any(letters == _letters(name) for name in known):
        found.append("La password è uguale al nome. Ne scelga un'altra.")
    elif not found and _is_obvious(password, known):
        found.append("La password è tra le prime che un estraneo proverebbe. Ne scelga una meno prevedibile.")
    return found


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


def _is_obvious(password: str, known: tuple[str, ...]) -> bool:
    """Whether it is a few signs again and again, or made only of what everybody tries, and numbers."""
    if len(set(password.lower())) < _LEAST_DIFFERENT:
        return True
    names = {_letters(part) for name in known for part in re.split(r"[\W_]+", name)}
    tried = {*_TRIED_FIRST, *_rows(), *(name for name in names if len(name) >= _SHORTEST_NAME)}
    pattern = "|".join(map(re.escape, sorted(tried, key=len, reverse=True)))
    letters = _letters(password)
    return letters != "" and len(re.sub(rf"{pattern}|\d", "", letters)) <= _FEW_LEFT


def _rows() -> set[str]:
    """Neighbours in the alphabet or on the keyboard, in both directions."""
    lengths = range(_SHORTEST_ROW, max(map(len, _ROWS)) + 1)
    lines = [line for row in _ROWS for line in (row, row[::-1])]
    return {line[start : start + n] for line in lines for n in lengths for start in range(len(line) - n + 1)}


def one_time() -> str:
    """A password to tell somebody, who then chooses another: about 99 bits, easy to read aloud."""
    signs = [secrets.choice(_CLEAR_SIGNS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[start : start + _GROUP]) for start in range(0, len(signs), _GROUP))


def hashed(password: str) -> str:
    """What is kept instead of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; takes as long when there is none."""
    if len(password) > LONGEST:
        kept, password = None, ""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept or _nobodys(), _normal(password)) and kept is not None
    except (VerificationError, ValueError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was kept in a way that is no longer the strongest."""
    return _HASHER.check_needs_rehash(kept)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex())


def _normal(password: str) -> bytes:
    # The same accented letter comes as one sign or as two, as the keyboard wants.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
