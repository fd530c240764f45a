"""The sentences of the answers as operators see and change them: read from the draft, written to the draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from sportello.carta.errors import Problem
from sportello.console.catalogue import drafted
from sportello.console.draft import Draft
from sportello.sentences.book import UnreadableFile, changed, sentences_in
from sportello.sentences.descriptions import FILE, Descriptions, descriptions
from sportello.sentences.model import Sentence
from sportello.sentences.occasions import Occasion
from sportello.sentences.readability import Readability, readability
from sportello.sentences.shelf import FOLDER, Filled, Shelf, filled

_BLANKS = re.compile(r"[^\S\n]+")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Soft hyphens, marks of order and of direction: they come with what is pasted, and nobody sees them.
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")
_NO_SIGNS = {"Cc", "Cs", "Co", "Cn"}
Errors = dict[str, list[str]]


class NoSuchSentence(LookupError):
    """There is no sentence of this name."""


@dataclass(frozen=True)
class Read:
    """What one channel says on an occasion, with its length and how it reads."""

    channel: str | None
    said: Filled
    length: int
    ease: Readability


@dataclass
class Refused(Exception):
    """A change that cannot be saved: nothing was written.

    Attributes:
        errors: what is wrong, by the keys of the pieces.
        now: the sentence as it has become meanwhile, where somebody else has changed it.
    """

    errors: Errors = field(default_factory=dict)
    now: Sentence | None = None


def shelf_of(draft: Draft) -> Shelf:
    """The drafted sentences with the drafted facts."""
    return Shelf({name: draft.read(name) or "" for name in draft.names(f"{FOLDER}/*.yml")}, drafted(draft))


def described(draft: Draft) -> Descriptions:
    """What each sentence is called and when it is said."""
    return descriptions(draft.read(FILE) or "")


def found(shelf: Shelf, name: str) -> Sentence:
    """The sentence of this name.

    Raises:
        NoSuchSentence: when there is none.
    """
    try:
        return shelf.sentences[name]
    except KeyError:
        raise NoSuchSentence(name) from None


def published(draft: Draft) -> dict[str, Sentence]:
    """Those sentences in force whose drafted file is another one, by their names."""
    live: dict[str, Sentence] = {}
    for change in draft.changes():
        if change.name.startswith(f"{FOLDER}/") and change.before is not None:
            try:
                live |= {each.name: each for each in sentences_in(change.name, change.before)}
            except UnreadableFile:
                continue
    return live


def typed_in(sentence: Sentence, sent: Mapping[str, str]) -> Sentence:
    """The sentence as somebody has typed it, without what cannot be seen."""
    return sentence.with_texts(
        {piece.key: cleaned(sent[piece.key], piece.is_button) for piece in sentence.pieces if piece.key in sent}
    )


def cleaned(text: str, one_line: bool = False) -> str:
    """A text without blanks at the ends of lines and signs that nobody sees, as they come with what is pasted."""
    seen = _UNSEEN.sub("", _LINE_END.sub("\n", unicodedata.normalize("NFC", text)))
    signs = "".join(sign for sign in seen if sign in "\n\t" or unicodedata.category(sign) not in _NO_SIGNS)
    lines = [_BLANKS.sub(" ", line).strip() for line in signs.split("\n")]
    return " ".join(line for line in lines if line) if one_line else "\n".join(lines).strip()


def errors_of(shelf: Shelf, sentence: Sentence) -> Errors:
    """What is wrong with a sentence, in sentences for a page."""
    return {key: [_said(problem) for problem in each] for key, each in shelf.problems(sentence).items()}


def read_on(sentence: Sentence, occasion: Occasion) -> list[Read]:
    """What each channel says on an occasion; nothing where a placeholder cannot be filled."""
    try:
        said = [(variant.channel, filled(variant, occasion)) for variant in sentence.variants]
    except (LookupError, ValueError):
        return []
    return [Read(channel, each, len(each.text), readability(each.text)) for channel, each in said]


def save(draft: Draft, name: str, seen: str, sent: Mapping[str, str]) -> bool:
    """Drafts other words for a sentence; returns whether anything has changed.

    Args:
        draft: where it is written.
        name: the sentence.
        seen: its fingerprint when the words were typed.
        sent: what was typed, by the keys of the pieces.

    Raises:
        NoSuchSentence: when there is none of this name.
        Refused: when something is wrong with it, or somebody else has changed it since.
        UnreadableFile: when its file cannot be edited.
    """
    with draft.changing():
        shelf = shelf_of(draft)
        now = found(shelf, name)
        typed = typed_in(now, sent)
        if now.fingerprint != seen:
            raise Refused(now=now)
        if typed.texts == now.texts:
            return False
        errors = errors_of(shelf, typed)
        if errors:
            raise Refused(errors)
        before = draft.read(now.file) or ""
        after = changed(now.file, before, name, typed.texts)
        errors = _elsewhere(draft, now, typed, after)
        if errors:
            raise Refused(errors)
        draft.write(now.file, after)
        return True


def put_back(draft: Draft, name: str, seen: str) -> bool:
    """Drafts a sentence as it is in force; returns whether that is another one than before.

    Args:
        draft: where it is written.
        name: the sentence.
        seen: the fingerprint of what is thrown away.

    Raises:
        NoSuchSentence: when there is none of this name.
        Refused: when somebody else has changed it since.
        UnreadableFile: when its file cannot be edited.
    """
    with draft.changing():
        now = found(shelf_of(draft), name)
        if now.fingerprint != seen:
            raise Refused(now=now)
        live = published(draft).get(name, now)
        texts = {key: text for key, text in live.texts.items() if key in now.texts}
        if texts == now.texts:
            return False
        draft.write(now.file, changed(now.file, draft.read(now.file) or "", name, texts))
        return True


def _elsewhere(draft: Draft, now: Sentence, typed: Sentence, after: str) -> Errors:
    """What a shared text would do wrong in the other sentences that use it, by the key that it has here."""
    others = {
        piece.key: piece.shared_with
        for piece in typed.pieces
        if piece.shared_with and now.texts[piece.key] != piece.text
    }
    if not others:
        return {}
    before, names = shelf_of(draft), described(draft)
    shelf = Shelf(
        {**{file: draft.read(file) or "" for file in draft.names(f"{FOLDER}/*.yml")}, now.file: after}, drafted(draft)
    )
    found: Errors = {}
    for key, users in others.items():
        for user in users:
            old = errors_of(before, before.sentences[user])
            for error in (each for errors in errors_of(shelf, shelf.sentences[user]).values() for each in errors):
                if error not in [each for errors in old.values() for each in errors]:
                    found.setdefault(key, []).append(f"Si usa anche in «{names.of(user).title}», e lì: {error}")
    return found


def _said(problem: Problem) -> str:
    said = f"{problem.wrong} {problem.cure}"
    return said[:1].upper() + said[1:]
