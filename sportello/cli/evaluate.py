"""`sportello valuta`: how well the held-out phrases are understood, as figures and as a page."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from sportello.cli.train import train
from sportello.evaluation.figures import Evaluation, Judged, evaluate, fallen, judge
from sportello.evaluation.held_out import HELD_OUT, HeldOut, from_lesson, read_held_out, with_typing_errors
from sportello.evaluation.verdicts import Read, read_of
from sportello.nlu.phrases import Phrase, read_phrases
from sportello.privacy.masking import mask
from sportello.settings import DATA, MODELS, ROOT

RELEASE = HELD_OUT / "ultima_versione.json"
REPORT = ROOT / "results" / "valutazione.html"


def score(
    release: bool = typer.Option(False, "--versione", help="Tiene queste cifre come quelle dell'ultima versione."),
    figures: Path = typer.Option(None, "--cifre", help="Scrive le cifre in questo file JSON, senza confrontarle."),
    since: Path = typer.Option(None, "--rispetto-a", help="Con --cifre: dice come legge le frasi che là non c'erano."),
) -> None:
    """Misura quanto l'assistente capisce, su frasi che non servono ad addestrare."""
    from sportello.evaluation.report import write_report  # it draws, and takes a second: other commands must not wait

    train(anyway=False)
    sets = evaluate_sets()
    now = percents(sets)
    before = json.loads(RELEASE.read_text(encoding="utf-8")) if RELEASE.is_file() else {}
    write_report(REPORT, sets, now, before)
    for name, percent in now.items():
        change = f"  ({percent - before[name]:+.1f})" if name in before else ""
        typer.echo(f"{name:45} {percent:5.1f}%{change}")
    typer.echo(f"Il resto è in {REPORT.relative_to(ROOT)}: si apre con il browser.")
    worse = fallen(now, before, totals(sets))
    if figures:
        taught = [from_lesson(phrase) for phrase in new_phrases(DATA, since)] if since else []
        content = {
            "cifre": now,
            "frasi": totals(sets),
            "errori": [told(judged) for evaluation in sets.values() for judged in evaluation.worst],
            "insegnate": [told(judge(item, read)) for item, read in zip(taught, read_all(taught), strict=True)],
        }
        figures.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif release:
        RELEASE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    elif worse:
        typer.echo(f"Peggio dell'ultima versione: {', '.join(worse)}.", err=True)
        raise typer.Exit(1)


def evaluate_sets() -> dict[str, Evaluation]:
    """Every set of held-out phrases, read by the newest model and judged."""
    held_out = held_out_sets()
    reads = iter(read_all([item for items in held_out.values() for item in items]))
    return {name: evaluate([(item, next(reads)) for item in items]) for name, items in held_out.items()}


def held_out_sets() -> dict[str, list[HeldOut]]:
    """The sets by name; the first is the frozen one: see `docs/decisions/0002`."""
    frozen = read_held_out(HELD_OUT / "frasi.yml")
    return {
        "frasi": frozen,
        "con_errori": with_typing_errors(frozen),
        "parole_chiave": read_held_out(HELD_OUT / "parole_chiave.yml"),
        "scelta": read_held_out(HELD_OUT / "scelta.yml"),
    }


def read_all(items: Sequence[HeldOut]) -> list[Read]:
    """How the newest model reads phrases, masked as the channels mask, each at the beginning of a conversation."""
    from rasa.core.agent import Agent
    from rasa.model import get_latest_model
    from rasa.utils.log_utils import configure_structlog

    # Rasa used as a library prints every message that it reads.
    configure_structlog(logging.ERROR)
    agent = Agent.load(str(get_latest_model(str(MODELS))))

    async def parse() -> list[Read]:
        return [read_of(await agent.parse_message(mask(item.text))) for item in items]

    return asyncio.run(parse())


def percents(sets: Mapping[str, Evaluation]) -> dict[str, float]:
    """Every figure of every set by `<set>/<figure>`, in percent to one place."""
    return {
        f"{name}/{figure}": round(share.percent, 1)
        for name, evaluation in sets.items()
        for figure, share in evaluation.figures.items()
    }


def totals(sets: Mapping[str, Evaluation]) -> dict[str, int]:
    """Of how many phrases each figure is."""
    return {
        f"{name}/{figure}": share.total
        for name, evaluation in sets.items()
        for figure, share in evaluation.figures.items()
    }


def new_phrases(data: Path, since: Path) -> list[Phrase]:
    """The training phrases of one `data/` folder that are not in another, or teach something else there."""
    now, before = (read_phrases(sorted((folder / "nlu").rglob("*.yml"))) for folder in (data, since))
    known = {(phrase.text, phrase.lesson) for phrase in before}
    return [phrase for phrase in now if (phrase.text, phrase.lesson) not in known]


def told(judged: Judged) -> dict[str, Any]:
    """A phrase as it was read, beside what is right, in the words of the files."""
    return {
        "testo": judged.item.text,
        "giusta": judged.right,
        "atteso": {"chiesto": judged.item.asked, "servizi": judged.item.services},
        "letto": {"chiesto": judged.read.aspects or [judged.read.label], "servizi": judged.read.services},
    }
