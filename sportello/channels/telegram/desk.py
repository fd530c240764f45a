"""What to answer on Telegram: from what somebody did to messages, as the web channel shapes them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.agent import Agent
from sqlalchemy.exc import SQLAlchemyError

from sportello.channels import incoming, metrics
from sportello.channels.errors import Refusal, Refused
from sportello.channels.errors import sentence as refusal_sentence
from sportello.channels.telegram.output import CHANNEL, TelegramOutput
from sportello.channels.telegram.sentences import message, plain_message, sentence
from sportello.channels.telegram.updates import Addressed, Command, Incoming, Left, Tap, Unreadable, Written
from sportello.channels.turns import OnNewMessage, ask
from sportello.privacy.forget import CannotForget, forget
from sportello.settings import Settings

logger = logging.getLogger(__name__)

Messages = list[dict[str, Any]]

# The commands that are a choice of the dialogue (`sportello.dialogue.choices`), and what the last message adds.
_CHOICES = {
    "start": ("ricomincia", "avvio"),
    "ricomincia": ("ricomincia", None),
    "servizi": ("elenco", None),
    "contatti": ("operatore", "pericolo"),
    "privacy": ("privacy", None),
}
# After these a citizen may go on in words: «/servizi per anziani».
_TAKES_WORDS = {"servizi", "contatti"}
_HELP = {"aiuto", "help"}
# Whoever waits here is not timed: a burst of messages is worked off, not refused.
_TURNS_AT_ONCE = 8


class Desk:
    """Answers everything that a person can do in a chat.

    Guarantees at least one message for whatever needs one, and that no exception comes out.
    """

    def __init__(self, settings: Settings, agent: Agent, on_new_message: OnNewMessage, bot_address: str = "") -> None:
        self._settings = settings
        self._agent = agent
        self._on_new_message = on_new_message
        self._turns = asyncio.Semaphore(_TURNS_AT_ONCE)
        self.bot_address = bot_address

    async def answer(self, done: Incoming, conversation_id: str) -> Messages:
        """The messages to send; none where nobody expects one."""
        try:
            return await self._answer(done, conversation_id)
        except Refused as error:
            return [self.refusal(error.refusal)]
        except TimeoutError:
            logger.error("Telegram: nessuna risposta entro %s secondi.", self._settings.answer_timeout_seconds)
            return [self.refusal(Refusal.NO_ANSWER)]
        except Exception:
            logger.exception("Telegram: un messaggio non ha avuto la sua risposta.")
            return [self.refusal(Refusal.FAILED)]

    def refusal(self, refusal: Refusal) -> dict[str, Any]:
        """The sentence of a refusal, which is counted."""
        metrics.count(refusal)
        return plain_message(refusal_sentence(refusal, limite=str(self._settings.max_characters)))

    async def _answer(self, done: Incoming, conversation_id: str) -> Messages:
        match done:
            case Command():
                return await self._command(done, conversation_id)
            case Tap(code=code):
                return await self._ask(incoming.chosen(code), conversation_id)
            case Written(text=text, attached=attached):
                answer = await self._ask(self._typed(text), conversation_id)
                return _with_a_last_word(answer, sentence("allegato")) if attached else answer
            case Unreadable():
                return [message("solo_parole")]
            case Addressed():
                return [message("gruppo", indirizzo_bot=self.bot_address)]
            case Left():
                await self._forget(conversation_id)
        return []

    async def _command(self, command: Command, conversation_id: str) -> Messages:
        if command.name in _TAKES_WORDS and command.rest:
            return await self._ask(self._typed(f"{command.name} {command.rest}"), conversation_id)
        if command.name in _CHOICES:
            code, beside = _CHOICES[command.name]
            answer = await self._ask(incoming.chosen(code), conversation_id)
            return _with_a_last_word(answer, sentence(beside)) if beside else answer
        if command.name in _HELP:
            return [message("aiuto")]
        if command.name == "cancella":
            return [message("cancellata" if await self._forget(conversation_id) else "non_cancellata")]
        return [message("comando_sconosciuto")]

    def _typed(self, text: str) -> str:
        return incoming.typed(text, self._settings.max_characters)

    async def _ask(self, text: str, conversation_id: str) -> Messages:
        output = TelegramOutput()
        async with self._turns, asyncio.timeout(self._settings.answer_timeout_seconds):
            messages = await ask(text, conversation_id, CHANNEL, output, self._on_new_message)
        if output.wants_deletion and not await self._forget(conversation_id):
            return [message("non_cancellata")]
        return messages

    async def _forget(self, conversation_id: str) -> bool:
        try:
            await forget(self._agent, conversation_id)
        except (CannotForget, SQLAlchemyError):
            logger.exception("Telegram: una conversazione non è stata cancellata.")
            return False
        return True


def _with_a_last_word(messages: Messages, text: str) -> Messages:
    *before, last = messages
    return [*before, {**last, "testo": f"{last['testo']}\n\n{text}"}]
