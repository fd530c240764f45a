"""`sportello collauda`: whether the trained assistant may be published, tried as citizens would."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import typer

from sportello.carta import Catalogue
from sportello.cli.inputs import carta_or_exit
from sportello.cli.train import train
from sportello.evaluation.citizen import Citizen
from sportello.evaluation.dialogues import judge, read_dialogues
from sportello.evaluation.matrix import faults, questions
from sportello.evaluation.rehearsal import RehearsalFailed, rehearsal
from sportello.settings import ROOT

DIALOGUES = ROOT / "tests" / "conversations" / "dialoghi.yml"
# In percent of the turns. Below what a release has (`tests/conversations`): an operator's phrases move some to and fro.
LEAST_TURNS = 85.0
_SHOWN = 20


def accept(
    result: Path = typer.Option(None, "--esito", help="Scrive l'esito anche in questo file, come JSON."),
) -> None:
    """Avvia una copia di prova e le fa ogni domanda su ogni servizio, e le conversazioni di prova."""
    catalogue = Catalogue(carta_or_exit())
    train(anyway=False)
    try:
        outcome = _tried(catalogue)
    except (RehearsalFailed, httpx.HTTPError) as error:
        typer.echo(f"La copia di prova non ha risposto: {error}", err=True)
        raise typer.Exit(1) from None
    if result:
        result.write_text(json.dumps(outcome, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _tell(outcome)
    if not outcome["superato"]:
        raise typer.Exit(1)


def _tried(catalogue: Catalogue) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory() as work,
        rehearsal(Path(work)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        wrong = list(_wrong_answers(client, catalogue))
        turns = [turn for d in read_dialogues(DIALOGUES) for turn in judge(d, Citizen(client), catalogue)]
    lost = [{"testo": turn.turn.text, "risposta": turn.reply} for turn in turns if not turn.right]
    percent = 100 * (len(turns) - len(lost)) / max(len(turns), 1)
    return {
        "domande": sum(1 for _ in questions(catalogue)),
        "risposte_sbagliate": wrong,
        "turni": len(turns),
        "turni_sbagliati": lost,
        "percento_turni": round(percent, 1),
        "percento_minimo": LEAST_TURNS,
        "superato": not wrong and percent >= LEAST_TURNS,
    }


def _wrong_answers(client: httpx.Client, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    for question in questions(catalogue):
        reply = Citizen(client).hear(question.text)
        for fault in faults(question, reply, catalogue):
            yield {"servizio": question.service, "testo": question.text, "risposta": reply, "errore": fault}


def _tell(outcome: dict[str, Any]) -> None:
    wrong, lost = outcome["risposte_sbagliate"], outcome["turni_sbagliati"]
    typer.echo(f"Domande su ogni servizio: {outcome['domande']}, risposte sbagliate: {len(wrong)}.")
    for each in wrong[:_SHOWN]:
        typer.echo(f"  «{each['testo']}»: {each['errore']}", err=True)
    typer.echo(f"Conversazioni di prova: {outcome['percento_turni']}% dei {outcome['turni']} turni.")
    for each in lost[:_SHOWN]:
        typer.echo(f"  «{each['testo']}» → {' '.join(each['risposta'].split())[:120]}")
