"""How a page of the console is made: who comes, what they may do, what they sent, what they get."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sportello.console.access.accounts import Account, Role
from sportello.console.access.peers import is_from_our_site
from sportello.console.access.sessions import Session
from sportello.console.guard import LARGEST_FILE_BYTES

if TYPE_CHECKING:
    from sportello.console.app import Console

CSRF_FIELD = "csrf"
COOKIE = "sportello_console"
_MOST_FIELDS = 2000
# Where somebody chooses a password of their own.
_OWN = "/account"


@dataclass(frozen=True)
class Visit:
    """One request of somebody who has entered and may do what the page is for."""

    console: Console
    request: Request
    session: Session
    form: FormData = field(default_factory=FormData)

    @property
    def account(self) -> Account:
        """Who it is."""
        return self.session.account

    @property
    def path(self) -> dict[str, str]:
        """The parts of the address that have a name."""
        return dict(self.request.path_params)

    def text(self, name: str) -> str:
        """One field of the form, without blanks around it; empty where it was not sent."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A password as it was typed, blanks and all."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may be sent several times, in order."""
        return [value.strip() for value in self.form.getlist(name) if isinstance(value, str)]

    def may(self, role: Role) -> bool:
        """Whether the account has this role or a higher one."""
        return self.account.role >= role

    def note(self, action: str, what: str = "") -> None:
        """Writes into the register who did what; never what a citizen wrote, never a password."""
        self.console.audit.note(self.account.name, action, what)

    def heard(self) -> str | None:
        """The sentence that `go` has left for this page; it is told once."""
        return self.console.sessions.heard(self.session)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page, or the part of one that HTMX asks for where the template is one."""
        return self.console.render(template, self, status, **values)

    def go(self, path: str, said: str = "") -> Response:
        """On to another page, which then says in one sentence what was done."""
        if said:
            self.console.sessions.say(self.session, said)
        return RedirectResponse(quote(path, safe="/?&=#%:"), status_code=303)


Handler = Callable[[Visit], Response]


class Room:
    """The pages of one part of the console; `role` is what it takes to see them, unless a page asks for more."""

    def __init__(self, role: Role = Role.READ) -> None:
        self._role = role
        self._doors: list[tuple[str, str, Role, Handler]] = []

    def get(self, path: str, role: Role | None = None) -> Callable[[Handler], Handler]:
        """A page to look at."""
        return self._door("GET", path, role)

    def post(self, path: str, role: Role | None = None) -> Callable[[Handler], Handler]:
        """Something to do; the form carries the session's token, or it is refused."""
        return self._door("POST", path, role)

    def _door(self, method: str, path: str, role: Role | None) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self._doors.append((method, path, role or self._role, handler))
            return handler

        return add

    def routes(self, console: Console) -> list[Route]:
        """The pages as Starlette wants them, each behind its door."""
        return [
            Route(path, _guarded(console, method, role, handler), methods=[method], name=f"{method} {path}")
            for method, path, role, handler in self._doors
        ]


def _guarded(console: Console, method: str, role: Role, handler: Handler) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        session = await run_in_threadpool(console.session_of, request)
        if session is None:
            return await console.ask_to_enter(request)
        visit = Visit(console, request, session)
        if _has_to_choose_a_password(visit):
            return visit.go(_OWN)
        if not visit.may(role):
            return await run_in_threadpool(console.refuse, visit, 403)
        if method == "POST":
            visit = Visit(console, request, session, await read_form(request, LARGEST_FILE_BYTES))
            if not is_from_our_page(visit):
                return await run_in_threadpool(console.refuse_form, visit)
        return await run_in_threadpool(handler, visit)

    return endpoint


def _has_to_choose_a_password(visit: Visit) -> bool:
    """Somebody else knows the password of this account: until it is changed there is nothing else to do."""
    path = visit.request.url.path
    elsewhere = path != _OWN and not path.startswith(f"{_OWN}/")
    return visit.account.temporary and not visit.session.by_proxy and elsewhere


async def read_form(request: Request, most_bytes: int, files: int = 1) -> FormData:
    """What a form sent.

    Raises:
        starlette.exceptions.HTTPException: 400 when it is no form or has too many fields, 413 when it is too large.
    """
    try:
        form = await request.form(max_fields=_MOST_FIELDS, max_files=files, max_part_size=most_bytes)
    except (ValueError, ClientDisconnect):
        # The parser's own: what was sent is no form at all, or was broken off, as a preview is by the next one.
        raise HTTPException(400) from None
    if len(form.multi_items()) > _MOST_FIELDS:
        raise HTTPException(400)
    return form


def is_from_our_page(visit: Visit) -> bool:
    """Whether a form was sent by a page that we gave to this very session."""
    sent = visit.text(CSRF_FIELD) or visit.request.headers.get("x-csrf", "")
    return secrets.compare_digest(sent.encode(), visit.session.csrf.encode()) and is_from_our_site(visit.request)


def is_own_path(text: str) -> bool:
    """Whether a text is an address within the console, which no browser takes for another site."""
    # Browsers take `\\` for `/`, and leave tabs and line ends out.
    return text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
