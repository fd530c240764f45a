"""What the Carta states of no single service: the Comune, the first contact, the categories and the common words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sportello.carta.edit import CannotEdit
from sportello.carta.written import ROOT
from sportello.console.access.accounts import Role
from sportello.console.carta import checks, desk, general, meanwhile, overview
from sportello.console.carta.desk import Meanwhile, Refused
from sportello.console.carta.gaps import Errors
from sportello.console.carta.typed import Entry
from sportello.console.pages import choosing
from sportello.console.pages.services import readable
from sportello.console.routing import Room, Visit

room = Room()

_GENERAL, _CATEGORIES = "/servizi/generale", "/servizi/categorie"
_SAVED = "Salvato nella bozza. I cittadini lo leggeranno quando sarà pubblicato."

# Shows a form again: what is wrong in it, what it was made from, and what else the page is to know.
_Show = Callable[..., Response]


@room.get(_GENERAL)
@readable
def shown(visit: Visit) -> Response:
    """The Comune, the document, the first contact, the common words."""
    now = desk.now(desk.read(visit.console.draft), ROOT)
    return _general(visit, general.texts_from_entry(now), seen=_without_categories(now))


@room.post(_GENERAL, Role.EDIT)
@readable
def save(visit: Visit) -> Response:
    """Takes the Comune and the common words into the draft."""
    texts = general.texts_from_form(visit.form)

    def show(entry: Entry | None = None, **page: Any) -> Response:
        return _general(visit, general.texts_from_entry(entry) if entry else texts, **page)

    return _save(visit, _GENERAL, general.to_entry(texts), general.gaps(texts), show)


@room.get(_CATEGORIES)
@readable
def categories(visit: Visit) -> Response:
    """The publics for whom services are listed, with the words that name them."""
    now = {general.CATEGORIES: desk.now(desk.read(visit.console.draft), ROOT)[general.CATEGORIES]}
    return _categories(visit, general.categories_from_entry(now), seen=now)


@room.post(_CATEGORIES, Role.EDIT)
@readable
def save_categories(visit: Visit) -> Response:
    """Takes the categories into the draft."""
    rows = general.categories_from_form(visit.form)

    def show(entry: Entry | None = None, **page: Any) -> Response:
        return _categories(visit, general.categories_from_entry(entry) if entry else rows, **page)

    return _save(visit, _CATEGORIES, general.categories_to_entry(rows), general.category_gaps(rows), show)


def _save(visit: Visit, address: str, typed: Entry, lacking: Errors, show: _Show) -> Response:
    draft = visit.console.draft
    if lacking:
        return show(status=422, seen=choosing.carried(visit), errors=lacking)
    settled = choosing.settled(visit, typed, address)
    if isinstance(settled, Response):
        return settled
    entry, seen = settled
    try:
        changed = desk.save(draft, ROOT, entry, seen)
    except Meanwhile as other:
        return choosing.both(visit, meanwhile.differences(seen, other.now, entry), other.now, address)
    except Refused as refused:
        called = overview.names(desk.read(draft).content)
        errors = general.beside(refused.findings.own, entry, called)
        caused = [(problem, checks.sentence(problem, called)) for problem in refused.findings.caused]
        return show(entry, status=422, seen=seen, errors=errors, causati=caused)
    except CannotEdit:
        return show(entry, status=409, seen=seen, a_mano=True)
    if not changed:
        return visit.go(address, "Non c'era nulla da cambiare.")
    visit.note("modifica la Carta", ", ".join(changed))
    return visit.go(address, _SAVED)


def _general(visit: Visit, texts: dict[str, str], **page: Any) -> Response:
    written = desk.read(visit.console.draft)
    called = overview.names(written.content)
    numbers = written.content.get("numeri_di_emergenza")
    return _page(
        visit,
        "servizi/generale.html",
        written.content,
        testi=texts,
        servizi=[(card_id, called[card_id]) for card_id in written.ids()],
        numeri=numbers if isinstance(numbers, dict) else {},
        **page,
    )


def _categories(visit: Visit, rows: list[dict[str, str]], **page: Any) -> Response:
    content = desk.read(visit.console.draft).content
    return _page(visit, "servizi/categorie.html", content, righe=rows, uso=overview.used_categories(content), **page)


def _page(
    visit: Visit,
    template: str,
    content: dict[str, Any],
    seen: Entry,
    status: int = 200,
    errors: Errors | None = None,
    **more: Any,
) -> Response:
    values = {"causati": [], "a_mano": False, "nomi": overview.names(content), **more}
    visto = json.dumps(seen, ensure_ascii=False)
    return visit.page(template, status, visto=visto, errori=errors or {}, **values)


def _without_categories(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name != general.CATEGORIES}
