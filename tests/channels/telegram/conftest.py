"""The assistant on Telegram, both ways, with a Bot API server of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.channels.telegram.bot_api import TOKEN, BotApi
from tests.channels.telegram.citizen import Citizen
from tests.conftest import Assistant, Conversation, start, stop

MODES = ["polling", "webhook"]
PUBLIC_ADDRESS = "https://sportello.example.it"
MESSAGES_A_MINUTE = 60
ANSWER_SECONDS = 8
_addresses = itertools.count(1)


@dataclass
class Bot:
    """A running assistant with its Telegram."""

    telegram: BotApi
    assistant: Assistant
    mode: str

    @property
    def work(self) -> Path:
        return self.assistant.log.parent

    def on_the_web(self) -> Conversation:
        """A conversation of somebody else, at an address that nobody had before."""
        visitor = httpx.Client(
            base_url=self.assistant.address, headers={"X-Forwarded-For": f"203.0.113.{next(_addresses)}"}, timeout=30
        )
        begun = visitor.post("/assistente/conversazioni", json={})
        assert begun.status_code == 201, begun.text
        return Conversation(visitor, f"/assistente/conversazioni/{begun.json()['id']}", begun.json()["messaggi"])

    @property
    def log(self) -> str:
        return self.assistant.log.read_text(encoding="utf-8", errors="replace")


def start_assistant(home: Path, work: Path, mode: str, **settings: str) -> Assistant:
    """Starts an assistant with a token; Telegram need not be there."""
    ours = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_MODO": mode,
        "INDIRIZZO_PUBBLICO": PUBLIC_ADDRESS,
        "FILE_TELEGRAM": str(work / "telegram.db"),
        "LIMITE_MESSAGGI_AL_MINUTO": str(MESSAGES_A_MINUTE),
        "ATTESA_SECONDI": str(ANSWER_SECONDS),
        "PROXY_FIDATI": "127.0.0.1",
    }
    return start(home, work, **{**ours, **settings})


def start_bot(home: Path, work: Path, mode: str, telegram: BotApi, **settings: str) -> Bot:
    """Starts an assistant that can reach this Telegram, which begins to bring it updates."""
    assistant = start_assistant(home, work, mode, **{"TELEGRAM_API": telegram.address, **settings})
    telegram.deliver_to = assistant.address
    return Bot(telegram, assistant, mode)


@contextmanager
def running_bot(home: Path, work: Path, mode: str, **settings: str) -> Iterator[Bot]:
    """An assistant that Telegram knows, for one test."""
    telegram = BotApi()
    bot = start_bot(home, work, mode, telegram, **settings)
    try:
        telegram.wait(lambda: telegram.called("getUpdates") or telegram.webhook)
        yield bot
    finally:
        stop(bot.assistant)
        telegram.close()


@pytest.fixture(scope="session")
def _bots(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Bot]]:
    made: dict[str, Bot] = {}
    open_contexts = []

    def bot(mode: str) -> Bot:
        if mode not in made:
            # Every line that anybody can log is logged, for the tests of what must not be in it.
            loud = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"} if mode == "polling" else {}
            context = running_bot(trained, tmp_path_factory.mktemp(mode), mode, **loud)
            made[mode] = context.__enter__()
            open_contexts.append(context)
        return made[mode]

    yield bot
    for context in open_contexts:
        context.__exit__(None, None, None)


@pytest.fixture(params=MODES)
def bot(request: pytest.FixtureRequest, _bots: Callable[[str], Bot]) -> Iterator[Bot]:
    """The running assistant, once by polling and once by webhook, whose calls Telegram found without fault."""
    found = _bots(request.param)
    yield found
    assert found.telegram.faults == []


@pytest.fixture
def both(_bots: Callable[[str], Bot]) -> list[Bot]:
    return [_bots(mode) for mode in MODES]


@pytest.fixture
def citizen(bot: Bot) -> Citizen:
    """Somebody who never wrote before."""
    return Citizen(bot.telegram)
