"""`sportello controlla`: everything that can be wrong in `data/`, before training."""

from __future__ import annotations

import subprocess

import typer

from sportello.carta.validation import warnings
from sportello.cli.inputs import carta_or_exit, phrases_or_exit, sentences_or_exit
from sportello.cli.train import rasa_command
from sportello.settings import ROOT, child_environment, get_settings


def check(
    only_carta: bool = typer.Option(False, "--solo-carta", help="Solo data/carta.yml, in meno di un secondo."),
) -> None:
    """Controlla la Carta e i dati di addestramento."""
    carta = carta_or_exit()
    typer.echo(f"{get_settings().carta_file.name}: {len(carta.servizi)} servizi, nessun errore.")
    for warning in warnings(carta):
        typer.echo(f"  da verificare: {warning}")
    if only_carta:
        return
    typer.echo(f"Testi delle risposte: {len(sentences_or_exit(carta).sentences)}, nessun errore.")
    typer.echo(f"Frasi di addestramento: {len(phrases_or_exit(carta))}, nessun errore.")
    code = subprocess.run(
        [*rasa_command(), "data", "validate"], cwd=ROOT, env=child_environment(), check=False
    ).returncode
    if code:
        typer.echo("I dati di addestramento non vanno: il motivo è nelle righe qui sopra.", err=True)
        raise typer.Exit(code)
