"""The console as a web application: what its rooms share, and the way in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from sportello.console import guard, looks
from sportello.console.access import store
from sportello.console.access.accounts import Accounts, Role
from sportello.console.access.audit import Audit
from sportello.console.access.sessions import Session, Sessions
from sportello.console.draft import Draft
from sportello.console.guard import Guard
from sportello.console.pages import ROOMS, entry, unsaved
from sportello.console.publication import publication_in
from sportello.console.publishing import Publishing
from sportello.console.routing import Visit
from sportello.console.workshop import Workshop
from sportello.settings import DATA, ROOT, Settings
from sportello.statistics.store import make_tables, open_store


class Console:
    """What all rooms share: the draft and the way it is published, the accounts, the statistics, the looks."""

    def __init__(self, settings: Settings, live: Path = DATA) -> None:
        """Makes the folder of the console and its database where they are missing.

        Args:
            settings: those of this process.
            live: the folder `data/` in force.
        """
        self.settings = settings
        self.folder = settings.console_folder
        engine = store.open_in(self.folder)
        self.accounts = Accounts(engine)
        self.sessions = Sessions(engine, settings.console_minutes)
        self.audit = Audit(engine)
        self.draft = Draft(live, self.folder / "bozza")
        self.workshop = Workshop(ROOT, self.draft, self.folder / "officina")
        self.publication = publication_in(live.parent, self.folder)
        self.publishing = Publishing(self.draft, self.publication, self.workshop)
        self._templates = looks.templates()

    def statistics(self) -> Engine:
        """The counters and the questions that were not understood.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when their database cannot be reached.
        """
        engine = _opened_once(self.settings.statistics_url)
        make_tables(engine)
        return engine

    def session_of(self, request: Request) -> Session | None:
        """The session that a request belongs to; None for who has not entered."""
        return entry.session_of(self, request)

    async def ask_to_enter(self, request: Request) -> Response:
        """To the page where one enters, and from there back; what was typed meanwhile is kept."""
        return await entry.ask(self, request)

    def refuse(self, visit: Visit, status: int) -> Response:
        """Says why there is nothing to see or do here."""
        return self.render("rifiuto.html", visit, status, stato=status)

    def refuse_form(self, visit: Visit) -> Response:
        """For a form that was not given to this session; where it is ours all the same, it can be sent again."""
        return unsaved.again(visit) or self.refuse(visit, 403)

    def render(self, template: str, visit: Visit | None, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template, which gets `visita`, `Role` and `modifiche` besides its own values."""
        changed = len(self.draft.changes()) if visit is not None else 0
        common: dict[str, Any] = {"visita": visit, "Role": Role, "modifiche": changed}
        return HTMLResponse(self._templates.get_template(template).render(**{**common, **values}), status)

    def failure(self, request: Request, status: int, session: Session | None = None) -> Response:
        """A page for what is not there or went wrong, without insides."""
        visit = Visit(self, request, session) if session else None
        return self.render("rifiuto.html", visit, status, stato=status)


@lru_cache(maxsize=1)
def _opened_once(url: str) -> Engine:
    # Each engine holds connections of its own.
    return open_store(url)


def make_app(settings: Settings, live: Path = DATA) -> Starlette:
    """The whole application: without an account only the way in, the looks and `/salute` are reachable.

    Args:
        settings: those of this process.
        live: the folder `data/` in force.
    """
    console = Console(settings, live)
    console.publication.finish()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        console.workshop.stop()

    async def health(request: Request) -> Response:
        return JSONResponse({"stato": "pronto"})

    routes: list[Any] = [Route("/salute", health), Mount("/aspetto", looks.static_files(), name="aspetto")]
    routes += entry.routes(console)
    for room in ROOMS:
        routes += room.routes(console)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard)],
        exception_handlers=_for_what_goes_wrong(console),
        lifespan=lifespan,
    )
    app.state.console = console
    return app


def _for_what_goes_wrong(console: Console) -> dict[Any, Callable[[Request, Exception], Any]]:
    """Who answers what is not there, or failed."""

    async def http_problem(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        session = await run_in_threadpool(console.session_of, request)
        answer = await run_in_threadpool(console.failure, request, status, session)
        answer.headers.update(getattr(problem, "headers", None) or {})
        return answer

    async def failed(request: Request, problem: Exception) -> Response:
        # This answer passes outside of the guard.
        answer = console.failure(request, 500)
        guard.add_headers(answer.headers, request.url.path)
        return answer

    return {HTTPException: http_problem, 500: failed}
