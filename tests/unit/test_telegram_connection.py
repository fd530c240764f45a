from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from sportello.channels.telegram import connection
from sportello.channels.telegram.connection import Connection
from sportello.channels.telegram.reach import Reach
from sportello.settings import Settings


class FakeBot:
    """Takes the menu and a webhook, and remembers each menu."""

    def __init__(self) -> None:
        self.menus: list[dict[str, str]] = []

    async def get_me(self) -> Any:
        return SimpleNamespace(username="prova_bot")

    async def set_my_commands(self, menu: Any) -> None:
        self.menus.append({command.command: command.description for command in menu})

    async def set_webhook(self, address: str, **_: Any) -> None:
        pass


async def test_the_menu_follows_what_operators_write(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"aiuto": "come si usa"}
    monkeypatch.setattr(connection, "commands", lambda: dict(written))
    monkeypatch.setattr(connection, "_MENU_SECONDS", 0.01)
    bot, ready = FakeBot(), asyncio.Event()
    settings = Settings(telegram_mode="webhook", public_address="https://prova.example.it")
    running = asyncio.create_task(
        Connection(
            bot,  # type: ignore[arg-type]
            settings,
            "segreto",
            Reach(),
            known=lambda _: None,
            receive=lambda _: None,
            ready=ready.set,
        ).run()
    )
    await asyncio.wait_for(ready.wait(), 5)
    await asyncio.sleep(0.05)
    assert bot.menus == [{"aiuto": "come si usa"}]
    written["aiuto"] = "che cosa si può chiedere"
    await asyncio.sleep(0.2)
    assert bot.menus == [{"aiuto": "come si usa"}, {"aiuto": "che cosa si può chiedere"}]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
