"""`sportello chat`: a conversation in the terminal with the running assistant, through the web channel."""

from __future__ import annotations

from typing import Any

import httpx
import typer
from rich.console import Console
from rich.markup import escape

from sportello.settings import get_settings

_LEAVE = {"esci", "exit", "quit"}


def chat() -> None:
    """Parla con l'assistente avviato; un numero sceglie un bottone, «esci» finisce."""
    settings = get_settings()
    console = Console()
    address = f"http://{settings.host}:{settings.port}/assistente/conversazioni"
    with httpx.Client(timeout=settings.answer_timeout_seconds + 5) as client:
        try:
            begun = _post(client, address, {})
            buttons = _show(console, begun)
            _talk(client, console, f"{address}/{begun['id']}/messaggi", buttons)
        except httpx.ConnectError:
            typer.echo(f"L'assistente non è avviato su {settings.host}:{settings.port}: lanci `make run`.", err=True)
            raise typer.Exit(1) from None


def _talk(client: httpx.Client, console: Console, address: str, buttons: list[str]) -> None:
    while True:
        try:
            typed = console.input("[bold]› [/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if typed.lower() in _LEAVE:
            return
        chosen = buttons[int(typed) - 1] if typed.isdigit() and 0 < int(typed) <= len(buttons) else None
        body = {"scelta": chosen} if chosen else {"testo": typed}
        buttons = _show(console, _post(client, address, body))


def _post(client: httpx.Client, address: str, body: dict[str, str]) -> dict[str, Any]:
    answer: dict[str, Any] = client.post(address, json=body).json()
    return answer


def _show(console: Console, answer: dict[str, Any]) -> list[str]:
    """Prints an answer and returns what its numbered buttons stand for."""
    if "errore" in answer:
        console.print(f"[red]{escape(answer['errore'])}[/red]")
        return []
    choices: list[str] = []
    for message in answer["messaggi"]:
        console.print(escape(message["testo"]), style="cyan")
        source = message["fonte"]
        if source:
            section = f", sezione {source['sezione']}" if source["sezione"] else ""
            console.print(f"[dim]{escape(source['documento'] + section)}[/dim]")
        for button in message["bottoni"]:
            choices.append(button["scelta"])
            console.print(f"  [bold]{len(choices)}[/bold] {escape(button['titolo'])}")
    return choices
