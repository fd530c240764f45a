"""A thousand updates: what everybody does at once, what comes twice, what nobody understands."""

from __future__ import annotations

import itertools
import random
from typing import Any

from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import Bot

PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
# What is done, and how its answer is known.
WORDS = {
    "quanto costa il SAD?": "(SAD): quanto costa",
    "che documenti servono per la misura B2?": "B2",
    "quanto costa il pasto a domicilio?": "Pasto a domicilio: quanto costa",
    "quanto costa l'ADH?": "(ADH): quanto costa",
}
TAPS = {"costi.sad": "(SAD): quanto costa", "accesso.adh": "(ADH): come si accede", "telefono.sail": "il telefono è"}
COMMANDS = {"/aiuto": "Le spiego", "/contatti": "Io sono un programma", "/comando": "Non conosco questo comando"}
CHATS = 70
NOBODY: list[dict[str, Any]] = [
    {"channel_post": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "channel"}, "text": "ciao"}},
    {"something_of_next_year": {"x": 1}},
    {"message": {"message_id": 1}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": "x", "type": "private"}, "text": "ciao"}},
    {"callback_query": {"id": 5}},
]
ALTOGETHER = 1000


def steps(telegram: Any, citizen: Citizen, order: random.Random) -> list[tuple[dict[str, Any], str]]:
    """Everything that one citizen does, in an order of his own, with what he must hear."""
    person = telegram.envelope(citizen.chat_id)["from"]

    def message(**content: Any) -> dict[str, Any]:
        return {"message": {**telegram.envelope(citizen.chat_id), **content}}

    def command(text: str) -> dict[str, Any]:
        return message(text=text, entities=[{"type": "bot_command", "offset": 0, "length": len(text)}])

    def tap(code: str) -> dict[str, Any]:
        return {
            "callback_query": {"id": f"m{citizen.chat_id}{code}", "from": person, "chat_instance": "1", "data": code}
        }

    done = [(message(text=text), heard) for text, heard in WORDS.items()]
    done += [(tap(code), heard) for code, heard in TAPS.items()]
    done += [(command(text), heard) for text, heard in COMMANDS.items()]
    done += [(message(photo=PHOTO), "leggo soltanto messaggi scritti")]
    order.shuffle(done)
    return done


def test_each_is_answered_once_and_in_order(bot: Bot) -> None:
    order = random.Random(11)
    telegram = bot.telegram
    citizens = [Citizen(telegram) for _ in range(CHATS)]
    done = {citizen.chat_id: steps(telegram, citizen, order) for citizen in citizens}
    errors = bot.log.count("Traceback")
    # Bursts: a few at a time from everybody, so that many write at once and each writes several at once.
    turns = [chat for chat, theirs in done.items() for _ in theirs]
    order.shuffle(turns)
    theirs = {chat: iter(steps_) for chat, steps_ in done.items()}
    sent = [(telegram.update(**(content := next(theirs[chat])[0])), content) for chat in turns]
    noise = itertools.cycle(NOBODY)
    for n in range(ALTOGETHER - len(sent)):
        if n % 2:
            number, content = order.choice(sent)
            telegram.update(number, **content)
        else:
            telegram.update(**next(noise))
    telegram.wait(lambda: all(len(telegram.in_chat(chat)) >= len(what) for chat, what in done.items()), 240)
    for citizen in citizens:
        citizen.telegram.write(citizen.chat_id, "/fine")
    telegram.wait(lambda: all(len(telegram.in_chat(chat)) > len(what) for chat, what in done.items()), 60)
    for chat, what in done.items():
        heard = [message.text for message in telegram.in_chat(chat)][:-1]
        assert len(heard) == len(what)
        assert [expected for (_, expected), text in zip(what, heard, strict=True) if expected not in text] == []
    assert bot.log.count("Traceback") == errors
