"""The console as a web application: what its rooms share, and the way in."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from sportello.console import looks
from sportello.console.access import store
from sportello.console.access.accounts import Accounts, Role
from sportello.console.access.audit import Audit
from sportello.console.access.sessions import Session, Sessions
from sportello.console.draft import Draft
from sportello.console.pages import ROOMS, entry
from sportello.console.routing import COOKIE, Visit
from sportello.settings import DATA, Settings
from sportello.statistics.store import make_tables, open_store

logger = logging.getLogger(__name__)

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Console:
    """What all rooms share: the draft, the accounts, the statistics, the looks."""

    def __init__(self, settings: Settings) -> None:
        """Makes the folder of the console and its database where they are missing."""
        self.settings = settings
        self.folder = settings.console_folder
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = store.open_store(self.folder / "console.db")
        self.accounts = Accounts(engine)
        self.sessions = Sessions(engine)
        self.audit = Audit(engine)
        self.draft = Draft(DATA, self.folder / "bozza")
        self._templates = looks.templates()

    def statistics(self) -> Engine:
        """The counters and the questions that were not understood."""
        engine = open_store(self.settings.statistics_url)
        make_tables(engine)
        return engine

    def session_of(self, request: Request) -> Session | None:
        """The session that a request belongs to; None for who has not entered."""
        return entry.session_of(self, request)

    def ask_to_enter(self, request: Request) -> Response:
        """To the page where one enters, and from there back; a part of a page asks for the whole."""
        if "hx-request" in request.headers:
            return Response(status_code=401, headers={"HX-Redirect": "/entra"})
        after = f"?poi={quote(request.url.path)}" if request.method == "GET" and request.url.path != "/" else ""
        return RedirectResponse(f"/entra{after}", status_code=303)

    def refuse(self, visit: Visit, status: int) -> Response:
        """Says why there is nothing to see or do here."""
        return self.render("rifiuto.html", visit, status, stato=status)

    def render(self, template: str, visit: Visit | None, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template, which gets `visita`, `ruolo` and `bozza` besides its own values."""
        common: dict[str, Any] = {"visita": visit, "Role": Role, "detto": None, "modifiche": 0}
        if visit is not None:
            common |= {"detto": self.sessions.heard(visit.session), "modifiche": len(self.draft.changes())}
        return HTMLResponse(self._templates.get_template(template).render(**{**common, **values}), status)

    def failure(self, request: Request, status: int) -> Response:
        """A page for what is not there or went wrong, without insides."""
        return self.render("rifiuto.html", None, status, stato=status)


class _Headers(BaseHTTPMiddleware):
    """Our headers on every answer."""

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        return response


def make_app(settings: Settings) -> Starlette:
    """The whole application: without an account only the way in, the looks and `/salute` are reachable."""
    console = Console(settings)

    async def health(request: Request) -> Response:
        return JSONResponse({"stato": "pronto"})

    async def http_problem(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        return console.failure(request, status)

    async def failed(request: Request, problem: Exception) -> Response:
        # What was sent is not in the log: it may be a password.
        logger.error("Una pagina della console non ha avuto risposta.", exc_info=problem)
        return console.failure(request, 500)

    routes: list[Any] = [Route("/salute", health), Mount("/aspetto", looks.static_files(), name="aspetto")]
    routes += entry.routes(console)
    for room in ROOMS:
        routes += room.routes(console)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(_Headers)],
        exception_handlers={HTTPException: http_problem, 500: failed},
    )
    app.state.console = console
    return app
