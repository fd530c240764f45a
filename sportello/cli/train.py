"""`sportello addestra`: trains when the data or the configuration changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from sportello.cli.inputs import carta_or_exit, phrases_or_exit
from sportello.settings import MODELS, ROOT, child_environment

_STAMP = MODELS / "addestrato.sha256"
_IN_WORK = MODELS / ".in_lavorazione"
_MODELS_KEPT = 5
_INPUTS = ("config.yml", "domain.yml", "requirements.lock", "data", "sportello/nlu")


def train(
    anyway: bool = typer.Option(False, "--comunque", help="Anche se nulla è cambiato."),
) -> None:
    """Addestra l'assistente se i dati o la configurazione sono cambiati."""
    if not anyway and is_trained():
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


def is_trained() -> bool:
    """Whether the newest model was trained on what is on disk now."""
    return _STAMP.is_file() and any(MODELS.glob("*.tar.gz")) and _STAMP.read_text() == fingerprint(ROOT)


def fingerprint(root: Path) -> str:
    """A hash of everything that training reads."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in _INPUTS:
        place = root / name
        yield from sorted(p for p in place.rglob("*") if p.suffix in {".yml", ".py"}) if place.is_dir() else [place]


def train_now() -> int:
    """Trains a new model and returns Rasa's exit code; the stamp is written only after success."""
    before = fingerprint(ROOT)
    # `make check` validates: here it would read every phrase a second time.
    command = [*rasa_command(), "train", "--skip-validation", "--out", str(_IN_WORK)]
    code = subprocess.run(command, cwd=ROOT, env=child_environment(), check=False).returncode
    if code == 0:
        # Rasa writes the file piece by piece; a running server takes up whatever appears here.
        for model in _IN_WORK.glob("*.tar.gz"):
            os.replace(model, MODELS / model.name)
        _STAMP.write_text(before)
        _forget_old()
    return code


def _forget_old() -> None:
    """Keeps the last models only."""
    newest_first = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for model in newest_first[_MODELS_KEPT:]:
        model.unlink()


def rasa_command() -> list[str]:
    """How to call Rasa in this environment."""
    return [sys.executable, "-W", "ignore", "-m", "rasa"]


def sdk_command() -> list[str]:
    """How to call Rasa's action server in this environment."""
    return [sys.executable, "-W", "ignore", "-m", "rasa_sdk"]
