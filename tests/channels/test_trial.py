"""The internal route by which the console asks how a phrase is read: for it alone, and without a trace."""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from sportello.channels.internal import TRIAL_PATH, authorization
from sportello.console import live
from sportello.settings import Settings
from tests.channels.conftest import refused
from tests.conftest import Assistant

NOWHERE = "/interno/altro"
# Turns are gathered for a second before they are written.
COUNT_SECONDS = 3


@pytest.fixture
def permit(assistant: Assistant) -> dict[str, str]:
    return {"Authorization": authorization(assistant.log.parent / "chiave")}


def settings_of(assistant: Assistant) -> Settings:
    """What a console beside this assistant would have."""
    url = assistant.client.base_url
    return Settings(host=url.host, port=url.port, key_file=assistant.log.parent / "chiave")


def attempt(assistant: Assistant, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    """All that somebody learns who asks."""
    answer = assistant.client.request(method, path, headers=headers, content=b'{"testo": "ciao"}')
    return answer.status_code, answer.content, dict(answer.headers)


# Who may ask


def test_the_console_learns_how_a_phrase_is_read_and_answered(assistant: Assistant) -> None:
    trial = live.read("quanto costa il pasto a domicilio?", settings_of(assistant))
    assert (trial.intent, trial.aspects, trial.services) == ("chiedi_costi", ("costi",), ("pasto_domicilio",))
    assert trial.candidates[0].service == "pasto_domicilio"
    assert 0.5 < trial.score <= 1
    assert "Pasto a domicilio" in trial.messages[0].text
    assert trial.messages[0].buttons
    assert trial.model


def test_a_phrase_is_read_as_the_first_of_a_conversation_each_time(assistant: Assistant) -> None:
    settings = settings_of(assistant)
    live.read("che cos'è il SAD?", settings)
    assert live.read("e quanto costa?", settings).services == ()


def test_what_nobody_understands_is_told_as_it_is(assistant: Assistant) -> None:
    trial = live.read("zzrl qqprt", settings_of(assistant))
    assert trial.services == ()
    assert trial.messages


def test_personal_data_are_masked_as_everywhere(assistant: Assistant, permit: dict[str, str]) -> None:
    answer = assistant.client.post(TRIAL_PATH, headers=permit, json={"testo": "sono Giuseppina, il sad quanto costa"})
    assert answer.status_code == 200
    assert "giuseppina" not in answer.text.lower()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer x", "bearer {}", "Basic {}", "{}", "Bearer {}x", "Bearer é"]
)
def test_who_has_no_permit_learns_not_even_that_there_is_something(
    shown: str | None, method: str, assistant: Assistant, permit: dict[str, str]
) -> None:
    token = permit["Authorization"].removeprefix("Bearer ")
    headers = {} if shown is None else {"Authorization": shown.format(token).encode("latin-1")}
    here = attempt(assistant, method, TRIAL_PATH, headers)
    assert here == attempt(assistant, method, NOWHERE, headers)
    assert here[0] == (204 if method == "OPTIONS" else 404)


def test_a_permit_of_another_installation_opens_nothing(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(live.NoTrial, match="chiavi diverse"):
        live.read("ciao", settings_of(assistant).copy(update={"key_file": tmp_path / "altra"}))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "non_json"),
        (b"[]", 400, "non_json"),
        (b'{"testo": 3}', 400, "non_json"),
        (b'{"testo": " "}', 400, "vuoto"),
        (b'{"testo": "' + b"a" * 501 + b'"}', 413, "troppo_lungo"),
        (b'{"testo": "' + b"a" * 100_000 + b'"}', 413, "troppo_lungo"),
    ],
)
def test_what_is_no_phrase_is_refused(
    body: bytes, status: int, code: str, assistant: Assistant, permit: dict[str, str]
) -> None:
    refused(assistant.client.post(TRIAL_PATH, headers=permit, content=body), status, code)


# What remains of it


def test_nothing_is_stored_and_nothing_is_counted(assistant: Assistant, permit: dict[str, str]) -> None:
    folder, word = assistant.log.parent, f"zirlapocchi{secrets.token_hex(4)}"
    before = settled(folder)
    for text in (f"{word} quinquerno", f"cancella la conversazione {word}", f"voglio morire {word}"):
        assert assistant.client.post(TRIAL_PATH, headers=permit, json={"testo": text}).status_code == 200
    conversation = assistant.begin()
    conversation.say("quanto costa il SAD?")
    # The welcome and the message of the conversation, which came last.
    assert settled(folder) == before + 2
    kept = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    assert word.encode() not in kept
    assert "prova" not in senders(folder)


def test_a_trial_leaves_the_conversations_of_citizens_alone(assistant: Assistant, permit: dict[str, str]) -> None:
    conversation = assistant.begin()
    conversation.say("che cos'è il pasto a domicilio?")
    assistant.client.post(TRIAL_PATH, headers=permit, json={"testo": "che cos'è il SAD?"})
    assert "Pasto a domicilio" in conversation.hear("e quanto costa?")


def settled(folder: Path) -> int:
    """How many turns the statistics hold when all that waited to be counted is."""
    before = -1
    while before != (now := counted(folder)):
        before = now
        time.sleep(COUNT_SECONDS)
    return now


def counted(folder: Path) -> int:
    """How many turns the statistics hold."""
    with closing(sqlite3.connect(folder / "statistiche.db")) as database:
        try:
            return int(database.execute("SELECT coalesce(sum(numero), 0) FROM turni").fetchone()[0])
        except sqlite3.OperationalError:  # nothing was ever counted
            return 0


def senders(folder: Path) -> set[str]:
    """Whose conversations are stored."""
    with closing(sqlite3.connect(folder / "prova.db")) as database:
        return {sender for (sender,) in database.execute("SELECT DISTINCT sender_id FROM events")}
