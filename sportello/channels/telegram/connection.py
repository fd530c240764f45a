"""Makes the bot known to Telegram, and asks for updates where Telegram cannot bring them."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot, BotCommand, User
from telegram.error import RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from sportello.channels.telegram.reach import Reach, pauses
from sportello.channels.telegram.sentences import commands
from sportello.channels.telegram.updates import ALLOWED, number_of
from sportello.settings import Settings

logger = logging.getLogger(__name__)

PATH = "/telegram"
# How long Telegram holds a question for updates open, and what the network may add to it.
_POLL_SECONDS, _NETWORK_SECONDS = 50, 10
# How often the menu is compared with what operators have written.
_MENU_SECONDS = 30.0

# The library reads updates into objects all at once: one that it cannot read would hide the others.
warnings.filterwarnings("ignore", message=r".*do_api_request", category=PTBUserWarning)


class Connection:
    """Between the bot and Telegram, for as long as the server runs.

    Whatever Telegram answers, and if it does not, it is asked again after growing pauses.
    """

    def __init__(
        self,
        bot: Bot,
        settings: Settings,
        secret: str,
        reach: Reach,
        *,
        known: Callable[[User], None],
        receive: Callable[[Any], None],
        ready: Callable[[], None],
    ) -> None:
        """Tells nobody anything yet.

        Args:
            bot: the bot.
            settings: whether Telegram calls us, and where.
            secret: what it says then, so that we know it.
            reach: what the log says of it.
            known: called with the bot as Telegram knows it.
            receive: called with each update.
            ready: called once, when the updates of before the start have been received.
        """
        self._bot = bot
        self._settings = settings
        self._secret = secret
        self._reach = reach
        self._known = known
        self._receive = receive
        self._ready = ready
        self._menu: dict[str, str] = {}

    async def run(self) -> None:
        """Makes the bot known and, without a webhook, receives updates; ends only when it is cancelled."""
        await self._insist(self._introduce)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_menu())
            if self._settings.telegram_mode == "polling":
                await self._poll()
            self._ready()

    async def _insist(self, step: Callable[[], Awaitable[Any]]) -> Any:
        growing = pauses()
        while True:
            try:
                result = await step()
            except TelegramError as error:
                self._reach.lost(error)
                pause = next(growing)
                if isinstance(error, RetryAfter):
                    pause = max(pause, float(error.retry_after))
                await asyncio.sleep(pause)
            except Exception:
                logger.exception("Telegram: una richiesta non è riuscita.")
                await asyncio.sleep(next(growing))
            else:
                self._reach.found()
                return result

    async def _introduce(self) -> None:
        bot = await self._bot.get_me()
        await self._show_menu()
        if self._settings.telegram_mode == "webhook":
            address = f"{self._settings.public_address}{PATH}"
            await self._bot.set_webhook(address, allowed_updates=list(ALLOWED), secret_token=self._secret)
        else:
            await self._bot.delete_webhook()
        self._known(bot)
        logger.info("Telegram: il bot @%s risponde (%s).", bot.username, self._settings.telegram_mode)

    async def _keep_menu(self) -> None:
        while True:
            await asyncio.sleep(_MENU_SECONDS)
            if commands() != self._menu:
                await self._insist(self._show_menu)

    async def _show_menu(self) -> None:
        menu = commands()
        await self._bot.set_my_commands([BotCommand(name, what) for name, what in menu.items()])
        self._menu = menu

    async def _poll(self) -> None:
        offset, first = 0, True
        while True:
            # What is asked from `offset` on tells Telegram that everything before it has arrived.
            for update in await self._insist(partial(self._updates, offset, first)):
                offset = max(offset, number_of(update) + 1)
                self._receive(update)
            if first:
                self._ready()
            first = False

    async def _updates(self, offset: int, at_once: bool) -> list[Any]:
        wanted = {"offset": offset, "timeout": 0 if at_once else _POLL_SECONDS, "allowed_updates": list(ALLOWED)}
        found = await self._bot.do_api_request(
            "getUpdates", api_kwargs=wanted, read_timeout=_POLL_SECONDS + _NETWORK_SECONDS
        )
        return list(found)
