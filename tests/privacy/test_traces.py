"""A whole run, with everything that it leaves on disk: no personal data, and nothing of what was deleted."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sportello.statistics import questions
from sportello.statistics.store import open_store
from tests.conftest import ROOT, Assistant, Conversation, start, stop
from tests.privacy.corpus import Planted, messages, spelt, values

# What no rule can know for personal: it is stored, and must go with its conversation.
TOLD = "la mia vicina zebedea ha la scarlattina"
FROM = "203.0.113.77"


@dataclass(frozen=True)
class Run:
    """A running assistant with the loudest logs, in a folder of its own, and what was said to it."""

    assistant: Assistant
    folder: Path
    conversations: list[Conversation]

    @property
    def files(self) -> list[Path]:
        """Everything that the run wrote: stores, logs, temporary files, and what changed in the checkout."""
        begun = (self.folder / "inizio").stat().st_mtime
        places = [ROOT / name for name in ("models", ".rasa", "results", "data")]
        changed = [path for place in places for path in place.rglob("*") if path.stat().st_mtime > begun]
        mine = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path for path in [*mine, *ROOT.glob("*.db*"), *ROOT.glob("*.log"), *changed] if path.is_file()]

    def holding(self, needle: re.Pattern[bytes]) -> list[str]:
        """The files in which something stands, as it is or as JSON spells it."""
        return [path.name for path in self.files if needle.search(held_in(path))]


def held_in(path: Path) -> bytes:
    """What a file holds; nothing of one that is gone since it was listed, as the side files of SQLite."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def say(conversation: Conversation, message: Planted) -> Conversation:
    answer = conversation.client.post(
        f"{conversation.address}/messaggi", json={"testo": message.text}, headers={"X-Forwarded-For": FROM}
    )
    assert answer.status_code == 200, answer.text
    return conversation


@pytest.fixture(scope="module")
def run(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("tracce")
    (folder / "inizio").touch()
    (folder / "tmp").mkdir()
    loud = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "TMPDIR": str(folder / "tmp")}
    assistant = start(trained, folder, PROXY_FIDATI="127.0.0.1", **loud)
    planted = [message for message in messages() if message.data]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda message: say(assistant.begin(), message), planted))
    for conversation in said[:5]:
        conversation.say(TOLD)
    yield Run(assistant, folder, said)
    if assistant.process.poll() is None:
        stop(assistant)


def test_no_planted_data_is_anywhere_on_disk_and_after_forgetting_nothing_is(run: Run) -> None:
    assert len(run.conversations) >= 200
    assert any(name.startswith("prova.db") for name in run.holding(re.compile(b"zebedea")))
    planted = values(messages())
    assert len(planted) >= 200
    # Names and addresses are found nine times in ten at least, the rest nearly always: docs/valutazione-impatto.md.
    left = {value: files for value in planted if (files := run.holding(spelt(value)))}
    assert len(left) <= 0.02 * len(planted), left
    _forget_all(run)


def _forget_all(run: Run) -> None:
    command = [sys.executable, "-m", "sportello.cli", "dimentica", "--giorni", "0"]
    command += ["--endpoints", str(run.folder / "endpoints.yml")]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PORTA": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "non resta traccia" in done.stdout
    with closing(sqlite3.connect(run.folder / "prova.db")) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
    files = [path for path in run.files if path.name.startswith("prova.db")]
    content = b"".join(held_in(path) for path in files)
    assert b"zebedea" not in content
    assert not [c for c in run.conversations if c.address.rsplit("/", 1)[-1].encode() in content]
    # Who writes on is told so, and begins again.
    assert run.assistant.begin().say("quanto costa il sad?")


def test_the_logs_hold_nothing_that_was_said_nor_who_said_it(run: Run) -> None:
    log = run.assistant.log.read_bytes()
    assert b"DEBUG" in log
    assert b"zebedea" not in log
    for message in messages():
        assert not message.data or message.text.encode() not in log
    assert run.holding(re.compile(re.escape(FROM.encode()))) == []


def test_a_conversation_deleted_in_words_is_nowhere(run: Run) -> None:
    conversation = run.assistant.begin()
    conversation.say("ho la psoriasi ungueale quanto costa il sad?")
    name = conversation.address.rsplit("/", 1)[-1].encode()
    assert run.holding(re.compile(b"psoriasi")) != []
    answer = conversation.post({"testo": "cancella i miei dati"})
    assert answer.json()["finita"] is True
    databases = [path for path in run.files if path.name.startswith("prova.db")]
    assert not [path for path in databases if b"psoriasi" in held_in(path) or name in held_in(path)]
    assert conversation.post({"testo": "e gli orari?"}).status_code == 404


def test_what_is_not_understood_is_kept_masked_and_goes_with_the_conversation(run: Run) -> None:
    conversation = run.assistant.begin()
    conversation.say("vorrei un sostegno 3331234567")
    store = open_store(f"sqlite:///{run.folder / 'statistiche.db'}")

    def kept() -> list[str]:
        return [each.text for each in questions.listed(store, state=None) if "sostegno" in each.text]

    assert eventually(kept, ["vorrei un sostegno [telefono]"])
    assert conversation.client.delete(conversation.address).status_code == 204
    assert eventually(kept, [])


def eventually(look: Callable[[], object], expected: object) -> bool:
    """Whether it comes true: statistics are written a moment later."""
    deadline = time.monotonic() + 20
    while look() != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    return look() == expected


@pytest.mark.parametrize(
    ("plain", "personal"),
    [
        ("quanto costa il pasto a domicilio?", "sono Maria Rossi, quanto costa il pasto a domicilio?"),
        ("dove si trova l'afol?", "dove si trova l'afol? il mio numero è 3331234567"),
        ("vorrei la misura b2", "vorrei la misura b2, cf RSSMRA80C52F205L"),
    ],
)
def test_a_masked_message_is_understood_as_before(run: Run, plain: str, personal: str) -> None:
    *answer, notice = run.assistant.begin().say(personal)
    assert answer == run.assistant.begin().say(plain)
    assert "dati personali" in notice["testo"]


def test_deleting_while_the_conversation_goes_on_loses_no_answer_and_leaves_no_piece(run: Run) -> None:
    conversations = [run.assistant.begin() for _ in range(10)]

    def talk(conversation: Conversation) -> list[int]:
        return [conversation.post({"testo": "e quanto costa il sad?"}).status_code for _ in range(10)]

    with ThreadPoolExecutor(12) as pool:
        said = [pool.submit(talk, conversation) for conversation in conversations]
        erased = [pool.submit(c.client.delete, c.address) for c in conversations[::2]]
        statuses = [status for each in said for status in each.result()]
        assert {each.result().status_code for each in erased} == {204}
    # Answered, or told that the conversation is over.
    assert set(statuses) <= {200, 404}
    assert all(status == 200 for each in said[1::2] for status in each.result())
    with closing(sqlite3.connect(run.folder / "prova.db")) as connection:
        stored = {row[0] for row in connection.execute("SELECT DISTINCT sender_id FROM events")}
    names = [conversation.address.rsplit("/", 1)[-1] for conversation in conversations]
    assert stored.isdisjoint(names[::2])
    assert stored.issuperset(names[1::2])
