"""What operators write, read for a command: or the whole list of what to mend, and the command ends."""

from __future__ import annotations

import typer

from sportello.carta import Carta, CartaError, Catalogue, read
from sportello.carta.errors import listed
from sportello.evaluation.held_out import held_out_texts
from sportello.nlu.phrase_problems import problems
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


def phrases_or_exit(carta: Carta) -> list[Phrase]:
    """The training phrases; ends the command with 1 and everything that is wrong with them."""
    try:
        phrases = read_phrases(sorted((ROOT / "data" / "nlu").rglob("*.yml")))
        if wrong := problems(phrases, [service.id for service in carta.servizi], held_out_texts()):
            raise PhrasesError(wrong)
    except PhrasesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    return phrases


def sentences_or_exit(carta: Carta) -> Shelf:
    """The sentences of the answers; ends the command with 1 and everything that is wrong with them."""
    shelf = Shelf.of(DATA, Catalogue(carta))
    wrong = list(shelf.all_problems())
    if wrong:
        typer.echo(listed("data/risposte", wrong), err=True)
        raise typer.Exit(1)
    return shelf
