"""The Bot API server of the tests finds the faults that Telegram would."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.channels.telegram import rules
from tests.channels.telegram.bot_api import TOKEN, BotApi

BUTTON = {"text": "Sì", "callback_data": "si"}


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


@pytest.mark.parametrize(
    "params",
    [
        {"text": "a" * 4096},
        {"text": "&amp;" * 4096, "parse_mode": "HTML"},
        {"text": "🙂" * 2048},
        {"text": '<i><a href="https://x.it/a?b=1&amp;c=2">qui</a></i> &lt;3', "parse_mode": "HTML"},
        {"text": "a < b & c"},
        {"text": "a", "reply_markup": keyboard(BUTTON, {"text": "a", "callback_data": "è" * 32})},
    ],
)
def test_what_telegram_accepts_has_no_fault(params: dict[str, Any]) -> None:
    assert rules.faults("sendMessage", {"chat_id": 1, **params}) == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": ""},
        {"text": " \n"},
        {"text": "<b></b>", "parse_mode": "HTML"},
        {"text": "a" * 4097},
        {"text": "🙂" * 2049},
        {"text": "a < b", "parse_mode": "HTML"},
        {"text": "a & b", "parse_mode": "HTML"},
        {"text": "<b>a", "parse_mode": "HTML"},
        {"text": "<b><i>a</b></i>", "parse_mode": "HTML"},
        {"text": "<p>a</p>", "parse_mode": "HTML"},
        {"text": "<b class='x'>a</b>", "parse_mode": "HTML"},
        {"text": "<a>a</a>", "parse_mode": "HTML"},
        {"text": "a", "reply_markup": keyboard({"text": "a", "callback_data": "è" * 33})},
        {"text": "a", "reply_markup": keyboard({"text": "a", "callback_data": ""})},
        {"text": "a", "reply_markup": keyboard({"text": "", "callback_data": "a"})},
        {"text": "a", "reply_markup": keyboard({"text": "a"})},
        {"text": "a", "reply_markup": keyboard({**BUTTON, "url": "https://x.it"})},
        {"text": "a", "reply_markup": keyboard(*[BUTTON] * 101)},
        {"text": "a", "reply_markup": {"inline_keyboard": [[]]}},
        {"text": "a", "chat_id": "x"},
    ],
)
def test_what_telegram_refuses_has_a_fault(params: dict[str, Any]) -> None:
    assert rules.faults("sendMessage", {"chat_id": 1, **params})


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("setMyCommands", {"commands": [{"command": "Aiuto", "description": "a"}]}),
        ("setMyCommands", {"commands": [{"command": "aiuto", "description": ""}]}),
        ("setMyCommands", {"commands": []}),
        ("setWebhook", {"url": "http://x.it/telegram", "secret_token": "a"}),
        ("setWebhook", {"url": "https://x.it:5005/telegram", "secret_token": "a"}),
        ("setWebhook", {"url": "https://x.it/telegram", "secret_token": "a.b"}),
        ("setWebhook", {"url": "https://x.it/telegram", "secret_token": "a", "allowed_updates": ["x"]}),
        ("sendChatAction", {"chat_id": 1, "action": "thinking"}),
        ("noSuchMethod", {}),
    ],
)
def test_so_have_other_calls(method: str, params: dict[str, Any]) -> None:
    assert rules.faults(method, params)


def test_the_server_refuses_and_takes_note() -> None:
    telegram = BotApi()
    try:
        with httpx.Client(base_url=telegram.address) as client:
            assert client.post("/botwrong/getMe").status_code == 401
            assert client.post(f"/bot{TOKEN}/getMe").json()["result"]["is_bot"]
            refused = client.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": 5, "text": ""})
            assert (refused.status_code, refused.json()["ok"]) == (400, False)
            assert telegram.faults == ["sendMessage: message text is empty"]
            telegram.blocked.add(5)
            assert client.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": 5, "text": "a"}).status_code == 403
            telegram.write(6, "ciao")
            (update,) = client.post(f"/bot{TOKEN}/getUpdates", data={"offset": 0}).json()["result"]
            confirmed = client.post(f"/bot{TOKEN}/getUpdates", data={"offset": update["update_id"] + 1})
            assert confirmed.json()["result"] == []
    finally:
        telegram.close()
