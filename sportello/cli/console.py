"""`sportello console`: the operators' web console, alone."""

from __future__ import annotations

import logging

import typer
from sqlalchemy.exc import SQLAlchemyError

from sportello.cli.processes import port_is_free
from sportello.settings import Settings, get_settings

_GOODBYE_SECONDS = 5


def console(
    quiet: bool = typer.Option(False, "--in-silenzio", hidden=True),
) -> None:
    """Avvia la console degli operatori, senza l'assistente."""
    settings = get_settings()
    if not port_is_free(settings.console_host, settings.console_port):
        typer.echo(port_is_taken(settings), err=True)
        raise typer.Exit(1)
    try:
        _serve(settings, quiet)
    except (OSError, SQLAlchemyError) as error:
        typer.echo(
            f"Non riesco a usare la cartella della console, {settings.console_folder} ({type(error).__name__}). "
            "Controlli lo spazio e i permessi.",
            err=True,
        )
        raise typer.Exit(1) from None


def _serve(settings: Settings, quiet: bool) -> None:
    """Answers until it is told to stop; what it logs holds neither values nor addresses that were asked for."""
    import uvicorn  # other commands must not wait for these

    from sportello.console.app import make_app
    from sportello.privacy import logs

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logs.protect()
    app = make_app(settings)
    if not quiet:
        typer.echo(f"La console degli operatori è su {address(settings)} (Ctrl-C per fermarla).")
    uvicorn.run(
        app,
        host=settings.console_host,
        port=settings.console_port,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        # Who is a proxy of ours is for `PROXY_FIDATI` to say.
        proxy_headers=False,
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
    )


def address(settings: Settings) -> str:
    """Where operators find it, on this machine."""
    return f"http://{settings.console_host}:{settings.console_port}/"


def port_is_taken(settings: Settings) -> str:
    """That somebody else has its port, and what to do."""
    port = settings.console_port
    return (
        f"La porta {port} è già occupata: forse la console è già avviata. "
        f"La fermi, oppure cambi CONSOLE_PORTA (per esempio `CONSOLE_PORTA={port + 1}`)."
    )
