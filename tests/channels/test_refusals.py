"""What comes in bad faith or by mistake: refused with a status and a sentence, and nobody else notices."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from sportello.channels.identity import ConversationIds, key_from
from tests.channels.conftest import MESSAGES_A_MINUTE, OTHER_SITE, refused
from tests.conftest import Assistant, start, stop, wait_until_ready

BEGIN = "/assistente/conversazioni"
JSON = {"Content-Type": "application/json"}
MEGABYTE = 1_000_000


def begin(client: httpx.Client) -> str:
    """The address of a new conversation."""
    answer = client.post(BEGIN, json={})
    assert answer.status_code == 201, answer.text
    return f"{BEGIN}/{answer.json()['id']}"


def pieces() -> Iterator[bytes]:
    """A megabyte whose length is not said beforehand."""
    for _ in range(MEGABYTE // 1000):
        yield b"a" * 1000


@pytest.mark.parametrize("content", [b'{"testo": "' + b"a" * MEGABYTE + b'"}', pieces()], ids=["said", "in pieces"])
def test_a_megabyte_is_refused_and_the_next_message_is_answered(client: httpx.Client, content: bytes) -> None:
    conversation = begin(client)
    refused(client.post(f"{conversation}/messaggi", content=content, headers=JSON), 413, "troppo_lungo")
    assert client.post(f"{conversation}/messaggi", json={"testo": "ciao"}).status_code == 200


def test_a_long_body_is_refused_before_it_is_sent(public: Assistant, client: httpx.Client) -> None:
    """The answer is there though not one byte of the body has come."""
    connection = HTTPConnection(client.base_url.host, client.base_url.port, timeout=10)
    with closing(connection):
        connection.putrequest("POST", BEGIN)
        for name, value in {**JSON, **client.headers, "Content-Length": str(MEGABYTE)}.items():
            if name.lower() in {"content-type", "content-length", "x-forwarded-for"}:
                connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413


@pytest.mark.parametrize(("length", "status"), [(4096, 200), (4097, 413)])
def test_a_body_has_four_kilobytes_at_most(client: httpx.Client, length: int, status: int) -> None:
    body = b'{"testo": "ciao"}'.ljust(length)
    assert client.post(f"{begin(client)}/messaggi", content=body, headers=JSON).status_code == status


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_only_json_is_read(client: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    for address in (BEGIN, f"{begin(client)}/messaggi"):
        refused(client.post(address, content=b'{"testo": "ciao"}', headers=headers), 415, "tipo_non_ammesso")


def test_json_may_say_its_characters(client: httpx.Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert client.post(BEGIN, content=b"{}", headers=headers).status_code == 201


@pytest.mark.parametrize("conversation_id", ["1", "default", "A" * 43, "%2e%2e", "%00", "../../etc"])
def test_a_forged_id_is_refused(client: httpx.Client, conversation_id: str) -> None:
    for answer in (
        client.post(f"{BEGIN}/{conversation_id}/messaggi", json={"testo": "ciao"}),
        client.delete(f"{BEGIN}/{conversation_id}"),
    ):
        assert answer.status_code in {404, 405}
        refused(answer, answer.status_code, answer.json()["codice"])


def test_an_id_that_another_key_made_is_refused(client: httpx.Client) -> None:
    address = f"{BEGIN}/{ConversationIds(b'x' * 32).new()}"
    refused(client.post(f"{address}/messaggi", json={"testo": "ciao"}), 404, "conversazione_sconosciuta")


def test_an_id_whose_conversation_is_no_longer_kept_is_refused(public: Assistant, client: httpx.Client) -> None:
    ids = ConversationIds(key_from(public.log.parent / "chiave"))
    address = f"{BEGIN}/{ids.new()}"
    refused(client.post(f"{address}/messaggi", json={"testo": "ciao"}), 404, "conversazione_sconosciuta")
    refused(client.delete(address), 404, "conversazione_sconosciuta")


def test_a_deleted_conversation_cannot_be_taken_up_again(public: Assistant, client: httpx.Client) -> None:
    conversation = begin(client)
    assert client.delete(conversation).status_code == 204
    for answer in (client.post(f"{conversation}/messaggi", json={"testo": "ciao"}), client.delete(conversation)):
        refused(answer, 404, "conversazione_sconosciuta")
    with closing(sqlite3.connect(public.log.parent / "prova.db")) as database:
        query = "SELECT count(*) FROM events WHERE sender_id = ?"
        assert database.execute(query, (conversation.rsplit("/", 1)[-1],)).fetchone() == (0,)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{OTHER_SITE}.evil.example"])
def test_a_foreign_site_can_do_nothing(client: httpx.Client, origin: str) -> None:
    conversation, foreign = begin(client), {"Origin": origin}
    answers = [
        client.post(BEGIN, json={}, headers=foreign),
        client.post(f"{conversation}/messaggi", json={"testo": "ciao"}, headers=foreign),
        client.delete(conversation, headers=foreign),
    ]
    for answer in answers:
        refused(answer, 403, "sito_non_ammesso")
        assert "access-control-allow-origin" not in answer.headers
    asked = client.options(BEGIN, headers={**foreign, "Access-Control-Request-Method": "POST"})
    assert not [name for name in asked.headers if name.startswith("access-control")]
    assert client.post(f"{conversation}/messaggi", json={"testo": "ciao"}).status_code == 200, "it is still there"


def test_an_allowed_site_may_ask_and_hear_the_answer(client: httpx.Client) -> None:
    asking = {
        "Origin": OTHER_SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    may = client.options(BEGIN, headers=asking)
    assert may.status_code == 204
    assert may.headers["access-control-allow-origin"] == OTHER_SITE
    assert {"POST", "DELETE"} <= set(may.headers["access-control-allow-methods"].split(", "))
    assert may.headers["access-control-allow-headers"].lower() == "content-type"
    for answer in (client.post(BEGIN, json={}, headers=asking), client.post(BEGIN, content=b"", headers=asking)):
        assert answer.headers["access-control-allow-origin"] == OTHER_SITE
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]


def test_our_own_site_needs_no_permission(public: Assistant, client: httpx.Client) -> None:
    assert client.post(BEGIN, json={}, headers={"Origin": public.address}).status_code == 201


def test_a_hundred_requests_at_once_from_one_client_leave_room_for_the_others(
    visitor: Callable[[], httpx.Client],
) -> None:
    hasty, other = visitor(), visitor()
    conversation = begin(hasty)

    def send(_: int) -> httpx.Response:
        return hasty.post(BEGIN, json={})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(100)))
    assert Counter(answer.status_code for answer in answers) == {
        201: MESSAGES_A_MINUTE - 1,
        429: 101 - MESSAGES_A_MINUTE,
    }
    last = answers[-1] if answers[-1].status_code == 429 else hasty.post(BEGIN, json={})
    refused(last, 429, "troppi_messaggi")
    assert int(last.headers["retry-after"]) > 0
    refused(hasty.post(f"{conversation}/messaggi", json={"testo": "ciao"}), 429, "troppi_messaggi")
    refused(hasty.delete(conversation), 429, "troppi_messaggi")
    assert begin(other)


def test_a_client_cannot_change_its_address(visitor: Callable[[], httpx.Client]) -> None:
    """What stands before the proxy's own entry is the client's invention."""
    hasty = visitor()
    own = hasty.headers["X-Forwarded-For"]
    answers = [
        hasty.post(BEGIN, json={}, headers={"X-Forwarded-For": f"203.0.113.{number}, {own}"})
        for number in range(MESSAGES_A_MINUTE + 1)
    ]
    assert answers[-1].status_code == 429


def test_whoever_guesses_ids_is_slowed_down_too(client: httpx.Client) -> None:
    answers = [client.delete(f"{BEGIN}/{'A' * 43}") for _ in range(MESSAGES_A_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [404] * MESSAGES_A_MINUTE + [429]


def test_a_conversation_outlives_a_server_that_stops_in_mid_answer(trained: Path, tmp_path: Path) -> None:
    running = start(trained, tmp_path)
    conversation = running.begin()
    conversation.say("quanto costa il pasto a domicilio?")
    actions, server = running.processes()
    os.kill(actions, signal.SIGSTOP)  # so that no answer can be ready before the end
    with closing(HTTPConnection(running.client.base_url.host, running.client.base_url.port, timeout=30)) as asking:
        asking.request("POST", f"{conversation.address}/messaggi", b'{"testo": "e il telefono?"}', JSON)
        os.kill(server, signal.SIGKILL)
        os.kill(actions, signal.SIGCONT)
        with pytest.raises(ConnectionError):
            asking.getresponse()
    try:
        wait_until_ready(running)
        answer = running.client.post(f"{conversation.address}/messaggi", json={"testo": "e chi posso contattare?"})
        assert answer.status_code == 200
        assert "Pasto a domicilio" in json.dumps(answer.json(), ensure_ascii=False)
    finally:
        stop(running)
