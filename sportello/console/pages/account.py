"""One's own account: what it may do, and another password."""

from __future__ import annotations

from starlette.responses import Response

from sportello.console.access.accounts import Refused
from sportello.console.access.lockout import TooManyAttempts
from sportello.console.access.passwords import SHORTEST
from sportello.console.access.peers import client
from sportello.console.pages import entry
from sportello.console.routing import Room, Visit

room = Room()

_SAID = "La password è cambiata. Se la console è aperta anche su un altro computer, lì bisogna entrare di nuovo."


@room.get("/account")
def own(visit: Visit) -> Response:
    """The data of the account, and the form for another password."""
    return _page(visit)


@room.post("/account/password")
def change_password(visit: Visit) -> Response:
    """Takes a new password from who knows the old one; every other session of the account ends."""
    console, account = visit.console, visit.account
    new, again = visit.secret("password_nuova"), visit.secret("password_ripetuta")
    old, from_where = visit.secret("password_attuale"), client(visit.request, console.settings)
    errors: dict[str, list[str]] = {}
    try:
        if not console.accounts.check(account.name, old, from_where):
            errors["password_attuale"] = ["Questa non è la password di adesso. La scriva di nuovo."]
    except TooManyAttempts as problem:
        minutes = -(-problem.seconds // 60)
        return _page(visit, {"password_attuale": [f"Troppi tentativi. Aspetti {minutes} min, poi riprovi."]}, 429)
    if new == old:
        errors["password_nuova"] = ["La password nuova è uguale a quella di adesso. Ne scelga un'altra."]
    elif new != again:
        errors["password_ripetuta"] = ["Le due password nuove non sono uguali. Le scriva di nuovo."]
    if errors:
        return _page(visit, errors, 422)
    try:
        changed = console.accounts.set_password(account.name, new)
    except Refused as refused:
        return _page(visit, {"password_nuova": refused.problems["password"]}, 422)
    visit.note("cambia la propria password")
    token = entry.begin(console, visit.request, changed)
    session = console.sessions.find(token)
    if session:
        console.sessions.say(session, _SAID)
    answer = visit.go("/account")
    entry.give(console, visit.request, answer, token)
    return answer


def _page(visit: Visit, errors: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    return visit.page("account/account.html", status, errori=errors or {}, minimo=SHORTEST)
