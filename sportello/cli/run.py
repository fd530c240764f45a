"""`sportello avvia`: trains if needed, starts the action server and the Rasa server, keeps them running."""

from __future__ import annotations

import signal
import sys
import tempfile
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import typer
import yaml

from sportello.cli.console import address, port_is_taken
from sportello.cli.inputs import carta_or_exit
from sportello.cli.processes import Processes, Service, StartFailed, port_is_free
from sportello.cli.train import rasa_command, sdk_command, train
from sportello.console.publication import publication_in
from sportello.settings import ROOT, Settings, child_environment, get_settings

# Rasa's own, for development, and ours for Telegram.
_REST, _TELEGRAM = "rest", "sportello.channels.telegram.channel.TelegramInput"


class Channels(typing.NamedTuple):
    """The files of the channels: a bot can be in one process only, and that is the first."""

    first: Path
    others: Path


def run(
    endpoints: Path = typer.Option(ROOT / "endpoints.yml", help="Il file degli endpoint di Rasa."),
) -> None:
    """Addestra se serve e avvia l'assistente."""
    settings = get_settings()
    carta_or_exit()
    action_port = port_of_actions(endpoints)
    _fit_for(settings.processes, endpoints)
    servers = [(settings.port + number, "PORTA") for number in range(settings.processes)]
    for port, owner in (*servers, (action_port, "l'indirizzo delle azioni in endpoints.yml")):
        if not port_is_free(settings.host, port):
            _stop(
                f"La porta {port} è già occupata: forse l'assistente è già avviato. "
                f"Lo fermi, oppure cambi {owner} (per esempio `PORTA=5006 make run`)."
            )
    # Where a publication was cut off in the middle, data and model first become of one version again.
    publication_in(ROOT, settings.console_folder).finish()
    train(anyway=False)
    with credentials(settings) as channels:
        _serve(settings, services(settings, endpoints, channels, action_port), _console(settings))


def _serve(settings: Settings, assistant: list[Service], console: Service | None) -> None:
    # A supervisor stops us with SIGTERM, a person with Ctrl-C: both end all processes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = f"http://{settings.host}:{settings.port}"
    typer.echo("Avvio: il server delle azioni e il server di Rasa, circa venti secondi.")
    try:
        every = [*assistant, *([console] if console else [])]
        with Processes(every, ROOT, child_environment(), settings.start_timeout_seconds) as processes:
            processes.wait_until_ready()
            typer.echo(f"\nL'assistente risponde su {address}/assistente/ (Ctrl-C per fermarlo). Per provarlo:")
            typer.echo(f"  curl -H 'Content-Type: application/json' -d '{{}}' {address}/assistente/conversazioni\n")
            if console:
                _tell_of_console(settings, processes.answers(console))
            processes.keep()
    except StartFailed as error:
        _stop(str(error))
    except KeyboardInterrupt:
        typer.echo("\nFermato.")


def services(settings: Settings, endpoints: Path, channels: Channels, action_port: int) -> list[Service]:
    """The processes; the actions by Rasa's SDK alone, because `rasa run actions` loads the whole of Rasa."""
    actions = Service(
        "Il server delle azioni",
        [*sdk_command(), "--actions", "actions", "--port", str(action_port)],
        f"http://{settings.host}:{action_port}/health",
    )
    servers = [
        Service(
            "Il server di Rasa" + (f" sulla porta {port}" if settings.processes > 1 else ""),
            [
                *(*rasa_command(), "run", "-i", settings.host, "-p", str(port)),
                *("--endpoints", str(endpoints)),
                *("--credentials", str(channels.first if port == settings.port else channels.others)),
            ],
            f"http://{settings.host}:{port}/salute",
        )
        for port in range(settings.port, settings.port + settings.processes)
    ]
    return [actions, *servers]


def _console(settings: Settings) -> Service | None:
    """The operators' console beside the assistant; None where it is switched off or its port is taken."""
    if not settings.console:
        return None
    if not port_is_free(settings.console_host, settings.console_port):
        typer.echo(f"{port_is_taken(settings)} L'assistente si avvia senza.", err=True)
        return None
    command = [sys.executable, "-W", "ignore", "-m", "sportello.cli", "console", "--in-silenzio"]
    return Service("Il server della console", command, f"{address(settings)}salute", needed=False)


def _tell_of_console(settings: Settings, answers: bool) -> None:
    if answers:
        typer.echo(f"La console degli operatori è su {address(settings)}\n")
    else:
        typer.echo("La console degli operatori non risponde ancora; l'assistente non ne ha bisogno.", err=True)


def _fit_for(processes: int, endpoints: Path) -> None:
    """Several processes that kept conversations and locks each for itself would mix up what was said."""
    content = yaml.safe_load(endpoints.read_text(encoding="utf-8"))
    shared = content["tracker_store"].get("dialect") != "sqlite" and "lock_store" in content
    if processes > 1 and not shared:
        _stop(
            f"PROCESSI={processes}: più processi vogliono PostgreSQL e Redis, e {endpoints.name} non li ha. "
            "Provi con `sportello avvia --endpoints deploy/endpoints.yml`, oppure con PROCESSI=1."
        )


def port_of_actions(endpoints: Path) -> int:
    """The port in the address where Rasa looks for the actions."""
    content = yaml.safe_load(endpoints.read_text(encoding="utf-8"))
    port = urlsplit(content["action_endpoint"]["url"]).port
    if port is None:
        _stop(f"{endpoints.name}: all'indirizzo di action_endpoint manca la porta. Scriva per esempio :5055.")
    return port


@contextmanager
def credentials(settings: Settings) -> Iterator[Channels]:
    """The files of the channels, with those added that the settings ask for: their names, never a secret."""
    everywhere = [_REST] if settings.rest_channel else []
    once = [_TELEGRAM] if settings.telegram_token else []
    with _with_channels([*everywhere, *once]) as first, _with_channels(everywhere) as others:
        yield Channels(first, others)


@contextmanager
def _with_channels(added: list[str]) -> Iterator[Path]:
    path = ROOT / "credentials.yml"
    if not added:
        yield path
        return
    with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as file:
        file.write(path.read_text(encoding="utf-8") + "".join(f"\n{name}:\n" for name in added))
        file.flush()
        yield Path(file.name)


def _stop(message: str) -> typing.NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
