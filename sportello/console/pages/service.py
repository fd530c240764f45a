"""One service or group of the Carta: its form, what citizens would read, and two people who change it at once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from sportello.carta.edit import CannotEdit
from sportello.carta.model import WEEKDAYS
from sportello.carta.written import Part, Written
from sportello.console.access.accounts import Role
from sportello.console.carta import checks, desk, gaps, meanwhile, overview, values
from sportello.console.carta.desk import Meanwhile, Refused
from sportello.console.carta.retiring import phrases_of
from sportello.console.carta.sheet import Sheet, opened, tried
from sportello.console.carta.typed import (
    FACTS,
    ROWS,
    SERVICES,
    UNSTATED,
    Typed,
    from_entry,
    from_form,
    to_entry,
)
from sportello.console.pages import choosing
from sportello.console.pages.services import part_of, readable, today
from sportello.console.routing import CSRF_FIELD, Room, Visit

room = Room()

_SAVED = "Salvato nella bozza. I cittadini lo leggeranno quando sarà pubblicato."
# What a form sends beside its fields.
_NO_FIELDS = (CSRF_FIELD, choosing.SEEN, UNSTATED, "dopo", "categorie")


@room.get("/servizi/scheda/{id}")
@readable
def one(visit: Visit) -> Response:
    """The form of a service or group; who only reads sees what it says."""
    written = desk.read(visit.console.draft)
    return _page(visit, written, opened(visit.console.draft, written, part_of(visit, written)))


@room.post("/servizi/scheda/{id}", Role.EDIT)
@readable
def save(visit: Visit) -> Response:
    """Takes what was typed into the draft, if it is right and nobody was quicker."""
    draft = visit.console.draft
    written = desk.read(draft)
    part = written.find(visit.path["id"])
    if part is None:
        return _gone(visit, written)
    address, typed = f"/servizi/scheda/{part.id}", _typed(visit)
    # What cannot be read would be lost on the way through the file: it comes first.
    if gaps.gaps(typed, part.section):
        return _page(visit, written, tried(draft, written, Sheet(part, typed, choosing.carried(visit))), 422)
    settled = choosing.settled(visit, to_entry(typed, part.section), address)
    if isinstance(settled, Response):
        return settled
    entry, seen = settled
    sheet = Sheet(part, from_entry(entry), seen)
    try:
        changed = desk.save(draft, part, entry, seen)
    except Meanwhile as other:
        return choosing.both(visit, meanwhile.differences(seen, other.now, entry), other.now, address)
    except Refused as refused:
        return _page(visit, written, sheet.with_findings(refused.findings, written), 422)
    except CannotEdit:
        return _page(visit, written, replace(sheet, by_hand=True), 409)
    if not changed:
        return visit.go(address, "Non c'era nulla da cambiare.")
    what = "il servizio" if part.section == SERVICES else "il gruppo"
    visit.note(f"modifica {what}", f"{part.id}: {', '.join(changed)}")
    return visit.go(address, _SAVED)


@room.post("/servizi/scheda/{id}/anteprima", Role.EDIT)
@readable
def look(visit: Visit) -> Response:
    """What citizens would read, and what is wrong, without saving."""
    written = desk.read(visit.console.draft)
    part = written.find(visit.path["id"])
    if part is None:
        return _gone(visit, written)
    return _preview(visit, written, Sheet(part, _typed(visit), choosing.carried(visit)))


@room.get("/servizi/nuovo", Role.EDIT)
@readable
def new(visit: Visit) -> Response:
    """First what a new service is called, then its form."""
    written = desk.read(visit.console.draft)
    asked = visit.request.query_params
    name, after = values.line(asked.get("nome", "")), asked.get("dopo", "")
    called = overview.names(written.content)
    if not name:
        services = [(card_id, called[card_id]) for card_id in written.ids()]
        return visit.page("servizi/nuovo.html", servizi=services, dopo=after, chiesto="nome" in asked)
    part = Part(SERVICES, values.proposed_id(name, called))
    return _page(visit, written, Sheet(part, Typed({"nome": name}), is_new=True, after=after))


@room.post("/servizi/nuovo", Role.EDIT)
@readable
def create(visit: Visit) -> Response:
    """Takes a new service into the draft."""
    written = desk.read(visit.console.draft)
    sheet = tried(visit.console.draft, written, _new_sheet(visit))
    if not sheet.is_right:
        return _page(visit, written, sheet, 422)
    try:
        desk.create(visit.console.draft, sheet.part, to_entry(sheet.typed, SERVICES), sheet.after)
    except Refused as refused:
        return _page(visit, written, sheet.with_findings(refused.findings, written), 422)
    visit.note("aggiunge il servizio", sheet.part.id)
    said = f"«{sheet.typed.text('nome')}» è nella bozza. Adesso scriva le frasi con cui i cittadini lo chiedono."
    return visit.go(f"/servizi/scheda/{sheet.part.id}", said)


@room.post("/servizi/nuovo/anteprima", Role.EDIT)
@readable
def look_at_new(visit: Visit) -> Response:
    """What citizens would read of a new service, without saving."""
    return _preview(visit, desk.read(visit.console.draft), _new_sheet(visit))


def _new_sheet(visit: Visit) -> Sheet:
    return Sheet(Part(SERVICES, visit.text("id")), _typed(visit), is_new=True, after=visit.text("dopo"))


def _typed(visit: Visit) -> Typed:
    """What was typed; who has just compared the service with the Carta need not type the date."""
    typed = from_form(visit.form)
    return replace(typed, texts={**typed.texts, "verificato_il": today()}) if visit.text("oggi") else typed


def _gone(visit: Visit, written: Written) -> Response:
    """Somebody has retired what is being edited: what was typed can become a new service."""
    typed = _typed(visit)
    if not typed.text("nome"):
        raise KeyError(visit.path["id"])
    return _page(visit, written, Sheet(Part(SERVICES, visit.path["id"]), typed, is_new=True), 409, sparito=True)


def _preview(visit: Visit, written: Written, sheet: Sheet) -> Response:
    """The whole page again or, while somebody is typing, the part of it that shows the answers."""
    sheet = tried(visit.console.draft, written, sheet)
    if "hx-request" not in visit.request.headers:
        return _page(visit, written, sheet, anteprima=True)
    typed = sheet.typed
    fields = [*(name for name in visit.form if name not in _NO_FIELDS), *(f"{UNSTATED}-{fact}" for fact in FACTS)]
    # Who is still typing is not told yet that a field is empty.
    beside = {typed.as_sent(name): said for name, said in sheet.errors.items() if typed.at(name)}
    return visit.page("servizi/dal_vivo.html", **_around(written, sheet), campi=[*fields, "categorie"], vicino=beside)


def _page(visit: Visit, written: Written, sheet: Sheet, status: int = 200, **more: Any) -> Response:
    """The form or, for who only reads, what the service says."""
    draft = visit.console.draft
    rows = overview.rows(written, overview.live(draft, written), sheet.part.section)
    categories = written.content.get("categorie")
    ways = written.content.get("modi_di_ricevimento")
    values_of_page = {
        "visto": json.dumps(sheet.seen, ensure_ascii=False),
        "stato": next((row for row in rows if row.id == sheet.part.id), None),
        "frasi": sheet.is_new or draft.read(phrases_of(sheet.part.id)) is not None,
        "categorie": categories if isinstance(categories, list) else [],
        "giorni": [("", "scelga"), *((day, day) for day in WEEKDAYS)],
        "modi": ways if isinstance(ways, dict) else {},
        "vuote": {name: dict.fromkeys(columns, "") for name, columns in ROWS.items()},
        "anteprima": False,
        "sparito": False,
    }
    template = "servizi/scheda.html" if visit.may(Role.EDIT) else "servizi/legge.html"
    return visit.page(template, status, **_around(written, sheet), **{**values_of_page, **more})


def _around(written: Written, sheet: Sheet) -> dict[str, Any]:
    """What the whole page and its live part both show."""
    called, parent = overview.names(written.content), sheet.typed.text("padre")
    found = {fact: overview.inherited(written.content, parent, fact) for fact in FACTS} if parent else {}
    return {
        "scheda": sheet,
        "scritto": sheet.typed,
        "errori": sheet.errors,
        "nomi": called,
        "eredita": {fact: (called[where[0]], where[1]) for fact, where in found.items() if where},
        "fatti": FACTS,
        "altrove": [(problem, checks.sentence(problem, called)) for problem in sheet.elsewhere],
        "causati": [(problem, checks.sentence(problem, called)) for problem in sheet.caused],
        "dire": overview.speaker(written.content),
    }
