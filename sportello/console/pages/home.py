"""The first page: where things stand, and what is to be done."""

from __future__ import annotations

from starlette.responses import Response

from sportello.console.routing import Room, Visit
from sportello.console.titles import titles_of

room = Room()


@room.get("/")
def home(visit: Visit) -> Response:
    """What is drafted and not yet published, and the way to each room."""
    return visit.page("inizio.html", bozza=titles_of(visit.console.draft))
