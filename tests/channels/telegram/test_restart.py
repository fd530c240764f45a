"""An assistant that begins without Telegram, is killed, or comes back: nobody is forgotten, nobody hears twice."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sportello.evaluation.rehearsal import free_port
from tests.channels.telegram.bot_api import BotApi
from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import MODES, running_bot, start_assistant, start_bot
from tests.conftest import START_SECONDS, stop

QUESTION = "quanto costa il SAD?"


@pytest.mark.parametrize("mode", MODES)
def test_without_telegram_the_website_starts_and_the_channel_comes_by_itself(
    trained: Path, tmp_path: Path, mode: str
) -> None:
    port = free_port()
    assistant = start_assistant(trained, tmp_path, mode, TELEGRAM_API=f"http://127.0.0.1:{port}")
    try:
        assert "quanto costa" in assistant.begin().hear(QUESTION)
        telegram = BotApi(port)
        telegram.deliver_to = assistant.address
        try:
            telegram.wait(lambda: telegram.called("getUpdates") or telegram.webhook)
            assert "quanto costa" in Citizen(telegram).text(QUESTION)
            log = assistant.log.read_text(encoding="utf-8")
            assert log.count("Telegram: non raggiungibile") == 1
            assert log.count("Telegram: di nuovo raggiungibile") == 1
            assert telegram.faults == []
        finally:
            telegram.close()
    finally:
        stop(assistant)


@pytest.mark.parametrize("mode", MODES)
def test_who_was_left_without_an_answer_is_told_after_a_restart(trained: Path, tmp_path: Path, mode: str) -> None:
    with running_bot(trained, tmp_path, mode) as bot:
        telegram, waiting, answered = bot.telegram, Citizen(bot.telegram), Citizen(bot.telegram)
        number = telegram.update(message={**telegram.envelope(answered.chat_id), "text": QUESTION})
        answered.hear(0)
        actions, server = bot.assistant.processes()
        os.kill(actions, signal.SIGSTOP)  # so that no answer can be ready before the end
        telegram.write(waiting.chat_id, QUESTION)
        telegram.wait(lambda: any(c["chat_id"] == waiting.chat_id for c in telegram.called("sendChatAction")))
        os.kill(server, signal.SIGKILL)
        os.kill(actions, signal.SIGCONT)
        # It is started again by itself. Meanwhile somebody writes, and something comes a second time.
        late = Citizen(telegram)
        telegram.write(late.chat_id, QUESTION)
        telegram.update(number, message={**telegram.envelope(answered.chat_id), "text": QUESTION})
        telegram.wait(waiting.heard, START_SECONDS)
        (sorry,) = waiting.hear(0)
        assert "mi sono interrotto" in sorry.text
        assert "112" in sorry.text
        telegram.wait(late.heard)
        (answer,) = late.hear(0)
        assert "quanto costa" in answer.text
        assert len(answered.hear(0)) == 1
        assert telegram.faults == []


def test_with_a_token_that_telegram_does_not_know_the_website_answers(trained: Path, tmp_path: Path) -> None:
    telegram = BotApi()
    unknown = "7000000001:BBH-altra_altra_altra_altra_altra_al"
    try:
        bot = start_bot(trained, tmp_path, "polling", telegram, TELEGRAM_TOKEN=unknown)
        try:
            assert "quanto costa" in bot.on_the_web().hear(QUESTION)
            assert bot.log.count("controlli TELEGRAM_TOKEN") == 1
            assert unknown.partition(":")[2] not in bot.log
        finally:
            stop(bot.assistant)
        assert telegram.sent == []
    finally:
        telegram.close()


def test_it_stops_quickly_and_without_a_word_of_failure(trained: Path, tmp_path: Path) -> None:
    telegram = BotApi()
    try:
        bot = start_bot(trained, tmp_path, "polling", telegram)
        telegram.wait(lambda: telegram.called("getUpdates"))
        Citizen(telegram).say(QUESTION)
        bot.assistant.client.close()
        bot.assistant.process.send_signal(signal.SIGTERM)
        assert bot.assistant.process.wait(10) == 0
        assert "Traceback" not in bot.log
        assert "was destroyed" not in bot.log
    finally:
        telegram.close()
