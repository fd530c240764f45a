"""What a sentence may hold: what is wrong with it, all at once, in Italian, by the text where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sportello.carta import Catalogue
from sportello.carta.errors import Problem
from sportello.dialogue import choices
from sportello.sentences.model import Piece, Sentence
from sportello.sentences.occasions import Occasion
from sportello.sentences.placeholders import COMMON_KEYS, LIST_KEYS, MENU, Places, has_stray_braces, places_of, used_in

# What fits a phone screen without scrolling, with its facts in it.
MOST_CHARACTERS = 600
# What fits one line of a phone.
MOST_TITLE_CHARACTERS = 40
_MOST_MENU_CHARACTERS = 256
_NO_LIST = dict.fromkeys(LIST_KEYS, "")
_MOST_CODE_BYTES = 64
_ALIKE = 70


@dataclass(frozen=True)
class _Kind:
    """A kind of fact: how it is written, what it is, and where it belongs."""

    pattern: re.Pattern[str]
    what: str
    cure: str


_CARD = "Lo scriva nella scheda del servizio; qui scriva {{{}}}, se è tra i segnaposto di questo testo."
_FACTS = (
    _Kind(
        re.compile(r"\b(?:112|1522|114|118)\b"),
        "un numero di emergenza",
        "Scriva {numero_emergenza}, {numero_violenza_donne} o {numero_infanzia}.",
    ),
    _Kind(
        re.compile(r"€|\beuro\b", re.I),
        "un prezzo",
        _CARD.format("costi"),
    ),
    _Kind(
        re.compile(r"\b\d{1,2}[.:]\d{2}\b"),
        "un'ora",
        _CARD.format("orari"),
    ),
    _Kind(
        re.compile(r"\S*\w@\w\S*"),
        "un indirizzo e-mail",
        _CARD.format("contatti"),
    ),
    _Kind(
        re.compile(r"\+?\d{6,}|\b0\d{1,3}[ /.-]\d{3}[ .-]?\d{3,4}\b"),
        "un telefono",
        _CARD.format("contatti"),
    ),
    _Kind(
        re.compile(r"\b[Vv]ia [A-Z]\w*"),
        "un indirizzo",
        _CARD.format("dove"),
    ),
)
_ADDRESS = _Kind(
    re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.I), "un indirizzo di internet", "Dica a parole dove guardare."
)


def facts_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Every fact written in a text: its words, what it is, where it belongs instead."""
    for kind in _FACTS:
        for match in kind.pattern.finditer(text):
            yield match.group().strip(), kind.what, kind.cure


def problems(sentence: Sentence, occasions: Sequence[Occasion], catalogue: Catalogue) -> dict[str, list[Problem]]:
    """What is wrong with each piece of a sentence, by its key; a piece that is right is absent.

    Args:
        sentence: as it is or would be written.
        occasions: those on which it is said: it must be right on all of them.
        catalogue: the Carta that its buttons lead to.
    """
    places = places_of(sentence.name)
    found = {}
    for piece in sentence.pieces:
        wrong = [*_of_words(piece, places)] or [*_of_size(piece, sentence, occasions)]
        if piece.is_button:
            wrong += [*_of_titles(piece, sentence), *_of_choice(piece, occasions, catalogue)]
        if wrong:
            found[piece.key] = [Problem(f"{sentence.name} → {piece.key}", what, cure) for what, cure in wrong]
    return found


def _of_words(piece: Piece, places: Places) -> Iterator[tuple[str, str]]:
    text = piece.text
    if not text.strip():
        yield "non c'è scritto nulla.", "Scriva il titolo del tasto." if piece.is_button else "Scriva il testo."
        return
    if has_stray_braces(text):
        yield "c'è una parentesi graffa da sola o vuota.", "Un segnaposto si scrive così: {nome}, senza spazi."
    for name in used_in(text):
        if name not in places.may:
            yield f"il segnaposto {{{name}}} qui non si può usare.", _instead(name, places.may)
    for needed in places.needs if not piece.is_button else ():
        if not needed & set(used_in(text)):
            names = " o ".join(f"{{{name}}}" for name in sorted(needed))
            yield f"manca il segnaposto {names}.", "Il cittadino deve poterlo leggere: lo aggiunga."
    for words, what, cure in [*facts_in(text), *_addresses_in(text)]:
        yield f"«{words}» sembra {what}: i fatti non si scrivono nei testi.", cure


def _addresses_in(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _ADDRESS.pattern.finditer(text):
        yield match.group(), _ADDRESS.what, _ADDRESS.cure


def _instead(name: str, allowed: Iterable[str]) -> str:
    close = process.extractOne(name, sorted(allowed), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if close:
        return f"Forse voleva {{{close[0]}}}."
    return "Lo tolga o ne scelga uno dell'elenco." if allowed else "Lo tolga: qui non ce ne sono."


def _of_size(piece: Piece, sentence: Sentence, occasions: Sequence[Occasion]) -> Iterator[tuple[str, str]]:
    """Where it is filled it may not be too long; only what is said on a channel counts."""
    most = MOST_TITLE_CHARACTERS if piece.is_button else MOST_CHARACTERS
    if sentence.name.startswith(MENU):
        most = _MOST_MENU_CHARACTERS
        if "\n" in piece.text:
            yield "ha più righe.", "Nel menu di Telegram ce n'è una sola."
    # A list is as long as the Carta makes it: what stands around it is measured.
    lengths = {len(piece.text.format(**{**occasion.facts, **_NO_LIST})): occasion for occasion in reversed(occasions)}
    longest = max(lengths)
    if longest > most:
        facts = lengths[longest].facts if set(used_in(piece.text)) - COMMON_KEYS else {}
        filled = f"con i fatti di «{facts['nome']}» è" if "nome" in facts else "è"
        cure = f"Tolga almeno {_characters(longest - most)}"
        shorter = ", o accorci la scheda di quel servizio." if "nome" in facts else "."
        yield f"{filled} di {longest} caratteri: al massimo {most}.", cure + shorter


def _characters(number: int) -> str:
    return "un carattere" if number == 1 else f"{number} caratteri"


def _of_titles(piece: Piece, sentence: Sentence) -> Iterator[tuple[str, str]]:
    for variant in sentence.variants:
        titles = [button.text.strip().lower() for button in variant.buttons]
        if piece in variant.buttons and titles.count(piece.text.strip().lower()) > 1 and piece.text.strip():
            yield f"due tasti si chiamano «{piece.text.strip()}».", "Dia a ogni tasto un titolo diverso."
            return


def _of_choice(piece: Piece, occasions: Sequence[Occasion], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """A button must lead somewhere on every channel, whichever service it is about."""
    for occasion in occasions:
        try:
            payload = str(piece.payload).format(**occasion.facts)
            code = choices.to_code(payload)
            comes_back = choices.to_payload(code, catalogue) == payload and len(code.encode()) <= _MOST_CODE_BYTES
        except (choices.UnknownChoice, LookupError, ValueError):
            comes_back = False
        if not comes_back:
            yield f"il tasto «{piece.text}» non porta da nessuna parte.", "Lo dica al tecnico."
            return
