"""The people who may enter: who administers adds them and decides what they may do."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.console.access import passwords
from sportello.console.access.accounts import ONE_TIME_DAYS, Account, Refused, Role
from sportello.console.routing import Room, Visit

room = Room(Role.ADMIN)

Errors = dict[str, list[str]]


@room.get("/persone")
def listed(visit: Visit) -> Response:
    """All accounts."""
    return visit.page("persone/elenco.html", persone=visit.console.accounts.listed())


@room.get("/persone/nuova")
def new(visit: Visit) -> Response:
    """The form for another account."""
    return _new(visit)


@room.post("/persone/nuova")
def add(visit: Visit) -> Response:
    """Makes an account, and shows this once the password to tell its owner."""
    role, password = Role.of(visit.text("ruolo")), passwords.one_time()
    typed = (visit.text("nome"), visit.text("nome_completo"))
    if role is None:
        errors = visit.console.accounts.problems(*typed, password)
        return _new(visit, {**errors, "ruolo": ["Scelga che cosa può fare."]}, 422)
    try:
        account = visit.console.accounts.add(*typed, role, password, temporary=True)
    except Refused as refused:
        return _new(visit, refused.problems, 422)
    visit.note("aggiunge l'account", f"{account.name} ({role.word})")
    return _tell(visit, account, password)


@room.get("/persone/account/{nome}")
def one(visit: Visit) -> Response:
    """One account, with what can be changed of it."""
    return _one(visit, _account(visit))


@room.post("/persone/account/{nome}/nome")
def rename(visit: Visit) -> Response:
    """Another full name."""
    account = _account(visit)
    return _changed(
        visit,
        lambda: visit.console.accounts.rename(account.name, visit.text("nome_completo")),
        "cambia il nome completo",
        f"{account.name}: {visit.text('nome_completo')}",
        "Il nome è cambiato.",
    )


@room.post("/persone/account/{nome}/ruolo")
def change_role(visit: Visit) -> Response:
    """Another role; the person has to enter again."""
    account, role = _account(visit), Role.of(visit.text("ruolo"))
    if role is None:
        return _one(visit, account, {"ruolo": ["Scelga che cosa può fare."]}, 422)
    return _changed(
        visit,
        lambda: visit.console.accounts.change_role(account.name, role),
        "cambia il ruolo",
        f"{account.name}: da {account.role.word} a {role.word}",
        f"Adesso {account.full_name} {role.word}. Se lavorava nella console, deve rientrare.",
    )


@room.post("/persone/account/{nome}/disattiva")
def disable(visit: Visit) -> Response:
    """Keeps a person out from now on."""
    account = _account(visit)
    return _changed(
        visit,
        lambda: visit.console.accounts.disable(account.name),
        "disattiva l'account",
        account.name,
        f"{account.full_name} non può più entrare.",
    )


@room.post("/persone/account/{nome}/riattiva")
def enable(visit: Visit) -> Response:
    """Lets a person in again."""
    account = _account(visit)
    return _changed(
        visit,
        lambda: visit.console.accounts.enable(account.name),
        "riattiva l'account",
        account.name,
        f"{account.full_name} può entrare di nuovo, con la password che aveva.",
    )


@room.post("/persone/account/{nome}/password")
def new_password(visit: Visit) -> Response:
    """Another password, to be told its owner and changed by them; whoever has entered with the old one is out."""
    account, password = _account(visit), passwords.one_time()
    visit.console.accounts.set_password(account.name, password, temporary=True)
    visit.note("dà una password provvisoria", account.name)
    return _tell(visit, account, password)


def _changed(visit: Visit, change: Callable[[], Account], action: str, what: str, said: str) -> Response:
    try:
        account = change()
    except Refused as refused:
        return _one(visit, _account(visit), refused.problems, 422)
    visit.note(action, what)
    return visit.go(f"/persone/account/{account.name}", said)


def _account(visit: Visit) -> Account:
    account = visit.console.accounts.get(visit.path["nome"])
    if account is None:
        raise HTTPException(404)
    return account


def _one(visit: Visit, account: Account, errors: Errors | None = None, status: int = 200) -> Response:
    return visit.page("persone/persona.html", status, persona=account, errori=errors or {})


def _new(visit: Visit, errors: Errors | None = None, status: int = 200) -> Response:
    typed = {name: visit.text(name) for name in ("nome", "nome_completo", "ruolo")}
    return visit.page("persone/nuova.html", status, scritto=typed, errori=errors or {})


def _tell(visit: Visit, account: Account, password: str) -> Response:
    """The one page that shows a password: it goes nowhere else, and a reload does not bring it back."""
    return visit.page("persone/password.html", persona=account, password=password, giorni=ONE_TIME_DAYS)
