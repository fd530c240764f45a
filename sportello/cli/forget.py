"""`sportello dimentica`: deletes conversations by hand, and proves it."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import typer
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from sportello.privacy import erasure
from sportello.settings import ROOT, Settings, get_settings
from sportello.statistics import store as statistics

_DAY_SECONDS = 24 * 60 * 60
# Each costs one reading of the whole file.
_MOST_SEARCHED = 100
# A turn that was under way in the server stores its conversation once more.
_LOOK_AGAIN_SECONDS = 1.0
_MOST_LOOKS = 5


def forget(
    days: int = typer.Option(None, "--giorni", min=0, help="Le conversazioni in silenzio da più di questi giorni."),
    conversation: str = typer.Option(None, "--conversazione", help="Soltanto la conversazione con questo codice."),
    compact: bool = typer.Option(
        False, "--compatta", help="Riscrive poi tutto il file: le risposte intanto aspettano."
    ),
    endpoints: Path = typer.Option(ROOT / "endpoints.yml", help="Il file degli endpoint di Rasa."),
) -> None:
    """Cancella le conversazioni, per età o per codice, e controlla che non ne resti nulla."""
    settings = get_settings()
    engine = sa.create_engine(database_url(endpoints))
    try:
        if conversation:
            _forget_one(engine, settings, conversation)
        else:
            _forget_old(engine, settings.retention_days if days is None else days)
        if compact:
            erasure.rebuild(engine)
            typer.echo("Il file è stato riscritto.")
    except SQLAlchemyError as error:
        # Not its message: it may hold what was written.
        reason = f"La banca dati delle conversazioni non si lascia usare ({type(error).__name__})."
        typer.echo(f"{reason} Controlli tracker_store in {endpoints.name}, o riprovi tra poco.", err=True)
        raise typer.Exit(1) from None


def database_url(endpoints: Path) -> URL:
    """Where Rasa keeps the conversations: `tracker_store` in the file of endpoints."""
    from rasa.utils.endpoints import read_endpoint_config  # takes seconds: other commands must not wait for it

    found = read_endpoint_config(str(endpoints), "tracker_store")
    return _url({**found.kwargs, "host": found.url or found.kwargs.get("host")})


def _url(named: dict[str, Any]) -> URL:
    """What Rasa makes of the same names; a file without a folder lies where the server runs."""
    if "://" in (named["host"] or ""):
        return make_url(named["host"])
    dialect, database = named.get("dialect", "sqlite"), named.get("db", "rasa.db")
    if dialect == "sqlite":
        database = str(ROOT / database)
    login = {key: named.get(key) for key in ("username", "password", "host", "port", "query")}
    return URL.create(dialect, database=database, **{key: value for key, value in login.items() if value})


def _forget_old(engine: Engine, days: int) -> None:
    erasure.prepare(engine)
    moment = time.time() - days * _DAY_SECONDS
    before = erasure.size(engine)
    ids = erasure.silent_since(engine, moment)
    deleted = [each for each in ids if erasure.delete(engine, each, moment).events]
    erasure.settle(engine)
    _tell(before, erasure.size(engine), len(deleted))
    _prove(engine, deleted)


def _forget_one(engine: Engine, settings: Settings, conversation: str) -> None:
    erasure.prepare(engine)
    before = erasure.size(engine)
    if not erasure.keeps(engine, conversation):
        typer.echo("Questa conversazione non c'è: non c'è nulla da cancellare.")
        return
    # A running server does it between two messages, and lets go of what it has in memory.
    if not _deleted_by_server(settings, conversation):
        _delete_until_it_stays_away(engine, settings, conversation)
    erasure.settle(engine)
    _tell(before, erasure.size(engine), 1)
    _prove(engine, [conversation])


def _deleted_by_server(settings: Settings, conversation: str) -> bool:
    address = f"http://{settings.host}:{settings.port}/assistente/conversazioni/{conversation}"
    try:
        return httpx.delete(address, timeout=settings.answer_timeout_seconds).status_code == httpx.codes.NO_CONTENT
    except httpx.HTTPError:
        return False


def _delete_until_it_stays_away(engine: Engine, settings: Settings, conversation: str) -> None:
    counters = statistics.open_store(settings.statistics_url)
    statistics.make_tables(counters)
    for _ in range(_MOST_LOOKS):
        deleted = erasure.delete(engine, conversation)
        with counters.begin() as connection:
            statistics.withdraw(connection, deleted.texts)
        time.sleep(_LOOK_AGAIN_SECONDS)
        if not erasure.keeps(engine, conversation):
            return


def _tell(before: erasure.Size, after: erasure.Size, deleted: int) -> None:
    typer.echo(f"Prima:      {before.conversations} conversazioni, {before.events} eventi.")
    typer.echo(f"Cancellate: {deleted} conversazioni.")
    typer.echo(f"Dopo:       {after.conversations} conversazioni, {after.events} eventi.")


def _prove(engine: Engine, deleted: Sequence[str]) -> None:
    """Looks for what was deleted in the bytes of the database's files; where it is found, writes them anew."""
    searched = deleted if len(deleted) <= _MOST_SEARCHED else random.sample(deleted, _MOST_SEARCHED)
    if not searched:
        return
    found = erasure.traces(engine, searched)
    if found:
        erasure.rebuild(engine)
        found = erasure.traces(engine, searched)
    if found is None:
        typer.echo("Verifica: fatta dalla banca dati, i suoi file non sono qui.")
    elif found:
        typer.echo("Verifica: nel file resta ancora una traccia. Fermi l'assistente e riprovi.", err=True)
        raise typer.Exit(1)
    else:
        typer.echo(f"Verifica: di {len(searched)} cercate nei file, non resta traccia di nessuna.")
