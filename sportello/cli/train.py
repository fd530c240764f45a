"""`sportello addestra`: trains when the data or the configuration changed."""

from __future__ import annotations

import subprocess
import sys

import typer

from sportello import models
from sportello.cli.inputs import carta_or_exit, phrases_or_exit
from sportello.settings import MODELS, ROOT, child_environment, get_settings

_IN_WORK = MODELS / ".in_lavorazione"


def train(
    anyway: bool = typer.Option(False, "--comunque", help="Anche se nulla è cambiato."),
) -> None:
    """Addestra l'assistente se i dati o la configurazione sono cambiati."""
    if not anyway and models.is_trained(MODELS, models.fingerprint(ROOT, carta=get_settings().carta_file)):
        typer.echo("Addestramento: nulla è cambiato.")
        return
    carta_or_exit()
    phrases_or_exit()
    typer.echo("Addestramento: i dati o la configurazione sono cambiati, ci vogliono circa due minuti.")
    code = train_now()
    if code:
        typer.echo("Addestramento non riuscito: il motivo è nelle righe qui sopra.", err=True)
        raise typer.Exit(code)
    typer.echo("Addestramento: fatto.")


def train_now() -> int:
    """Trains a new model and returns Rasa's exit code; the stamp is written only after success."""
    before = models.fingerprint(ROOT, carta=get_settings().carta_file)
    # `make check` validates: here it would read every phrase a second time.
    command = [*rasa_command(), "train", "--skip-validation", "--out", str(_IN_WORK)]
    code = subprocess.run(command, cwd=ROOT, env=child_environment(), check=False).returncode
    if code == 0:
        # Rasa writes the file piece by piece; a running server takes up whatever appears among the models.
        trained = models.newest(_IN_WORK)
        if trained:
            models.put_in_force(trained, MODELS, before)
            trained.unlink()
        models.forget_old(MODELS)
    return code


def rasa_command() -> list[str]:
    """How to call Rasa in this environment."""
    return [sys.executable, "-W", "ignore", "-m", "rasa"]


def sdk_command() -> list[str]:
    """How to call Rasa's action server in this environment."""
    return [sys.executable, "-W", "ignore", "-m", "rasa_sdk"]
