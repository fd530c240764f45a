"""What an update of Telegram means to us: pure, from the library's objects to our own."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

# Asked of Telegram; whatever else comes all the same means nothing to us.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")

_LARGEST_NUMBER = 2**63 - 1
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True)
class Incoming:
    """Something that somebody did in a chat."""

    chat_id: int


@dataclass(frozen=True)
class Written(Incoming):
    """Words.

    Attributes:
        text: what was written, as it came.
        attached: whether there is something beside it that we cannot see.
        album: what was sent together with it, where there is more.
        corrects: the number of the message that was corrected, where it was.
    """

    text: str
    attached: bool = False
    album: str | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class Command(Incoming):
    """A command: its name in small letters, without slash and bot, and what was written after it."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class Tap(Incoming):
    """A choice that was tapped.

    Attributes:
        query_id: what to acknowledge, so that the button stops spinning.
        code: what the button stands for (`sportello.dialogue.choices`).
        message_id: the message that carries the button, where Telegram still knows it.
        keyboard: its buttons as they are now.
    """

    query_id: str
    code: str
    message_id: int | None = None
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class Unreadable(Incoming):
    """A photo, a voice message, a sticker…; `album` holds several together."""

    album: str | None = None


@dataclass(frozen=True)
class Addressed(Incoming):
    """A group calls us."""


@dataclass(frozen=True)
class Left(Incoming):
    """A person blocked the bot or deleted the chat with it."""


def is_number(value: object) -> bool:
    """Whether this can be a number of Telegram: the library takes any kind and size, a database does not."""
    return isinstance(value, int) and abs(value) <= _LARGEST_NUMBER


def number_of(content: object) -> int:
    """The number of an update that was not read yet, or -1 where it has none."""
    number = content.get("update_id") if isinstance(content, dict) else None
    return int(number) if isinstance(number, int) and is_number(number) else -1


def read(update: Update, username: str | None) -> Incoming | None:
    """What an update means, or None where there is nobody to answer.

    Args:
        update: as Telegram sent it.
        username: the bot's own, to know when a group calls it; None before Telegram told us.
    """
    if update.callback_query:
        return _tap(update.callback_query)
    if update.my_chat_member:
        change = update.my_chat_member
        gone = change.new_chat_member.status == ChatMemberStatus.BANNED and change.chat.type == ChatType.PRIVATE
        return Left(change.chat.id) if gone else None
    if update.message:
        return _message(update.message, username)
    if update.edited_message:
        return _correction(update.edited_message)
    return None


def _tap(query: CallbackQuery) -> Incoming | None:
    carrier = query.message
    if carrier is None:
        return Tap(query.from_user.id, query.id, query.data or "")
    if carrier.chat.type != ChatType.PRIVATE:
        return None
    known = isinstance(carrier, Message)  # else it is too old: there is nothing to change in it
    keyboard = carrier.reply_markup if isinstance(carrier, Message) else None
    return Tap(carrier.chat.id, query.id, query.data or "", carrier.message_id if known else None, keyboard)


def _message(message: Message, username: str | None) -> Incoming | None:
    chat_id = message.chat.id
    if message.from_user is not None and message.from_user.is_bot:
        return None
    if message.chat.type in _GROUPS:
        return Addressed(chat_id) if _calls_us(message, username) else None
    if message.chat.type != ChatType.PRIVATE:
        return None
    if message.text:
        return _command(message) or Written(chat_id, message.text)
    if message.caption:
        return Written(chat_id, message.caption, attached=True, album=message.media_group_id)
    # What the library does not know yet may be from a person; what Telegram itself reports is known to it.
    unheard_of = any(isinstance(value, dict | list) for value in message.api_kwargs.values())
    if message.effective_attachment is not None or unheard_of:
        return Unreadable(chat_id, message.media_group_id)
    return None


def _command(message: Message) -> Command | None:
    entities = message.parse_entities([MessageEntityType.BOT_COMMAND])
    first = next((text for entity, text in entities.items() if entity.offset == 0), None)
    if first is None or message.text is None:
        return None
    name = first.removeprefix("/").partition("@")[0].lower()
    return Command(message.chat.id, name, message.text[len(first) :].strip())


def _correction(message: Message) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    if message.text:
        return _command(message) or Written(message.chat.id, message.text, corrects=message.message_id)
    if message.caption:
        return Written(message.chat.id, message.caption, attached=True, corrects=message.message_id)
    return None  # a live location that moves, for instance


def _calls_us(message: Message, username: str | None) -> bool:
    if username is None:
        return False
    ours = f"@{username}".lower()
    names = message.parse_entities([MessageEntityType.MENTION, MessageEntityType.BOT_COMMAND]).values()
    replied = message.reply_to_message
    answers_us = replied is not None and replied.from_user is not None and replied.from_user.username == username
    return answers_us or any(name.lower().endswith(ours) for name in names)
