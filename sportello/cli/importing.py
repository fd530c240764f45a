"""`sportello importa`: a new edition of the Carta as a draft of the knowledge file, and what differs in it."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import typer

from sportello.cli.inputs import carta_or_exit
from sportello.files import write_whole
from sportello.settings import ROOT, get_settings

if typing.TYPE_CHECKING:
    from sportello.importing.draft import Outcome

_NOTHING = "(nulla)"
_ONLY_FACTS = (
    "Ho confrontato numeri, contatti, costi, orari e argomenti: se cambiano solo le parole può sfuggirmi. "
    "Per vedere anche quelle aggiunga l'edizione di prima: --precedente VECCHIA.pdf"
)


def import_edition(
    source: Path = typer.Argument(metavar="FILE", help="La nuova edizione: PDF, Word (.docx) o testo."),
    output: Path = typer.Option(None, "--output", "--bozza", "-o", help="Il file da scrivere, per esempio bozza.yml."),
    former: Path = typer.Option(None, "--precedente", help="L'edizione di prima, per vedere anche le parole cambiate."),
    overwrite: bool = typer.Option(False, "--sovrascrivi", help="Anche se il file della bozza c'è già."),
) -> None:
    """Legge una nuova edizione della Carta, ne fa una bozza di carta.yml e mostra che cosa cambia."""
    from sportello.importing.draft import read_edition  # other commands must not wait for its libraries
    from sportello.importing.lines import Unreadable

    carta = carta_or_exit()
    _refuse(source, output, overwrite)
    try:
        outcome = read_edition(source, get_settings().carta_file, carta, former)
    except Unreadable as error:
        _stop(str(error))
    try:
        write_whole(output, outcome.text)
    except OSError as error:
        _stop(f"{output}: non si lascia scrivere ({error.strerror}). Controlli lo spazio e i permessi della cartella.")
    names: dict[str, str] = {card.id: card.nome for card in (*carta.gruppi, *carta.servizi)}
    _show(outcome, names)
    if former is None:
        typer.echo(_ONLY_FACTS)
    typer.echo(f"La bozza è in {output}: la rilegga, e riscriva in lingua semplice le parole della Carta.")
    if outcome.problems:
        typer.echo("Prima di usarla vanno messe a posto queste cose:")
        for problem in outcome.problems:
            typer.echo(f"  - {problem}")


def _refuse(source: Path, output: Path | None, overwrite: bool) -> None:
    """Ends the command where the draft has no place to be written."""
    if output is None:
        _stop("Manca dove scrivere la bozza: aggiunga per esempio --output bozza.yml")
    target = output.resolve()
    for folder in (ROOT / "data", get_settings().carta_file.parent):
        if target.is_relative_to(folder.resolve()):
            _stop(f"{output}: la bozza non va in {folder.name}/, dove sono i dati in uso. Scelga un'altra cartella.")
    if not output.parent.is_dir():
        _stop(f"{output}: la cartella {output.parent} non esiste. La crei, o ne scelga un'altra.")
    if output.is_dir():
        _stop(f"{output}: è una cartella. Aggiunga il nome del file, per esempio {output / 'bozza.yml'}")
    if output.exists() and source.exists() and output.samefile(source):
        _stop(f"{output}: è il documento da leggere. Scelga un altro nome per la bozza.")
    if output.exists() and not overwrite:
        _stop(f"{output}: esiste già. Scelga un altro nome, o aggiunga --sovrascrivi.")


def _show(outcome: Outcome, names: dict[str, str]) -> None:
    if outcome.differences:
        typer.echo("Che cosa cambia:")
    for each in outcome.differences:
        typer.echo(f"  {names[each.place]} · {each.field}")
        typer.echo(indent(f"ora:   {each.before or _NOTHING}\nnuova: {each.after or _NOTHING}", "    "))
    for line in _lists(outcome):
        typer.echo(line)
    typer.echo(_summary(outcome))


def _lists(outcome: Outcome) -> Iterator[str]:
    """The services that are new or gone, and what is to be known of the reading."""
    if outcome.new:
        yield "Servizi nuovi:"
    for service in outcome.new:
        section = f"sezione {service.data['sezione']}" if service.data["sezione"] else "senza sezione"
        yield f"  {service.data['nome'] or '(senza nome)'} ({section}, id: {service.id})"
        contacts = service.data["contatti"] or ()
        values = [value for contact in contacts for key, value in contact.items() if key in ("telefono", "email")]
        yield f"    contatti: {', '.join(values) or _NOTHING}"
    if outcome.gone:
        yield "Servizi non trovati (nella bozza restano, con un avviso):"
    for gone in outcome.gone:
        yield f"  {gone.nome} ({gone.id})"
    for note in outcome.notes:
        yield f"Da sapere: {note}"


def _summary(outcome: Outcome) -> str:
    changed = {each.place for each in outcome.differences}
    return (
        f"Servizi letti: {outcome.found}; nuovi: {len(outcome.new)}; non trovati: {len(outcome.gone)}; "
        f"voci cambiate: {len(outcome.differences)}, in {len(changed)} servizi."
    )


def _stop(message: str) -> typing.NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
