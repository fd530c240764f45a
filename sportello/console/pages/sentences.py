"""The room «Testi delle risposte»: what the assistant says, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.console import sentences
from sportello.console.access.accounts import Role
from sportello.console.catalogue import drafted
from sportello.console.routing import Room, Visit
from sportello.console.sentences import Errors, NoSuchSentence, Refused
from sportello.dialogue import choices
from sportello.sentences.book import UnreadableFile
from sportello.sentences.checks import MOST_CHARACTERS
from sportello.sentences.descriptions import Description, stem_of
from sportello.sentences.model import Piece, Sentence
from sportello.sentences.occasions import Occasion
from sportello.sentences.placeholders import COMMON_KEYS, places_of, used_in
from sportello.sentences.readability import EASY_ENOUGH, Readability
from sportello.sentences.shelf import Shelf
from sportello.text import fold

room = Room()

_HARD, _NOT_EASY = "difficili", "non_facili"
_EASY = 60
_CHANGED, _WRONG = "cambiati", "da_correggere"
_SAVED = "Salvato nella bozza: i cittadini lo leggeranno dopo la pubblicazione."


@dataclass(frozen=True)
class Card:
    """A sentence in the list."""

    sentence: Sentence
    about: Description
    ease: Readability | None
    is_changed: bool
    is_wrong: bool


@room.get("/testi")
def listed(visit: Visit) -> Response:
    """All sentences by what they are about, or those that are looked for."""
    asked = visit.request.query_params
    sought = {name: asked.get(name, "").strip() for name in ("cerca", "lettura", "stato")}
    draft = visit.console.draft
    shelf, names = sentences.shelf_of(draft), sentences.described(draft)
    groups: dict[str, list[Card]] = {stem: [] for stem in names.groups}
    for card in _cards(visit, shelf):
        if _is_sought(card, sought):
            groups.setdefault(stem_of(card.sentence.file), []).append(card)
    shown = {names.group(stem): cards for stem, cards in groups.items() if cards}
    return visit.page(
        "testi/elenco.html",
        gruppi=shown,
        quanti=sum(map(len, shown.values())),
        cercato=sought,
        illeggibili=shelf.unreadable,
        soglia=EASY_ENOUGH,
    )


@room.get("/testi/frase/{nome:path}")
def one(visit: Visit) -> Response:
    """One sentence, to be read or edited."""
    shelf = sentences.shelf_of(visit.console.draft)
    sentence = _found(visit, shelf)
    return _page(visit, shelf, sentence, sentence.fingerprint, visit.request.query_params.get("servizio", ""))


@room.post("/testi/frase/{nome:path}", Role.EDIT)
def save(visit: Visit) -> Response:
    """Drafts what was typed, or says what is wrong with it."""
    draft, name = visit.console.draft, visit.path["nome"]
    try:
        changed = sentences.save(draft, name, visit.text("impronta"), _sent(visit))
    except NoSuchSentence:
        raise HTTPException(404) from None
    except Refused as refused:
        return _again(visit, 409 if refused.now else 422, refused.errors, refused.now)
    except UnreadableFile as problem:
        return _again(visit, 409, {"testo": [str(problem)]})
    if changed:
        visit.note("cambia un testo", name)
    return visit.go(f"/testi/frase/{name}", _SAVED if changed else "Il testo è rimasto com'era.")


@room.post("/testi/anteprima/{nome:path}", Role.EDIT)
def preview(visit: Visit) -> Response:
    """What was typed as citizens would read it; nothing is saved. HTMX gets the preview alone."""
    shelf = sentences.shelf_of(visit.console.draft)
    typed = sentences.typed_in(_found(visit, shelf), _sent(visit))
    errors = sentences.errors_of(shelf, typed)
    if "hx-request" in visit.request.headers:
        shown = _preview(shelf, typed, visit.text("servizio"))
        return visit.page("testi/anteprima.html", **shown, errori=errors, da_sola=True)
    return _page(visit, shelf, typed, visit.text("impronta"), visit.text("servizio"), errori=errors)


@room.post("/testi/ripristina/{nome:path}", Role.EDIT)
def put_back(visit: Visit) -> Response:
    """Drafts the sentence as it is in force."""
    name = visit.path["nome"]
    try:
        changed = sentences.put_back(visit.console.draft, name, visit.text("impronta"))
    except NoSuchSentence:
        raise HTTPException(404) from None
    except Refused as refused:
        return _again(visit, 409, refused.errors, refused.now)
    except UnreadableFile as problem:
        return _again(visit, 409, {"testo": [str(problem)]})
    if changed:
        visit.note("rimette un testo com'è pubblicato", name)
    return visit.go(f"/testi/frase/{name}", "Il testo è di nuovo quello pubblicato.")


def _cards(visit: Visit, shelf: Shelf) -> Iterator[Card]:
    draft = visit.console.draft
    live, names = sentences.published(draft), sentences.described(draft)
    for sentence in shelf.sentences.values():
        is_wrong = bool(shelf.problems(sentence))
        ease = None if is_wrong else shelf.readability(sentence)
        is_changed = sentence.name in live and live[sentence.name].texts != sentence.texts
        yield Card(sentence, names.of(sentence.name), ease, is_changed, is_wrong)


def _is_sought(card: Card, sought: dict[str, str]) -> bool:
    texts = " ".join(card.sentence.texts.values())
    words = fold(f"{card.about.title} {card.about.when} {card.sentence.name} {texts}")
    if not all(word in words for word in fold(sought["cerca"]).split()):
        return False
    least = {_HARD: EASY_ENOUGH, _NOT_EASY: _EASY}.get(sought["lettura"])
    if least is not None and (card.ease is None or card.ease.index >= least):
        return False
    return {_CHANGED: card.is_changed, _WRONG: card.is_wrong}.get(sought["stato"], True)


def _found(visit: Visit, shelf: Shelf) -> Sentence:
    try:
        return sentences.found(shelf, visit.path["nome"])
    except NoSuchSentence:
        raise HTTPException(404) from None


def _sent(visit: Visit) -> dict[str, str]:
    return {name: value for name, value in visit.form.items() if isinstance(value, str)}


def _again(visit: Visit, status: int, errors: Errors, now: Sentence | None = None) -> Response:
    """The form as it was sent, with what is wrong or what somebody else has written meanwhile."""
    shelf = sentences.shelf_of(visit.console.draft)
    typed = sentences.typed_in(_found(visit, shelf), _sent(visit))
    seen = now.fingerprint if now else visit.text("impronta")
    return _page(visit, shelf, typed, seen, visit.text("servizio"), status, errori=errors, adesso=now)


def _page(
    visit: Visit, shelf: Shelf, sentence: Sentence, seen: str, service: str, status: int = 200, **more: Any
) -> Response:
    draft = visit.console.draft
    live, names = sentences.published(draft).get(sentence.name), sentences.described(draft)
    occasion = _occasion(shelf, sentence.name, service)
    catalogue = drafted(draft)
    values = {
        "frase": sentence,
        "descrizione": names.of(sentence.name),
        "gruppo": names.group(sentence.file),
        "impronta": seen,
        "nomi": {each: names.of(each).title for each in shelf.sentences},
        "pubblicato": live if live and live.texts != shelf.sentences[sentence.name].texts else None,
        "tasti": list(dict.fromkeys(variant.buttons for variant in sentence.variants if variant.buttons)),
        "porta": {piece.key: _leads_to(piece, occasion) for piece in sentence.pieces if piece.is_button},
        "segnaposto": _placeholders(sentence, occasion),
        "servizi": {service.id: service.nome for service in catalogue.services},
        "categorie": {category.id: category.nome for category in catalogue.carta.categorie},
        "errori": {},
        "adesso": None,
        "da_sola": False,
        **_preview(shelf, sentence, service),
    }
    return visit.page("testi/testo.html", status, **{**values, **more})


def _preview(shelf: Shelf, sentence: Sentence, service: str) -> dict[str, Any]:
    """What the part of the page with the preview needs."""
    occasions = shelf.occasions(sentence.name)
    occasion = _occasion(shelf, sentence.name, service)
    read = sentences.read_on(sentence, occasion)
    return {
        "occasioni": [(each.service, each.facts["nome"]) for each in occasions if each.service],
        "succede": occasion.happens,
        "servizio": occasion.service or "",
        "letto": read,
        "peggiore": shelf.readability(sentence) if read else None,
        "soglia": EASY_ENOUGH,
        "massimo": MOST_CHARACTERS,
    }


def _occasion(shelf: Shelf, name: str, service: str) -> Occasion:
    occasions = shelf.occasions(name)
    return next((each for each in occasions if each.service == service), occasions[0])


def _leads_to(piece: Piece, occasion: Occasion) -> tuple[str, str]:
    """What a button stands for: the kind of choice, and of what; empty where it leads nowhere."""
    try:
        kind, _, about = choices.to_code(str(piece.payload).format(**occasion.facts)).partition(".")
    except (choices.UnknownChoice, LookupError, ValueError):
        return "", ""
    return kind, "" if about == occasion.service else about


def _placeholders(sentence: Sentence, occasion: Occasion) -> dict[str, list[tuple[str, str, bool]]]:
    """The placeholders of a sentence, what they become, whether they are needed: its own, and the common ones."""
    places = places_of(sentence.name)
    needed = {name for names in places.needs if len(names) == 1 for name in names}
    used = {name for piece in sentence.pieces for name in used_in(piece.text)}
    ranked = sorted(places.may, key=lambda name: (name not in needed, name not in used, name))
    rows = [(name, occasion.facts.get(name, ""), name in needed) for name in ranked if name != "id"]
    own = [row for row in rows if row[0] not in COMMON_KEYS or row[0] in needed | used]
    return {"propri": own, "comuni": [row for row in rows if row not in own]}
