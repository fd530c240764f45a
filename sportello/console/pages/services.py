"""The services of the Carta: the list, and what can be done to one without opening its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.carta import CartaError
from sportello.carta.edit import CannotEdit
from sportello.carta.written import Part, Written
from sportello.console.access.accounts import Role
from sportello.console.carta import checks, desk, overview
from sportello.console.carta.desk import Meanwhile, Refused, Tied
from sportello.console.carta.retiring import phrases_of, ties
from sportello.console.phrases import book
from sportello.console.routing import Handler, Room, Visit
from sportello.statistics.turns import ZONE

room = Room()

BY_HAND = "Questa parte del file è scritta in un modo che la console non sa cambiare: chieda al tecnico."
CHANGED_MEANWHILE = "Intanto un'altra persona ha cambiato questo servizio: lo guardi, poi riprovi."


def readable(handler: Handler) -> Handler:
    """A page that says where the Carta is no YAML, instead of failing, and 404 for a service that is not there."""

    @wraps(handler)
    def guarded(visit: Visit) -> Response:
        try:
            return handler(visit)
        except CartaError as broken:
            return visit.page("servizi/illeggibile.html", 409, problemi=broken.problems)
        except KeyError:
            raise HTTPException(404) from None

    return guarded


def part_of(visit: Visit, written: Written) -> Part:
    """The service or group that the address names.

    Raises:
        KeyError: where there is none.
    """
    part = written.find(visit.path["id"])
    if part is None:
        raise KeyError(visit.path["id"])
    return part


def today() -> str:
    """The day that it is in Italy, as the file has it."""
    return dt.datetime.now(ZONE).date().isoformat()


@room.get("/servizi")
@readable
def listed(visit: Visit) -> Response:
    """All services and groups, with what each lacks."""
    draft = visit.console.draft
    written = desk.read(draft)
    published = overview.live(draft, written)
    services, called = overview.rows(written, published), overview.names(written.content)
    return visit.page(
        "servizi/elenco.html",
        servizi=services,
        gruppi=overview.rows(written, published, "gruppi"),
        ritirati=overview.retired(written, published),
        senza_frasi=[row.id for row in services if draft.read(phrases_of(row.id)) is None],
        problemi=[(problem, checks.sentence(problem, called)) for problem in checks.problems(written.content)],
        nomi=called,
    )


@room.post("/servizi/scheda/{id}/sposta", Role.EDIT)
@readable
def move(visit: Visit) -> Response:
    """One place higher or lower."""
    part = part_of(visit, desk.read(visit.console.draft))
    by = {"su": -1, "giu": 1}.get(visit.text("verso"), 0)
    return _done(visit, part, lambda: desk.move(visit.console.draft, part, by), "sposta il servizio", "Spostato.")


@room.post("/servizi/scheda/{id}/verificato", Role.EDIT)
@readable
def verify(visit: Visit) -> Response:
    """Compared with the printed Carta today."""
    part = part_of(visit, desk.read(visit.console.draft))
    return _done(
        visit,
        part,
        lambda: desk.verify(visit.console.draft, part, visit.text("impronta"), today()),
        "verifica il servizio",
        "Verificato oggi.",
    )


@room.get("/servizi/scheda/{id}/ritira", Role.EDIT)
@readable
def ask_to_retire(visit: Visit) -> Response:
    """What retiring a service means, and what stands in its way."""
    return _retiring(visit)


@room.post("/servizi/scheda/{id}/ritira", Role.EDIT)
@readable
def retire(visit: Visit) -> Response:
    """Out of the Carta, with its phrases."""
    draft = visit.console.draft
    written = desk.read(draft)
    part, published = part_of(visit, written), overview.live(draft, written)
    try:
        desk.retire(draft, part, visit.text("impronta"))
    except (Tied, Meanwhile) as problem:
        return _retiring(visit, 409, intanto=isinstance(problem, Meanwhile))
    except CannotEdit:
        return visit.go(f"/servizi/scheda/{part.id}", BY_HAND)
    visit.note("ritira il servizio", part.id)
    if published is None or not published.find(part.id):
        return visit.go("/servizi", "Il servizio, che non era pubblicato, è tolto dalla bozza.")
    return visit.go("/servizi", "Il servizio è ritirato nella bozza. Si può rimettere, finché non pubblica.")


@room.post("/servizi/rimetti/{id}", Role.EDIT)
@readable
def restore(visit: Visit) -> Response:
    """Brings a retired service back as it is published."""
    draft, service_id = visit.console.draft, visit.path["id"]
    published = overview.live(draft, desk.read(draft))
    if published is None:
        raise KeyError(service_id)
    try:
        desk.restore(draft, published, service_id)
    except Refused:
        return visit.go("/servizi", "Non si può rimettere: intanto un altro servizio ha preso il suo nome.")
    except CannotEdit:
        return visit.go("/servizi", BY_HAND)
    visit.note("rimette il servizio", service_id)
    return visit.go(f"/servizi#{service_id}", "Il servizio è di nuovo nell'elenco, con le sue frasi.")


def _done(visit: Visit, part: Part, change: Callable[[], None], action: str, said: str) -> Response:
    """Does one thing to one service and goes back to its line in the list."""
    back = f"/servizi#{part.id}"
    try:
        change()
    except Meanwhile:
        return visit.go(f"/servizi/scheda/{part.id}", CHANGED_MEANWHILE)
    except CannotEdit:
        return visit.go(back, BY_HAND)
    visit.note(action, part.id)
    return visit.go(back, said)


def _retiring(visit: Visit, status: int = 200, intanto: bool = False) -> Response:
    draft = visit.console.draft
    written = desk.read(draft)
    part = part_of(visit, written)
    if part.section != "servizi":
        raise KeyError(part.id)
    published = overview.live(draft, written)
    return visit.page(
        "servizi/ritira.html",
        status,
        id=part.id,
        nome=overview.names(written.content)[part.id],
        legami=ties(draft, written, part.id),
        frasi=sum(phrase.service == part.id for phrase in book.read(draft).phrases),
        pubblicato=published is not None and published.find(part.id) is not None,
        impronta=desk.mark(desk.now(written, part)),
        intanto=intanto,
    )
