from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import pytest
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from sportello.channels.telegram import sender
from sportello.channels.telegram.reach import Reach, pauses
from sportello.channels.telegram.rendering import Part
from sportello.channels.telegram.sender import Sender, Unreachable

PART = Part("<b>a</b>", "a")


class FakeBot:
    """Fails as told, then succeeds."""

    def __init__(self, failures: Iterable[Exception] = ()) -> None:
        self.failures = list(failures)
        self.sent: list[tuple[str, Any]] = []

    async def send_message(self, chat_id: int, text: str, parse_mode: Any = None, **_: Any) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((text, parse_mode))

    async def answer_callback_query(self, query_id: str) -> None:
        await self.send_message(0, query_id)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, on a clock of their own."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(sender.asyncio, "sleep", sleep)
    monkeypatch.setattr(sender.time, "monotonic", lambda: sum(made))
    return made


async def test_it_waits_as_long_as_telegram_says(slept: list[float]) -> None:
    bot = FakeBot([RetryAfter(7), RetryAfter(40)])
    await Sender(bot, Reach()).send(1, PART)  # type: ignore[arg-type]
    assert slept == [7, 40]
    assert bot.sent == [("<b>a</b>", ParseMode.HTML)]


async def test_pauses_grow_while_the_network_is_away(slept: list[float]) -> None:
    bot = FakeBot([NetworkError("x"), TimedOut(), *[NetworkError("x")] * 4])
    await Sender(bot, Reach()).send(1, PART)  # type: ignore[arg-type]
    assert slept == [1, 2, 4, 8, 15, 15]
    assert len(bot.sent) == 1


async def test_it_gives_up_after_ten_minutes(slept: list[float]) -> None:
    bot = FakeBot([NetworkError("x")] * 1000)
    with pytest.raises(Unreachable):
        await Sender(bot, Reach()).send(1, PART)  # type: ignore[arg-type]
    assert 550 < sum(slept) <= 600


async def test_a_pause_longer_than_its_patience_is_not_begun(slept: list[float]) -> None:
    with pytest.raises(Unreachable):
        await Sender(FakeBot([RetryAfter(3600)]), Reach()).send(1, PART)  # type: ignore[arg-type]
    assert slept == []


@pytest.mark.parametrize("closed", [Forbidden("bot was blocked by the user"), ChatMigrated(-5)])
async def test_a_chat_that_is_closed_is_not_tried_again(slept: list[float], closed: Exception) -> None:
    with pytest.raises(Unreachable):
        await Sender(FakeBot([closed]), Reach()).send(1, PART)  # type: ignore[arg-type]
    assert slept == []


async def test_what_is_refused_is_sent_without_its_form_once(slept: list[float]) -> None:
    bot = FakeBot([BadRequest("can't parse entities")])
    await Sender(bot, Reach()).send(1, PART)  # type: ignore[arg-type]
    assert bot.sent == [("a", None)]
    with pytest.raises(Unreachable):
        await Sender(FakeBot([BadRequest("x"), BadRequest("chat not found")]), Reach()).send(1, PART)  # type: ignore[arg-type]


async def test_a_button_is_not_worth_waiting_for(slept: list[float]) -> None:
    for failures in ([BadRequest("query is too old")], [NetworkError("x")] * 100, [RetryAfter(30)], [Forbidden("x")]):
        await Sender(FakeBot(failures), Reach()).acknowledge("1")  # type: ignore[arg-type]
    assert sum(slept) <= 5


def test_pauses_grow_up_to_a_longest() -> None:
    growing = pauses()
    assert [next(growing) for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_each_change_is_said_once_and_never_in_the_words_of_the_library(caplog: pytest.LogCaptureFixture) -> None:
    reach = Reach()
    with caplog.at_level(logging.INFO):
        reach.found()
        for error in (NetworkError("x"), TimedOut(), InvalidToken("The token `123:abc` was rejected"), Conflict("x")):
            reach.lost(error)
            reach.lost(error)
        reach.found()
        reach.found()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 4
    assert "non raggiungibile" in said[0]
    assert "TELEGRAM_TOKEN" in said[1]
    assert "un altro programma" in said[2]
    assert "di nuovo raggiungibile" in said[3]
    assert "123:abc" not in caplog.text
