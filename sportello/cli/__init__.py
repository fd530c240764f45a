"""The command `sportello`: one module a command, each a parser and a plain function."""

from __future__ import annotations

from collections.abc import Callable

import typer

from sportello.cli.acceptance import accept
from sportello.cli.account import account
from sportello.cli.chat import chat
from sportello.cli.check import check
from sportello.cli.console import console
from sportello.cli.evaluate import score
from sportello.cli.forget import forget
from sportello.cli.importing import import_edition
from sportello.cli.run import run
from sportello.cli.statistics import statistics
from sportello.cli.train import train

# Each by its Italian and its English name.
COMMANDS: tuple[tuple[str, str, Callable[..., None] | typer.Typer], ...] = (
    ("avvia", "serve", run),
    ("addestra", "train", train),
    ("controlla", "check", check),
    ("valuta", "evaluate", score),
    ("collauda", "accept", accept),
    ("importa", "import", import_edition),
    ("chat", "chat", chat),
    ("dimentica", "forget", forget),
    ("console", "console", console),
    ("statistiche", "stats", statistics),
    ("utente", "account", account),
)

app = typer.Typer(
    help="L'assistente dei servizi sociali.",
    epilog="Valgono anche i nomi inglesi: "
    + ", ".join(english for italian, english, _ in COMMANDS if english != italian)
    + ".",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _add(name: str, command: Callable[..., None] | typer.Typer, hidden: bool) -> None:
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name, hidden=hidden)
    else:
        app.command(name, hidden=hidden)(command)


for _italian, _english, _command in COMMANDS:
    _add(_italian, _command, hidden=False)
    if _english != _italian:
        _add(_english, _command, hidden=True)
