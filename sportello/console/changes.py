"""A draft told in the operators' words: which facts, phrases and sentences change, and how."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from sportello.carta import CartaError, Catalogue
from sportello.carta.difference import differences
from sportello.carta.load import read_text
from sportello.carta.model import Carta
from sportello.console.carta.overview import NEW, names, speaker
from sportello.console.catalogue import drafted, in_force
from sportello.console.draft import Change, Draft
from sportello.console.phrases import words
from sportello.console.phrases.lines import PhraseLines, StrangeFile
from sportello.console.sentences import described
from sportello.console.titles import FACTS, PHRASES, SENTENCES, kind_of, title_of
from sportello.nlu.phrases import Lesson, PhrasesError
from sportello.sentences.book import UnreadableFile, sentences_in
from sportello.sentences.descriptions import Descriptions
from sportello.sentences.model import Piece

_CARTA = Path("carta.yml")
_ORDER, _AMOUNTS = "ordine", "importi"


@dataclass(frozen=True)
class Line:
    """One thing that changes: what was there before and what is now; None where there was or is nothing.

    `place` says where, from the whole to the part: of a fact the service and its fields, as the file names
    them; of a phrase what it teaches; of a sentence its title, with `piece` for which of its texts.
    """

    place: tuple[str, ...]
    before: str | None
    after: str | None
    piece: Piece | None = None


_Reader = Callable[[str | None, str | None], Iterable[Line]]


@dataclass(frozen=True)
class Told:
    """One changed file: its name, what kind of things it holds, its changes, and whether it was changed by hand too.

    `title` is what it is called in pages; `kind` is that of `titles.kind_of`; `mark` tells these changes from
    others of the same file.
    """

    name: str
    title: str
    kind: str
    lines: Sequence[Line]
    conflict: bool
    mark: str


def told(draft: Draft) -> list[Told]:
    """Every changed file of a draft, in order."""
    changes = draft.changes()
    if not changes:
        return []
    catalogues, titles = (in_force(draft), drafted(draft)), described(draft)
    return [_told(change, catalogues, titles) for change in changes]


def _told(change: Change, catalogues: tuple[Catalogue, Catalogue], titles: Descriptions) -> Told:
    readers: dict[str, _Reader] = {
        FACTS: _facts,
        PHRASES: partial(_phrases, change.name, catalogues),
        SENTENCES: partial(_sentences, change.name, titles),
    }
    kind = kind_of(change.name)
    read = readers.get(kind, _lines)
    try:
        lines = list(read(change.before, change.after))
    except (yaml.YAMLError, CartaError, PhrasesError, StrangeFile, UnreadableFile, KeyError):
        lines = list(_lines(change.before, change.after))  # not to be read as what it should be: shown as it is
    title = title_of(change.name, catalogues[::-1], titles)
    return Told(change.name, title, kind, lines, change.conflict, change.mark)


def _facts(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = (read_text(text or "", _CARTA) for text in (before, after))
    contents = [json.loads(carta.json()) for carta in (old, new)]
    known, now = map(names, contents)
    called = known | {card_id: name if card_id in known else f"{name} ({NEW})" for card_id, name in now.items()}
    for each in differences(old, new):
        fields = tuple(each.field.split(" → ")) if each.field else ()
        place = (called.get(each.place, each.place), *fields)
        if fields == (_ORDER,):
            yield Line(place, _in_order(old), _in_order(new))
        else:
            yield Line(place, _said(each.before, fields, contents[0]), _said(each.after, fields, contents[1]))


def _in_order(carta: Carta) -> str:
    return "\n".join(service.nome for service in carta.servizi)


def _said(text: str | None, fields: Sequence[str], content: Mapping[str, object]) -> str | None:
    """A value as people read it; lists have a line for each."""
    if text is None or not fields:
        return text
    say, entry = speaker(content), _AMOUNTS if _AMOUNTS in fields else fields[-1]
    return "\n".join(say(line, entry) for line in text.splitlines())


def _phrases(
    name: str, catalogues: tuple[Catalogue, Catalogue], before: str | None, after: str | None
) -> Iterable[Line]:
    old, new = (_lessons(name, text) for text in (before, after))
    for text, lesson in old.items():
        if text not in new:
            yield Line((words.lesson_words(lesson, catalogues[0]),), text, None)
    for text, lesson in new.items():
        if old.get(text) != lesson:
            yield Line((words.lesson_words(lesson, catalogues[1]),), None, text)


def _lessons(name: str, text: str | None) -> dict[str, Lesson]:
    phrases = PhraseLines(text, Path(name)).phrases() if text else []
    return {phrase.text: phrase.lesson for phrase in phrases}


def _sentences(name: str, titles: Descriptions, before: str | None, after: str | None) -> Iterable[Line]:
    old, new = (_pieces(name, text) for text in (before, after))
    for key in [*old, *(key for key in new if key not in old)]:
        was, now = old.get(key), new.get(key)
        texts = was.text if was else None, now.text if now else None
        if texts[0] != texts[1]:
            yield Line((titles.of(key[0]).title,), *texts, piece=now or was)


def _pieces(name: str, text: str | None) -> dict[tuple[str, str], Piece]:
    sentences = sentences_in(name, text) if text else ()
    return {(sentence.name, piece.key): piece for sentence in sentences for piece in sentence.pieces}


def _lines(before: str | None, after: str | None) -> Iterable[Line]:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    for line in difflib.ndiff(old, new):
        if line.startswith("- "):
            yield Line((), line[2:], None)
        elif line.startswith("+ "):
            yield Line((), None, line[2:])
