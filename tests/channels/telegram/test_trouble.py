"""What goes wrong on the way, and what the citizen notices of it: as little as possible."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.channels.conftest import refused
from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import MESSAGES_A_MINUTE, PUBLIC_ADDRESS, Bot
from tests.channels.telegram.wire import Answer
from tests.scale.services import nginx

QUESTION = "quanto costa il SAD?"
TOO_MANY = Answer(429, "Too Many Requests: retry after 1", {"retry_after": 1})


@contextmanager
def slow_actions(bot: Bot) -> Iterator[None]:
    """The action server stands still meanwhile."""
    actions, _ = bot.assistant.processes()
    os.kill(actions, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(actions, signal.SIGCONT)


def hear_the_answer(bot: Bot, citizen: Citizen) -> str:
    bot.telegram.wait(citizen.heard)
    (answer,) = citizen.hear(0)
    return answer.text


@pytest.mark.parametrize(
    "failures",
    [
        [TOO_MANY],
        [TOO_MANY, TOO_MANY],
        [Answer(502, "Bad Gateway")],
        [Answer(500, "Internal Server Error"), TOO_MANY],
    ],
    ids=lambda failures: "+".join(str(failure.status) for failure in failures),
)
def test_an_answer_that_cannot_be_sent_now_is_sent_later_and_once(
    bot: Bot, citizen: Citizen, failures: list[Answer]
) -> None:
    bot.telegram.fail("sendMessage", *failures)
    bot.telegram.write(citizen.chat_id, QUESTION)
    assert "quanto costa" in hear_the_answer(bot, citizen)


def test_while_one_chat_waits_the_others_are_answered(bot: Bot, citizen: Citizen) -> None:
    bot.telegram.fail("sendMessage", Answer(429, "Too Many Requests", {"retry_after": 3}))
    calls = len(bot.telegram.called("sendMessage"))
    bot.telegram.write(citizen.chat_id, "/aiuto")
    bot.telegram.wait(lambda: len(bot.telegram.called("sendMessage")) > calls)
    assert Citizen(bot.telegram).say("/aiuto")
    assert citizen.heard() == []
    hear_the_answer(bot, citizen)


def test_an_answer_whose_form_is_refused_is_sent_without_it(bot: Bot, citizen: Citizen) -> None:
    (whole,) = citizen.say(QUESTION)
    bot.telegram.fail("sendMessage", Answer(400, "Bad Request: can't parse entities"))
    (bare,) = citizen.say(QUESTION)
    assert (bare.text, bare.html, bare.buttons) == (whole.text, "", [])


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageReplyMarkup"])
def test_a_choice_is_answered_even_if_its_button_cannot_be_changed(bot: Bot, citizen: Citizen, method: str) -> None:
    (card,) = citizen.say("che cos'è il pasto a domicilio?")
    bot.telegram.fail(method, Answer(400, "Bad Request: message is not modified"))
    (costs,) = citizen.tap("Quanto costa?", card)
    assert "quanto costa" in costs.text


def test_who_blocked_the_bot_gets_nothing_and_may_come_back(bot: Bot, citizen: Citizen) -> None:
    errors = bot.log.count("Traceback")
    calls = len(bot.telegram.called("sendMessage"))
    bot.telegram.blocked.add(citizen.chat_id)
    bot.telegram.write(citizen.chat_id, QUESTION)
    bot.telegram.wait(lambda: len(bot.telegram.called("sendMessage")) > calls)
    bot.telegram.blocked.remove(citizen.chat_id)
    assert len(citizen.say(QUESTION)) == 1, "what could not be delivered is not delivered later"
    assert bot.log.count("Traceback") == errors


def test_it_shows_that_it_is_writing_only_while_it_thinks(bot: Bot, citizen: Citizen) -> None:
    def shown() -> bool:
        return any(call["chat_id"] == citizen.chat_id for call in bot.telegram.called("sendChatAction"))

    with slow_actions(bot):
        bot.telegram.write(citizen.chat_id, QUESTION)
        bot.telegram.wait(shown)
        assert citizen.heard() == []
    hear_the_answer(bot, citizen)


def test_two_quick_messages_are_answered_in_order(bot: Bot, citizen: Citizen) -> None:
    with slow_actions(bot):
        bot.telegram.write(citizen.chat_id, "che cos'è il pasto a domicilio?")
        bot.telegram.write(citizen.chat_id, "e quanto costa?")
        assert Citizen(bot.telegram).say("/aiuto"), "somebody else is not kept waiting"
    what, costs = citizen.hear(0)
    assert "È la consegna" in what.text
    assert "Pasto a domicilio: quanto costa" in costs.text


def test_without_the_action_server_there_is_a_sentence_with_a_phone(bot: Bot, citizen: Citizen) -> None:
    with slow_actions(bot):
        bot.telegram.write(citizen.chat_id, QUESTION)
        answer = hear_the_answer(bot, citizen)
    assert "non riesco a rispondere" in answer
    assert "+39 02 953 3334" in answer
    assert "quanto costa" in citizen.text(QUESTION)


def test_a_flood_is_answered_up_to_the_limit_and_warned_of_once(bot: Bot, citizen: Citizen) -> None:
    other = Citizen(bot.telegram)
    for _ in range(MESSAGES_A_MINUTE + 20):
        bot.telegram.write(citizen.chat_id, "/aiuto")
    bot.telegram.wait(lambda: len(citizen.heard()) > MESSAGES_A_MINUTE)
    assert len(other.say("/aiuto")) == 1
    *answers, warning = citizen.heard()
    assert len(answers) == MESSAGES_A_MINUTE
    assert all(answer.text.startswith("Le spiego") for answer in answers)
    assert "troppi messaggi" in warning.text
    assert "112" in warning.text


def test_while_telegram_is_away_the_website_answers_and_afterwards_both_do(bot: Bot, citizen: Citizen) -> None:
    lost, found = bot.log.count("Telegram: non raggiungibile"), bot.log.count("di nuovo raggiungibile")
    with bot.telegram.unreachable():
        for _ in range(5):
            assert "quanto costa" in bot.on_the_web().hear(QUESTION)
    assert "quanto costa" in citizen.text(QUESTION)
    assert bot.log.count("Telegram: non raggiungibile") <= lost + 1
    assert bot.log.count("di nuovo raggiungibile") <= found + 1


def test_the_webhook_is_set_with_a_secret_and_only_what_we_read(both: list[Bot]) -> None:
    polling, webhook = both
    (call,) = webhook.telegram.called("setWebhook")
    assert call["url"] == f"{PUBLIC_ADDRESS}/telegram"
    assert len(call["secret_token"]) >= 32
    assert TOKEN.partition(":")[2] not in call["secret_token"]
    assert set(call["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert polling.telegram.called("setWebhook") == []
    assert polling.telegram.called("deleteWebhook")


@pytest.mark.parametrize("secret", [None, "", "indovino", "è".encode()])
def test_a_forged_update_is_refused_and_its_text_is_not_logged(both: list[Bot], secret: str | bytes | None) -> None:
    _, bot = both
    citizen = Citizen(bot.telegram)
    update = {"update_id": 9_000_001, "message": {**bot.telegram.envelope(citizen.chat_id), "text": "parolasegreta"}}
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    refused(httpx.post(f"{bot.assistant.address}/telegram", json=update, headers=headers), 401, "non_autorizzato")
    assert citizen.hear(0) == []
    assert "rifiutata una richiesta" in bot.log
    assert "parolasegreta" not in bot.log


@pytest.mark.parametrize("body", [b"", b"ciao", b"{", b"\xff", b"[" * 100_000, b"a" * 1_500_000])
def test_what_telegram_would_send_again_for_ever_is_taken(both: list[Bot], body: bytes) -> None:
    _, bot = both
    assert bot.telegram.webhook
    headers = {"X-Telegram-Bot-Api-Secret-Token": bot.telegram.webhook["secret_token"]}
    assert httpx.post(f"{bot.assistant.address}/telegram", content=body, headers=headers).status_code == 204
    assert Citizen(bot.telegram).say("/aiuto")


def test_behind_nginx_updates_arrive_and_forged_ones_are_refused(both: list[Bot], tmp_path: Path) -> None:
    _, bot = both
    citizen = Citizen(bot.telegram)
    update = {"update_id": 9_500_000, "message": {**bot.telegram.envelope(citizen.chat_id), "text": QUESTION}}
    assert bot.telegram.webhook
    secret = {"X-Telegram-Bot-Api-Secret-Token": bot.telegram.webhook["secret_token"]}
    with nginx(tmp_path, [bot.assistant.address.removeprefix("http://")]) as address:
        refused(httpx.post(f"{address}/telegram", json=update), 401, "non_autorizzato")
        assert httpx.get(f"{address}/telegram", headers=secret).status_code == 405
        assert httpx.post(f"{address}/telegram", json=update, headers=secret).status_code == 204
        bot.telegram.wait(citizen.heard)
    assert "quanto costa" in citizen.hear(0)[0].text


def test_by_polling_there_is_no_webhook_to_call(both: list[Bot]) -> None:
    polling, _ = both
    assert httpx.post(f"{polling.assistant.address}/telegram", json={}).status_code == 404
