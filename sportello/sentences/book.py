"""Reads and edits a file of `data/risposte/` as a person would: only what is changed changes.

Comments, order, quotes and the anchors of shared texts stay as they are written.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, ScalarString

from sportello.sentences.model import Piece, Sentence, Variant

_NEVER_FOLDED = 1_000_000


class UnreadableFile(ValueError):
    """A file of sentences that is no YAML, or has another shape; its message is for operators."""


# The same for all places of one text that is shared by an anchor.
_Identity = tuple[int, str]


@dataclass(frozen=True)
class _Place:
    """Where a text stands: a mapping of the document and the key in it."""

    holder: Any
    key: str

    @property
    def scalar(self) -> Any:
        return self.holder[self.key]

    @property
    def identity(self) -> _Identity:
        anchor = getattr(self.scalar, "anchor", None)
        # A shared list of buttons is one list in the document, a shared text is one scalar in several mappings.
        return (id(self.scalar), "") if anchor is not None and anchor.value else (id(self.holder), self.key)


@dataclass(frozen=True)
class _Written:
    """A variant in the document."""

    channel: str | None
    text: _Place
    buttons: tuple[_Place, ...] = ()

    @property
    def places(self) -> tuple[_Place, ...]:
        return (self.text, *self.buttons)


@lru_cache(maxsize=64)
def sentences_in(file: str, text: str) -> tuple[Sentence, ...]:
    """The sentences of a file, in order; none where it holds none.

    Args:
        file: its name within `data/`.
        text: what is written in it.

    Raises:
        UnreadableFile: when it cannot be read.
    """
    try:
        entries = list(_entries(_yaml().load(text)))
        users = _users(entries)
        return tuple(_sentence(file, name, variants, users) for name, variants in entries)
    except (YAMLError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise UnreadableFile(f"{file}: il testo non si lascia leggere come YAML. Chieda al tecnico.") from error


def changed(file: str, text: str, name: str, texts: Mapping[str, str]) -> str:
    """The whole file with other texts in one sentence; a shared text changes wherever it is said.

    Args:
        file: its name within `data/`.
        text: what is written in it.
        name: the sentence.
        texts: the new texts by the keys of its pieces.

    Raises:
        UnreadableFile: when the file cannot be read, or could not be written so that it reads as wanted.
        KeyError: when there is no such sentence or piece.
    """
    before = {sentence.name: sentence for sentence in sentences_in(file, text)}
    wanted = {piece.key: texts.get(piece.key, piece.text) for piece in before[name].pieces}
    document = _yaml().load(text)
    entries = list(_entries(document))
    places = [place for _, variants in entries for written in variants for place in written.places]
    for identity, key in _keys(dict(entries)[name]).items():
        same = [place for place in places if place.identity == identity]
        if wanted[key] != same[0].scalar:
            _put(same, wanted[key])
    written = io.StringIO()
    _yaml().dump(document, written)
    after = {sentence.name: sentence for sentence in sentences_in(file, written.getvalue())}
    if after[name].texts != wanted or list(after) != list(before):
        raise UnreadableFile(f"{file}: la modifica non si lascia scrivere. Chieda al tecnico.")
    return written.getvalue()


def _yaml() -> Any:
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = _NEVER_FOLDED
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _entries(document: Any) -> Iterator[tuple[str, list[_Written]]]:
    """Each sentence of a document with its variants."""
    document = document or {}
    for name, variants in (document.get("responses") or {}).items():
        yield name, [_variant(written) for written in variants]
    for code in document.get("errori") or {}:
        yield f"errori/{code}", [_Written(None, _Place(document["errori"], code))]
    for part, texts in (document.get("telegram") or {}).items():
        for name in texts:
            yield f"telegram/{part}/{name}", [_Written(None, _Place(texts, name))]


def _variant(written: Any) -> _Written:
    buttons = tuple(_Place(button, "title") for button in written.get("buttons") or ())
    return _Written(written.get("channel"), _Place(written, "text"), buttons)


def _keys(variants: list[_Written]) -> dict[_Identity, str]:
    """The keys of the pieces of a sentence; what two variants share has the key of the first."""
    keys: dict[_Identity, str] = {}
    for written in variants:
        suffix = f"_{written.channel}" if written.channel else ""
        keys.setdefault(written.text.identity, f"testo{suffix}")
        for number, place in enumerate(written.buttons, start=1):
            keys.setdefault(place.identity, f"tasto{suffix}_{number}")
    return keys


def _sentence(file: str, name: str, variants: list[_Written], users: Mapping[_Identity, list[str]]) -> Sentence:
    keys = _keys(variants)
    pieces = {}
    for identity, key in keys.items():
        found = [(written.channel, place) for written in variants for place in written.places]
        same = [(channel, place) for channel, place in found if place.identity == identity]
        place = same[0][1]
        payload = place.holder.get("payload") if place.key == "title" else None
        others = tuple(dict.fromkeys(user for user in users[identity] if user != name))
        channels = tuple(dict.fromkeys(channel for channel, _ in same))
        pieces[identity] = Piece(key, str(place.scalar), channels, others, None if payload is None else str(payload))
    return Sentence(
        name,
        file,
        tuple(
            Variant(
                written.channel,
                pieces[written.text.identity],
                tuple(pieces[place.identity] for place in written.buttons),
            )
            for written in variants
        ),
    )


def _users(entries: list[tuple[str, list[_Written]]]) -> dict[_Identity, list[str]]:
    """The sentences in which each text is used."""
    users: dict[_Identity, list[str]] = {}
    for name, variants in entries:
        for written in variants:
            for place in written.places:
                users.setdefault(place.identity, []).append(name)
    return users


def _put(places: list[_Place], text: str) -> None:
    """Writes a text in all the places that share it."""
    old = places[0].scalar
    new = _in_the_style_of(old, text)
    for place in places:
        if isinstance(new, LiteralScalarString) and not isinstance(old, LiteralScalarString):
            _without_line_end(place)
        place.holder[place.key] = new


def _in_the_style_of(old: Any, text: str) -> ScalarString:
    literal = isinstance(old, LiteralScalarString) or "\n" in text
    new: ScalarString = LiteralScalarString(text) if literal else DoubleQuotedScalarString(text)
    anchor = getattr(old, "anchor", None)
    if anchor is not None and anchor.value:
        new.yaml_set_anchor(anchor.value, always_dump=anchor.always_dump)
    return new


def _without_line_end(place: _Place) -> None:
    """The comment after a text in quotes begins with the end of its line, which a block writes by itself.

    Where it stands right below, its first line is then put at its column, and must not bring the blanks before it.
    """
    comments = place.holder.ca.items.get(place.key)
    token = comments[2] if comments else None
    if token is not None and token.value.startswith("\n"):
        token.value = token.value[1:].lstrip(" ")
