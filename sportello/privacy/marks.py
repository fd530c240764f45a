"""What stands in the place of a masked item: `[telefono]`, `[codice fiscale]` and so on."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """A kind of personal data; the value is the word between the brackets of its mark."""

    FISCAL_CODE = "codice fiscale"
    VAT_NUMBER = "partita IVA"
    IBAN = "IBAN"
    CARD = "carta di pagamento"
    PHONE = "telefono"
    EMAIL = "e-mail"
    ADDRESS = "indirizzo"
    PLATE = "targa"
    DOCUMENT = "documento"
    BIRTH = "data di nascita"
    NAME = "nome"

    @property
    def mark(self) -> str:
        """What is written instead."""
        return f"[{self.value}]"


_MARK = re.compile("|".join(re.escape(kind.mark) for kind in Kind))


def has_marks(text: str) -> bool:
    """Whether something in a text was masked."""
    return "[" in text and _MARK.search(text) is not None


def without(text: str) -> str:
    """What remains of a text when its marks are taken out."""
    return _MARK.sub("", text).strip()


def spans(text: str) -> list[tuple[int, int]]:
    """Where the marks of a text begin and end."""
    return [match.span() for match in _MARK.finditer(text)] if "[" in text else []
