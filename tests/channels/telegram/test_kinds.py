"""Everything else that can come in a chat: media, groups, channels, corrections, and what nobody knows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.channels.telegram.bot_api import USERNAME
from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import Bot

FILE = {"file_id": "a", "file_unique_id": "b"}
PHOTO = [{**FILE, "width": 1, "height": 1}]
GROUP = {"id": -1001, "type": "supergroup", "title": "Condominio"}
PERSON = {"id": 5, "is_bot": False, "first_name": "Ermenegilda"}
ONLY_WORDS = "leggo soltanto messaggi scritti"


@pytest.mark.parametrize(
    "content",
    [
        {"photo": PHOTO},
        {"voice": {**FILE, "duration": 3}},
        {"audio": {**FILE, "duration": 3}},
        {"video": {**FILE, "width": 1, "height": 1, "duration": 3}},
        {"video_note": {**FILE, "length": 1, "duration": 3}},
        {"animation": {**FILE, "width": 1, "height": 1, "duration": 3}, "document": FILE},
        {"document": FILE},
        {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 45.5, "longitude": 9.4}},
        {"contact": {"phone_number": "3331234567", "first_name": "Luca"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"story": {"id": 1, "chat": {"id": 5, "type": "private"}}},
        {"something_of_next_year": {"id": 1}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_cannot_be_read_gets_a_kind_sentence_and_a_phone(citizen: Citizen, content: dict[str, Any]) -> None:
    (answer,) = citizen.send(**content)
    assert ONLY_WORDS in answer.text
    assert "+39 02 953 3334" in answer.text
    assert "112" in answer.text


def test_an_album_gets_one_answer(citizen: Citizen) -> None:
    for _ in range(4):
        citizen.telegram.write(citizen.chat_id, photo=PHOTO, media_group_id="77")
    assert len(citizen.hear(0)) == 1


def test_an_album_with_words_gets_the_answer_to_the_words(citizen: Citizen) -> None:
    citizen.telegram.write(citizen.chat_id, photo=PHOTO, media_group_id="78", caption="quanto costa il SAD?")
    citizen.telegram.write(citizen.chat_id, photo=PHOTO, media_group_id="78")
    (answer,) = citizen.hear(0)
    assert "quanto costa" in answer.text


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"write_access_allowed": {}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_telegram_itself_reports_needs_no_answer(citizen: Citizen, content: dict[str, Any]) -> None:
    assert citizen.send(**content) == []


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "channel"}, "text": "quanto costa?"}},
        {"edited_channel_post": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "channel"}, "text": "ciao"}},
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"inline_query": {"id": "1", "from": PERSON, "query": "sad", "offset": ""}},
        {"something_of_next_year": {"x": 1}},
        {},
    ],
    ids=lambda update: next(iter(update), "nothing"),
)
def test_what_is_for_nobody_is_taken_in_silence(bot: Bot, citizen: Citizen, update: dict[str, Any]) -> None:
    sent = len(bot.telegram.sent)
    bot.telegram.update(**update)
    citizen.hear(0)
    assert len(bot.telegram.sent) == sent + 1, "only the fence"


def in_group(chat_id: int, text: str, **beside: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 0, "chat": {**GROUP, "id": chat_id}, "from": PERSON, "text": text, **beside}


def test_a_group_that_calls_us_is_sent_to_the_private_chat_once(bot: Bot, citizen: Citizen) -> None:
    called = f"@{USERNAME} quanto costa il SAD?"
    mention = [{"type": "mention", "offset": 0, "length": len(USERNAME) + 1}]
    command = [{"type": "bot_command", "offset": 0, "length": len(f"/aiuto@{USERNAME}")}]
    bot_itself = {"id": 7000000001, "is_bot": True, "first_name": "Sportello", "username": USERNAME}
    replied = {"message_id": 1, "date": 0, "chat": GROUP, "from": bot_itself, "text": "…"}
    groups = [-citizen.chat_id * 10 - n for n in range(4)]
    for _ in range(3):
        bot.telegram.update(message=in_group(groups[0], called, entities=mention))
    bot.telegram.update(message=in_group(groups[1], f"/aiuto@{USERNAME}", entities=command))
    bot.telegram.update(message=in_group(groups[2], "e il telefono?", reply_to_message=replied))
    bot.telegram.update(message=in_group(groups[3], "quanto costa il SAD?"))
    bot.telegram.wait(lambda: all(bot.telegram.in_chat(group) for group in groups[:3]))
    citizen.hear(0)
    for group in groups[:3]:
        (answer,) = bot.telegram.in_chat(group)
        assert f"https://t.me/{USERNAME}" in answer.text
        assert "costa" not in answer.text
    assert bot.telegram.in_chat(groups[3]) == []


def test_another_bot_is_not_answered(bot: Bot, citizen: Citizen) -> None:
    envelope = bot.telegram.envelope(citizen.chat_id)
    bot.telegram.update(message={**envelope, "from": {**envelope["from"], "is_bot": True}, "text": "ciao"})
    assert citizen.hear(0) == []


def test_a_corrected_caption_is_answered_and_a_moving_location_is_not(bot: Bot, citizen: Citizen) -> None:
    envelope = bot.telegram.envelope(citizen.chat_id)
    moving = {**envelope, "edit_date": 1, "location": {"latitude": 45.5, "longitude": 9.4}}
    bot.telegram.update(edited_message=moving)
    assert citizen.hear(0) == []
    bot.telegram.update(edited_message={**envelope, "edit_date": 1, "photo": PHOTO, "caption": "quanto costa il SAD?"})
    assert "quanto costa" in citizen.hear(0)[0].text


def rows(bot: Bot) -> set[str]:
    with closing(sqlite3.connect(bot.work / "prova.db")) as database:
        return {row[0] for row in database.execute("SELECT DISTINCT sender_id FROM events")}


@pytest.mark.parametrize("said", ["/cancella", "cancella i miei dati"])
def test_who_asks_has_the_conversation_deleted_at_once_and_is_told(bot: Bot, citizen: Citizen, said: str) -> None:
    before = rows(bot)
    citizen.say("quanto costa il pasto a domicilio?")
    assert len(rows(bot) - before) == 1
    (answer,) = citizen.say(said)
    assert "ho eliminato questa conversazione" in answer.text
    assert rows(bot) == before
    assert "Pasto a domicilio: il telefono" not in citizen.text("e il telefono?"), "nothing of it is remembered"


def test_who_blocks_the_bot_is_forgotten(bot: Bot, citizen: Citizen) -> None:
    before = rows(bot)
    citizen.say("quanto costa il pasto a domicilio?")
    envelope = bot.telegram.envelope(citizen.chat_id)
    user = {"id": 7000000001, "is_bot": True, "first_name": "Sportello"}
    bot.telegram.update(
        my_chat_member={
            "chat": envelope["chat"],
            "from": envelope["from"],
            "date": 0,
            "old_chat_member": {"status": "member", "user": user},
            "new_chat_member": {"status": "kicked", "user": user, "until_date": 0},
        }
    )
    citizen.hear(0)
    assert rows(bot) == before


@pytest.mark.parametrize(
    "update",
    [
        [],
        "ciao",
        None,
        {"update_id": "x", "message": {}},
        {"message": {"text": "ciao"}},
        {
            "update_id": 2**70,
            "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "a"},
        },
    ],
    ids=str,
)
def test_what_is_no_update_stops_nothing(bot: Bot, citizen: Citizen, update: Any) -> None:
    bot.telegram.push(update)
    assert citizen.say("quanto costa il SAD?")


@pytest.mark.parametrize(
    "content",
    [
        {"message": {"message_id": 1}},
        {"message": {"message_id": 1, "date": "x", "chat": 5, "text": 7}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": "x", "type": "private"}, "text": "ciao"}},
        {"callback_query": {"id": 5}},
        {"message": [1, 2]},
        {"message": "ciao"},
    ],
    ids=str,
)
def test_what_is_malformed_stops_nothing(bot: Bot, citizen: Citizen, content: dict[str, Any]) -> None:
    bot.telegram.update(**content)
    assert citizen.say("quanto costa il SAD?")


def test_an_update_that_comes_again_is_answered_once(bot: Bot, citizen: Citizen) -> None:
    message = {**bot.telegram.envelope(citizen.chat_id), "text": "quanto costa il SAD?"}
    number = bot.telegram.update(message=message)
    for _ in range(3):
        bot.telegram.update(number, message=message)
    assert len(citizen.hear(0)) == 1
    bot.telegram.update(number, message=message)
    assert len(citizen.hear(0)) == 1
