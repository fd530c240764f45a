"""Takes each update of Telegram once, answers each chat in order, and never troubles the server around it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any

from rasa.core.agent import Agent
from telegram import Bot, Update, User
from telegram.request import HTTPXRequest

from sportello.channels.errors import Refusal
from sportello.channels.identity import key_from, pseudonym
from sportello.channels.limits import RateLimit
from sportello.channels.telegram.connection import Connection
from sportello.channels.telegram.desk import Desk, Messages
from sportello.channels.telegram.journal import Journal
from sportello.channels.telegram.lanes import Lanes
from sportello.channels.telegram.reach import Reach
from sportello.channels.telegram.rendering import Part, marked, render
from sportello.channels.telegram.sender import Sender, Unreachable
from sportello.channels.telegram.sentences import message
from sportello.channels.telegram.updates import Addressed, Incoming, Left, Tap, Unreadable, Written, is_number, read
from sportello.channels.turns import OnNewMessage
from sportello.settings import Settings

logger = logging.getLogger(__name__)

_CONNECTIONS = 32
_CONNECT_SECONDS, _READ_SECONDS, _POOL_SECONDS = 10.0, 20.0, 30.0
# The supervisor waits ten seconds for the whole server.
_GRACE_SECONDS = 5.0
# Two taps on one button within this time are one tap of an unsteady hand.
_DOUBLE_TAP_SECONDS = 2.0


def webhook_secret(key: bytes, token: str) -> str:
    """What Telegram says with each update: made from our key, so that it is nowhere written."""
    return pseudonym(key, "telegram-webhook", token)


class TelegramService:
    """The bot, from an update to its answer."""

    def __init__(self, settings: Settings, token: str, agent: Agent, on_new_message: OnNewMessage) -> None:
        self._settings = settings
        self._key = key_from(settings.key_file)
        self._requests = [_request(_CONNECTIONS), _request(1)]
        bot = Bot(
            token,
            base_url=f"{settings.telegram_api}/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        reach = Reach()
        self._bot = bot
        self._sender = Sender(bot, reach)
        self._desk = Desk(settings, agent, on_new_message)
        self._journal = Journal(settings.telegram_file, self._key)
        self._lanes = Lanes()
        self._rate = RateLimit(settings.max_messages_per_minute)
        self._warned = RateLimit(1)
        self._repeated = RateLimit(1, window_seconds=_DOUBLE_TAP_SECONDS)
        self._together = RateLimit(1)
        self._username: str | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._connection = Connection(
            bot,
            settings,
            webhook_secret(self._key, token),
            reach,
            known=self._introduced,
            receive=self.receive,
            ready=self._apologise,
        )

    def start(self) -> None:
        """Begins to be reachable; returns at once."""
        self._spawn(self._connection.run())

    async def stop(self) -> None:
        """Finishes the answers at hand, as far as that is quick."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._lanes.close(_GRACE_SECONDS)
        self._journal.close()
        for request in self._requests:
            await request.shutdown()

    def receive(self, content: Any) -> None:
        """Takes an update, whatever it holds; what has to be answered is answered in the background."""
        try:
            update = Update.de_json(content, self._bot)
            done = read(update, self._username)
            if not (is_number(update.update_id) and (done is None or is_number(done.chat_id))):
                raise ValueError("not a number of Telegram")
        except Exception as error:  # whatever the library raises for what it cannot read
            logger.warning("Telegram: un aggiornamento non si legge (%s).", type(error).__name__)
            return
        if self._journal.take(update.update_id, done.chat_id if done else None) and done:
            self._admit(update.update_id, done)

    def _admit(self, update_id: int, done: Incoming) -> None:
        if isinstance(done, Tap):
            self._spawn(self._sender.acknowledge(done.query_id))
        conversation_id = pseudonym(self._key, "telegram-chat", done.chat_id)
        if self._is_repeated(done, conversation_id):
            self._journal.done(update_id)
        elif isinstance(done, Left) or self._rate.allows(conversation_id):
            self._lanes.put(done.chat_id, partial(self._serve, update_id, done, conversation_id))
        elif self._warned.allows(conversation_id):
            too_fast = [self._desk.refusal(Refusal.TOO_FAST)]
            self._lanes.put(done.chat_id, partial(self._deliver, update_id, done.chat_id, too_fast))
        else:
            self._journal.done(update_id)

    def _is_repeated(self, done: Incoming, conversation_id: str) -> bool:
        """Whether somebody who gets an answer already would get the same again."""
        match done:
            case Tap(message_id=message_id, code=code):
                return not self._repeated.allows(f"{conversation_id} {message_id} {code}")
            case Unreadable(album=str(album)):
                return not self._together.allows(f"{conversation_id} {album}")
            case Written(album=str(album)):
                self._together.allows(f"{conversation_id} {album}")
            case Addressed():
                return not self._together.allows(conversation_id)
        return False

    async def _serve(self, update_id: int, done: Incoming, conversation_id: str) -> None:
        if isinstance(done, Tap) and done.keyboard and done.message_id:
            keyboard = marked(done.keyboard, done.code)
            if keyboard:
                self._spawn(self._sender.show_choices(done.chat_id, done.message_id, keyboard))
        async with self._sender.typing(done.chat_id):
            messages = await self._desk.answer(done, conversation_id)
        corrects = done.corrects if isinstance(done, Written) else None
        await self._deliver(update_id, done.chat_id, messages, corrects)

    async def _deliver(self, update_id: int, chat_id: int, messages: Messages, answers: int | None = None) -> None:
        try:
            for part in self._parts(messages):
                await self._sender.send(chat_id, part, answers)
                answers = None
        except Unreachable:
            logger.info("Telegram: una risposta non si è potuta consegnare.")
        except Exception:
            logger.exception("Telegram: una risposta non è partita.")
        self._journal.done(update_id)

    def _parts(self, messages: Messages) -> list[Part]:
        try:
            return [part for said in messages for part in render(said, self._settings.public_address)]
        except Exception:
            logger.exception("Telegram: una risposta non si può scrivere.")
            return render(self._desk.refusal(Refusal.FAILED), None)

    def _introduced(self, bot: User) -> None:
        self._username = bot.username or ""
        self._desk.bot_address = bot.link or ""

    def _apologise(self) -> None:
        """To those whom the last run left without an answer."""
        chats: dict[int, list[int]] = {}
        for update_id, chat_id in self._journal.interrupted().items():
            chats.setdefault(chat_id, []).append(update_id)
        for chat_id, (first, *others) in chats.items():
            for other in others:
                self._journal.done(other)
            self._lanes.put(chat_id, partial(self._deliver, first, chat_id, [message("interrotto")]))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("Telegram: qualcosa si è fermato.", exc_info=task.exception())


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connections,
        read_timeout=_READ_SECONDS,
        connect_timeout=_CONNECT_SECONDS,
        pool_timeout=_POOL_SECONDS,
    )
