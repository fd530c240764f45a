"""The register: who did what in the console, and when."""

from __future__ import annotations

from starlette.responses import Response

from sportello.console.access.accounts import Role
from sportello.console.routing import Room, Visit

room = Room(Role.ADMIN)


@room.get("/registro")
def register(visit: Visit) -> Response:
    """A page of it, the newest first, of all or of one person."""
    asked = visit.request.query_params
    who, page = asked.get("persona", ""), asked.get("pagina", "")
    audit = visit.console.audit
    return visit.page(
        "registro/registro.html",
        righe=audit.listed(int(page) if page.isdecimal() and len(page) < 9 else 1, who or None),
        persone=audit.people(),
        scelta=who,
        nomi={account.name: account.full_name for account in visit.console.accounts.listed()},
    )
