"""A sentence as it is written in `data/risposte/`: its texts, its buttons, and what it shares with others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sportello.files import fingerprint


@dataclass(frozen=True)
class Piece:
    """One text that can be edited: what is said, or what stands on a button.

    Attributes:
        key: its name within the sentence, e.g. `testo`, `testo_telegram`, `tasto_2`.
        text: as it is written, with its placeholders.
        channels: where it is said; None is every channel that has no words of its own.
        shared_with: the names of the other sentences that are changed with it.
        payload: what a button stands for; None where it is no button.
    """

    key: str
    text: str
    channels: tuple[str | None, ...] = (None,)
    shared_with: tuple[str, ...] = ()
    payload: str | None = None

    @property
    def is_button(self) -> bool:
        """Whether it stands on a button."""
        return self.payload is not None


@dataclass(frozen=True)
class Variant:
    """What one channel says, or with None every other."""

    channel: str | None
    text: Piece
    buttons: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence by its name; the first variant is said everywhere but where there is another."""

    name: str
    file: str
    variants: tuple[Variant, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything in it that can be edited, each once, in order."""
        pieces = [piece for variant in self.variants for piece in (variant.text, *variant.buttons)]
        return tuple({piece.key: piece for piece in pieces}.values())

    @property
    def texts(self) -> dict[str, str]:
        """The texts by their keys."""
        return {piece.key: piece.text for piece in self.pieces}

    @property
    def fingerprint(self) -> str:
        """What tells this state of the sentence from any other."""
        return fingerprint(json.dumps([[piece.key, piece.text, piece.payload] for piece in self.pieces]))

    def with_texts(self, texts: Mapping[str, str]) -> Sentence:
        """The same sentence in other words; a key that is not given keeps its text."""

        def changed(piece: Piece) -> Piece:
            return replace(piece, text=texts.get(piece.key, piece.text))

        variants = (
            replace(variant, text=changed(variant.text), buttons=tuple(map(changed, variant.buttons)))
            for variant in self.variants
        )
        return replace(self, variants=tuple(variants))
