"""Sends to Telegram, with patience: what can be mended by waiting is waited for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from sportello.channels.telegram.reach import Reach, pauses
from sportello.channels.telegram.rendering import Part

logger = logging.getLogger(__name__)

# An answer that comes later than this is no answer any more.
_PATIENCE_SECONDS = 600.0
# What only decorates is not worth waiting for.
_SHORT_PATIENCE_SECONDS = 5.0
_LONGEST_PAUSE = 15.0
# An answer that comes sooner needs no "is writing"; Telegram shows it for five seconds.
_TYPING_AFTER, _TYPING_EVERY = 0.4, 4.5
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Call = Callable[[], Awaitable[Any]]


class Unreachable(Exception):
    """This chat cannot be written to: blocked, deleted, or Telegram was away for too long."""


class Sender:
    """What the bot does in chats.

    Raises nothing but `Unreachable`, and that only for messages.
    """

    def __init__(self, bot: Bot, reach: Reach) -> None:
        self._bot = bot
        self._reach = reach

    async def send(self, chat_id: int, part: Part, answers: int | None = None) -> None:
        """Sends one message; without its form, if Telegram finds fault with that.

        Args:
            chat_id: where.
            part: what.
            answers: the message that it answers, where that is not the last.

        Raises:
            Unreachable: when it could not be sent.
        """
        about = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None
        try:
            await self._patiently(
                lambda: self._bot.send_message(
                    chat_id,
                    part.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=part.keyboard,
                    reply_parameters=about,
                )
            )
        except BadRequest:
            logger.warning("Telegram ha rifiutato la forma di un messaggio: lo mando senza.")
            try:
                await self._patiently(lambda: self._bot.send_message(chat_id, part.plain))
            except BadRequest as error:
                raise Unreachable from error

    async def acknowledge(self, query_id: str) -> None:
        """Ends the spinning of a button."""
        await self._at_best(lambda: self._bot.answer_callback_query(query_id))

    async def show_choices(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
        """Changes the buttons of a message."""
        await self._at_best(
            lambda: self._bot.edit_message_reply_markup(chat_id, message_id=message_id, reply_markup=keyboard)
        )

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Shows that an answer is being written, for as long as that takes."""
        showing = asyncio.create_task(self._show_typing(chat_id))
        try:
            yield
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing

    async def _show_typing(self, chat_id: int) -> None:
        await asyncio.sleep(_TYPING_AFTER)
        while True:
            with suppress(TelegramError):
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
            await asyncio.sleep(_TYPING_EVERY)

    async def _at_best(self, call: Call) -> None:
        # Too old, deleted, tapped twice: there is nothing to do about it, and the answer follows anyway.
        with suppress(BadRequest, Unreachable):
            await self._patiently(call, _SHORT_PATIENCE_SECONDS)

    async def _patiently(self, call: Call, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """Calls again after what waiting can mend.

        Raises:
            BadRequest: when Telegram finds fault with the call itself.
            Unreachable: when the chat is closed to us, or waiting was in vain.
        """
        deadline = time.monotonic() + patience_seconds
        growing = pauses(longest=_LONGEST_PAUSE)
        while True:
            try:
                await call()
            except BadRequest:
                raise
            except (Forbidden, ChatMigrated) as error:
                raise Unreachable from error
            except RetryAfter as error:
                pause = float(error.retry_after)
            except TelegramError as error:
                self._reach.lost(error)
                pause = next(growing)
            else:
                self._reach.found()
                return
            if time.monotonic() + pause > deadline:
                raise Unreachable
            await asyncio.sleep(pause)
