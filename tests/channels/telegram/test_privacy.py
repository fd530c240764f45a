"""Who writes on Telegram is nowhere to be found, and neither is the key to the bot."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import Bot
from tests.privacy.corpus import messages, spelt, values

PERSON = ["Ermenegilda", "Sbrodolini", "ermenegilda_sbr"]


def test_neither_the_person_nor_the_token_is_on_disk(bot: Bot, citizen: Citizen) -> None:
    """The bot by polling logs all that anybody can log."""
    citizen.say("quanto costa il SAD?")
    citizen.tap("Come si accede?")
    citizen.say("/privacy")
    secrets = [*PERSON, str(citizen.chat_id), TOKEN, TOKEN.partition(":")[2]]
    if bot.telegram.webhook:
        secrets.append(bot.telegram.webhook["secret_token"])
    files = [path for path in bot.work.rglob("*") if path.is_file()]
    assert {"avvia.log", "prova.db", "telegram.db"} <= {path.name for path in files}
    found = {(path.name, secret) for path in files for secret in secrets if secret.encode() in path.read_bytes()}
    assert found == set()


def test_what_somebody_gives_away_is_masked(bot: Bot, citizen: Citizen) -> None:
    citizen.say("mi chiamo Ermenegilda Sbrodolini, il mio numero è 333 1234567, quanto costa il SAD?")
    citizen.send(photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], caption="tel 3331234567")
    citizen.say("/servizi mi chiamo Ermenegilda Sbrodolini")
    found = b"".join(path.read_bytes() for path in bot.work.glob("*.db*"))
    assert [given for given in (b"Sbrodolini", b"1234567") if given in found] == []


def test_what_many_people_give_away_is_nowhere_on_disk(bot: Bot) -> None:
    giving = [message for message in messages() if message.data][::3]
    for message in giving:
        assert Citizen(bot.telegram).say(message.text)
    files = {path.name: path.read_bytes() for path in bot.work.rglob("*") if path.is_file()}
    given = values(giving)
    assert len(given) >= 100
    left = {value for value in given if any(spelt(value).search(content) for content in files.values())}
    assert len(left) <= 0.02 * len(given), left


def test_what_is_written_is_not_logged(both: list[Bot]) -> None:
    _, bot = both
    citizen = Citizen(bot.telegram)
    citizen.say("quanto costa il zanzibarone?")
    citizen.say("/zanzibarone")
    assert "zanzibarone" not in bot.log


def test_a_conversation_has_a_name_that_says_nothing_and_stays_the_same(bot: Bot, citizen: Citizen) -> None:
    def names() -> set[str]:
        with closing(sqlite3.connect(bot.work / "prova.db")) as database:
            return {row[0] for row in database.execute("SELECT DISTINCT sender_id FROM events")}

    before = names()
    citizen.say("quanto costa il SAD?")
    citizen.say("e il telefono?")
    (name,) = names() - before
    assert re.fullmatch(r"[0-9a-f]{64}", name)


def test_nobody_waits_in_the_journal_once_answered(bot: Bot, citizen: Citizen) -> None:
    citizen.say("quanto costa il SAD?")

    def waiting() -> int:
        with closing(sqlite3.connect(bot.work / "telegram.db")) as database:
            return int(database.execute("SELECT count(*) FROM aggiornamenti WHERE chat IS NOT NULL").fetchone()[0])

    bot.telegram.wait(lambda: waiting() == 0)
