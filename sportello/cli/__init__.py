"""The command `sportello`: one module a command, each a parser and a plain function."""

from __future__ import annotations

import typer

from sportello.cli.acceptance import accept
from sportello.cli.account import account
from sportello.cli.chat import chat
from sportello.cli.check import check
from sportello.cli.console import console
from sportello.cli.evaluate import score
from sportello.cli.forget import forget
from sportello.cli.run import run
from sportello.cli.statistics import statistics
from sportello.cli.train import train

app = typer.Typer(
    help="L'assistente dei servizi sociali.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("avvia")(run)
app.command("addestra")(train)
app.command("controlla")(check)
app.command("valuta")(score)
app.command("collauda")(accept)
app.command("chat")(chat)
app.command("dimentica")(forget)
app.command("console")(console)
app.command("statistiche")(statistics)
app.add_typer(account, name="utente")
