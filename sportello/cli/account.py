"""`sportello utente`: the accounts of the operators' console, for the technician."""

from __future__ import annotations

import getpass
import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import SQLAlchemyError

from sportello.console.access import store
from sportello.console.access.accounts import Account, Accounts, NoSuchAccount, Refused, Role
from sportello.console.access.audit import Audit
from sportello.settings import get_settings

# Who did it, in the register.
_TECHNICIAN = "(riga di comando)"
_ROLES = "Che cosa può fare: " + ", ".join(role.word for role in Role) + "."

account = typer.Typer(help="Le persone che entrano nella console degli operatori.", no_args_is_help=True)

_Name = typing.Annotated[str, typer.Argument(metavar="NOME", help="Il nome per entrare, per esempio anna.rossi.")]
_FromInput = typing.Annotated[
    bool, typer.Option("--da-stdin", help="Legge la password da una riga dell'ingresso, per gli script.")
]
_Temporary = typing.Annotated[
    bool, typer.Option("--provvisoria", help="La password vale sette giorni: chi entra ne sceglie una sua.")
]


@account.command("aggiungi")
def add(
    name: _Name,
    full_name: typing.Annotated[str, typer.Argument(metavar="NOME_COMPLETO", help="Nome e cognome, tra virgolette.")],
    role: typing.Annotated[str, typer.Option("--ruolo", help=_ROLES)] = Role.READ.word,
    from_input: _FromInput = False,
    temporary: _Temporary = False,
) -> None:
    """Aggiunge una persona; la password si scrive due volte, senza vederla."""
    given = _role(role)
    with _accounts() as (accounts, audit):
        # Before somebody types a password for nothing.
        problems = accounts.problems(name, full_name, "")
        problems.pop("password")
        if problems:
            raise Refused(problems)
        added = accounts.add(name, full_name, given, _password(from_input), temporary)
        audit.note(_TECHNICIAN, "aggiunge l'account", f"{added.name} ({given.word})")
    typer.echo(f"{added.full_name} ora può entrare nella console con il nome «{added.name}» ({given.word}).")


@account.command("elenco")
def listed() -> None:
    """Elenca le persone e che cosa possono fare."""
    with _accounts() as (accounts, _):
        everybody = accounts.listed()
    for each in everybody:
        typer.echo(f"{each.name:24} {each.role.word if each.active else 'disattivato':12} {each.full_name}")
    if not everybody:
        typer.echo("Non c'è ancora nessuno: sportello utente aggiungi NOME «Nome Cognome» --ruolo amministra")


@account.command("password")
def password(name: _Name, from_input: _FromInput = False, temporary: _Temporary = False) -> None:
    """Dà una password nuova; chi era entrato con la vecchia deve rientrare."""
    with _accounts() as (accounts, audit):
        found = _found(accounts, name)
        accounts.set_password(found.name, _password(from_input), temporary)
        audit.note(_TECHNICIAN, "dà una password nuova", found.name)
    typer.echo(f"La password di {found.full_name} è cambiata.")


@account.command("ruolo")
def change_role(
    name: _Name,
    role: typing.Annotated[str, typer.Argument(metavar="RUOLO", help=_ROLES)],
) -> None:
    """Cambia che cosa una persona può fare."""
    given = _role(role)
    with _accounts() as (accounts, audit):
        before = _found(accounts, name)
        accounts.change_role(name, given)
        audit.note(_TECHNICIAN, "cambia il ruolo", f"{before.name}: da {before.role.word} a {given.word}")
    typer.echo(f"Adesso {before.full_name} {given.word}.")


@account.command("disattiva")
def disable(name: _Name) -> None:
    """Toglie l'accesso a una persona; ciò che ha fatto resta nel registro."""
    with _accounts() as (accounts, audit):
        changed = accounts.disable(name)
        audit.note(_TECHNICIAN, "disattiva l'account", changed.name)
    typer.echo(f"{changed.full_name} non può più entrare.")


@account.command("riattiva")
def enable(name: _Name) -> None:
    """Ridà l'accesso a una persona, con la password che aveva."""
    with _accounts() as (accounts, audit):
        changed = accounts.enable(name)
        audit.note(_TECHNICIAN, "riattiva l'account", changed.name)
    typer.echo(f"{changed.full_name} può entrare di nuovo.")


@contextmanager
def _accounts() -> Iterator[tuple[Accounts, Audit]]:
    """The accounts and the register; what goes wrong ends the command with 1 and a line for each reason."""
    folder = get_settings().console_folder
    try:
        engine = store.open_in(folder)
        yield Accounts(engine), Audit(engine)
    except Refused as refused:
        _stop(str(refused))
    except NoSuchAccount as missing:
        _stop(f"Non c'è nessun account «{missing.args[0]}». Li elenca `sportello utente elenco`.")
    except (OSError, SQLAlchemyError) as error:
        _stop(
            f"Non riesco a usare la cartella della console, {folder} ({type(error).__name__}). "
            "Controlli lo spazio e i permessi."
        )


def _found(accounts: Accounts, name: str) -> Account:
    account = accounts.get(name)
    if account is None:
        raise NoSuchAccount(name)
    return account


def _role(word: str) -> Role:
    role = Role.of(word)
    if role is None:
        _stop(f"«{word}» non è un ruolo. {_ROLES}")
    return role


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        _stop("Manca un terminale dove scrivere la password. Negli script usi --da-stdin.")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("Di nuovo, la stessa: ") != typed:
        _stop("Le due password non sono uguali. Riprovi.")
    return typed


def _stop(message: str) -> typing.NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
