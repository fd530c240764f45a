"""What operators write, read for a command: or the whole list of what to mend, and the command ends."""

from __future__ import annotations

import typer

from sportello.carta import Carta, CartaError, Catalogue, read
from sportello.carta.errors import listed
from sportello.nlu.phrases import Phrase, PhrasesError, read_phrases
from sportello.sentences.shelf import Shelf
from sportello.settings import DATA, ROOT, get_settings


def carta_or_exit() -> Carta:
    """The Carta in force; ends the command with 1 and everything that is wrong with it."""
    try:
        return read(get_settings().carta_file)
    except CartaError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def phrases_or_exit() -> list[Phrase]:
    """The training phrases; ends the command with 1 and everything that is wrong with them."""
    try:
        return read_phrases(sorted((ROOT / "data" / "nlu").rglob("*.yml")))
    except PhrasesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def sentences_or_exit(carta: Carta) -> Shelf:
    """The sentences of the answers; ends the command with 1 and everything that is wrong with them."""
    shelf = Shelf.of(DATA, Catalogue(carta))
    problems = list(shelf.all_problems())
    if problems:
        typer.echo(listed("data/risposte", problems), err=True)
        raise typer.Exit(1)
    return shelf
