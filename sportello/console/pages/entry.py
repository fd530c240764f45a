"""The way in and out: the name and the password, or the Comune's own sign-on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sportello.console.access import peers
from sportello.console.access.accounts import Account
from sportello.console.access.lockout import TooManyAttempts
from sportello.console.access.sessions import Session, csrf_of
from sportello.console.pages import unsaved
from sportello.console.routing import COOKIE, CSRF_FIELD, Visit, is_from_our_page, is_own_path, read_form

if TYPE_CHECKING:
    from sportello.console.app import Console

_PATH = "/entra"
# Until somebody has entered there is no session whose token the form could carry: it has this one.
_DOOR_COOKIE = "sportello_entrata"
_LARGEST_FIELD_BYTES = 512 * 1024
_NOBODY = "(sconosciuto)"
_REFUSED, _TOO_OLD, _TOO_MANY = "rifiutato", "scaduto", "troppi"


@dataclass(frozen=True)
class _Typed:
    """What somebody at the door has sent."""

    name: str = ""
    password: str = ""
    after: str = ""
    unsaved: str = ""


def routes(console: Console) -> list[Route]:
    """The pages that can be reached without an account, and the way out."""

    async def door(request: Request) -> Response:
        return await run_in_threadpool(_door, console, request)

    async def enter(request: Request) -> Response:
        form = await read_form(request, _LARGEST_FIELD_BYTES, files=0)
        sent = {name: value for name, value in form.items() if isinstance(value, str)}
        typed = _Typed(sent.get("nome", ""), sent.get("password", ""), sent.get("poi", ""), sent.get("scritto", ""))
        is_ours = peers.is_from_our_site(request) and _is_from_our_door(request, sent.get(CSRF_FIELD, ""))
        return await run_in_threadpool(_enter if is_ours else _knock_again, console, request, typed)

    async def leave(request: Request) -> Response:
        session = await run_in_threadpool(console.session_of, request)
        if session is None:
            return RedirectResponse(_PATH, status_code=303)
        visit = Visit(console, request, session, await read_form(request, _LARGEST_FIELD_BYTES, files=0))
        return await run_in_threadpool(_leave, visit)

    return [
        Route(_PATH, door, methods=["GET"]),
        Route(_PATH, enter, methods=["POST"]),
        Route("/esci", leave, methods=["POST"]),
    ]


def session_of(console: Console, request: Request) -> Session | None:
    """The session of the browser's cookie.

    Where the Comune's sign-on says who it is, the session must be that person's; one that began
    so is worth nothing without it.
    """
    token = request.cookies.get(COOKIE)
    session = console.sessions.find(token) if token else None
    if session is None:
        return None
    named = peers.signed_on(request, console.settings)
    if named is None:
        return None if session.by_proxy else session
    return session if session.account.name == named else None


async def ask(console: Console, request: Request) -> Response:
    """Shows who has not entered the way in; afterwards they are where they wanted to be, with what they had typed."""
    if "hx-request" in request.headers and request.method == "POST":
        # A part of the page asked while somebody is typing: what they have typed stays where it is.
        return await run_in_threadpool(console.render, "scaduta.html", None, 401)
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": _PATH})
    if request.method == "POST":
        kept = await unsaved.keep(request)
        if kept:
            return await run_in_threadpool(_show, console, request, _Typed(unsaved=kept), 401)
        return RedirectResponse(_PATH, status_code=303)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?poi={quote(path, safe='/')}" if path != "/" else ""
    return RedirectResponse(f"{_PATH}{after}", status_code=303)


def begin(console: Console, request: Request, account: Account) -> str:
    """Begins a session, ends the one that this browser had, and returns a token that nobody had before."""
    former = console.sessions.find(request.cookies.get(COOKIE, ""))
    if former:
        console.sessions.end(former)
    return console.sessions.begin(account, by_proxy=peers.signed_on(request, console.settings) == account.name)


def give(console: Console, request: Request, answer: Response, token: str) -> None:
    """Gives the browser the token of its session, which no script and no other site gets to use."""
    _set_cookie(console, request, answer, COOKIE, token)


def _own_path(text: str) -> str:
    """An address within the console as it is, anything else as the first page."""
    return text if is_own_path(text) else "/"


def _door(console: Console, request: Request) -> Response:
    after = request.query_params.get("poi", "")
    if session_of(console, request):
        return RedirectResponse(_own_path(after), status_code=303)
    return _show(console, request, _Typed(after=after))


def _knock_again(console: Console, request: Request, typed: _Typed) -> Response:
    """The form is not ours, or was open for too long: once more, and nothing typed is lost but the password."""
    return _show(console, request, typed, 403, problem=_TOO_OLD)


def _enter(console: Console, request: Request, typed: _Typed) -> Response:
    named = peers.signed_on(request, console.settings)
    client = peers.client(request, console.settings)
    try:
        account = _signed_on(console, named) if named else console.accounts.check(typed.name, typed.password, client)
    except TooManyAttempts as problem:
        answer = _show(console, request, typed, 429, problem=_TOO_MANY, minutes=-(-problem.seconds // 60))
        answer.headers["Retry-After"] = str(problem.seconds)
        return answer
    if account is None:
        # What was typed as a name may be a password: it is repeated only where it is a name.
        known = console.accounts.get(named or typed.name)
        console.audit.note(known.name if known else _NOBODY, "non entra", f"da {client}")
        return _show(console, request, typed, 403 if named else 401, problem=_REFUSED)
    token = begin(console, request, account)
    console.audit.note(account.name, "entra", f"da {client}")
    answer = _where_they_were(console, request, token, typed)
    give(console, request, answer, token)
    return answer


def _where_they_were(console: Console, request: Request, token: str, typed: _Typed) -> Response:
    session = console.sessions.find(token) if typed.unsaved else None
    again = unsaved.page(Visit(console, request, session), typed.unsaved) if session else None
    return again or RedirectResponse(_own_path(typed.after), status_code=303)


def _signed_on(console: Console, named: str) -> Account | None:
    account = console.accounts.get(named)
    return account if account and account.active else None


def _leave(visit: Visit) -> Response:
    if not is_from_our_page(visit):
        return visit.console.refuse(visit, 403)
    visit.console.sessions.end(visit.session)
    visit.note("esce")
    answer = RedirectResponse(_PATH, status_code=303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _show(
    console: Console, request: Request, typed: _Typed, status: int = 200, problem: str = "", minutes: int = 0
) -> Response:
    named = peers.signed_on(request, console.settings)
    token = request.cookies.get(_DOOR_COOKIE) or secrets.token_urlsafe(32)
    answer = console.render(
        "entra.html",
        None,
        status,
        gettone=csrf_of(token),
        nome=typed.name,
        poi=_own_path(typed.after),
        scritto=typed.unsaved,
        problema=problem,
        minuti=minutes,
        primo=not console.accounts.listed(),
        riconosciuto=named,
        account=_signed_on(console, named) if named else None,
    )
    _set_cookie(console, request, answer, _DOOR_COOKIE, token)
    return answer


def _is_from_our_door(request: Request, sent: str) -> bool:
    token = request.cookies.get(_DOOR_COOKIE, "")
    return token != "" and secrets.compare_digest(sent.encode(), csrf_of(token).encode())


def _set_cookie(console: Console, request: Request, answer: Response, name: str, token: str) -> None:
    secure = peers.is_https(request, console.settings)
    answer.set_cookie(name, token, path="/", httponly=True, samesite="strict", secure=secure)
