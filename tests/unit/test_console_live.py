"""The console asks the assistant how it reads a phrase, and says in Italian why it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from sportello.channels.internal import authorization
from sportello.console import live
from sportello.console.live import Message, NoTrial, Scored, Trial
from sportello.settings import Settings

ANSWER = {
    "lettura": {
        "intento": "chiedi_costi",
        "testo": "quanto costa il sad",
        "aspetti": ["costi"],
        "servizi": ["sad"],
        "forse": None,
        "pericolo": False,
        "candidati": [{"id": "sad", "punteggio": 0.8}],
        "punteggio": 0.9,
    },
    "messaggi": [{"testo": "Si paga.", "bottoni": [{"titolo": "Dove?", "scelta": "dove.sad"}], "contatti": []}],
    "modello": "20261127-modello.tar.gz",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(host="0.0.0.0", port=5005, key_file=tmp_path / "chiave")  # noqa: S104 - as a technician may set it


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was sent; answers as the last item says, an answer or something raised."""
    sent: list[Any] = []

    def post(url: str, **request: Any) -> httpx.Response:
        answer = sent.pop()
        sent.append((url, request))
        if isinstance(answer, Exception):
            raise answer
        answer.request = httpx.Request("POST", url)
        return answer

    monkeypatch.setattr(httpx, "post", post)
    return sent


def test_a_reading_comes_with_all_that_is_told_of_it(assistant: list[Any], settings: Settings) -> None:
    assistant.append(httpx.Response(200, json=ANSWER))
    assert live.read("quanto costa il sad?", settings) == Trial(
        text="quanto costa il sad",
        intent="chiedi_costi",
        score=0.9,
        aspects=("costi",),
        services=("sad",),
        candidates=(Scored("sad", 0.8),),
        likely=None,
        maybe_danger=False,
        messages=(Message("Si paga.", ("Dove?",)),),
        model="20261127-modello",
    )
    ((url, request),) = assistant
    assert url == "http://127.0.0.1:5005/interno/prova"
    assert request["json"] == {"testo": "quanto costa il sad?"}
    assert request["headers"] == {"Authorization": authorization(settings.key_file)}
    assert not request["trust_env"]


@pytest.mark.parametrize(
    ("listens", "called"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("10.1.2.3", "10.1.2.3"),
        ("localhost", "localhost"),
    ],
)
def test_the_assistant_is_called_where_it_listens(
    listens: str, called: str, assistant: list[Any], settings: Settings
) -> None:
    assistant.append(httpx.Response(200, json=ANSWER))
    live.read("ciao", settings.copy(update={"host": listens}))
    assert assistant[0][0] == f"http://{called}:5005/interno/prova"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.ConnectError("no"), "fermo"),
        (httpx.ReadTimeout("no"), "fermo"),
        (httpx.Response(404, json={}), "chiavi diverse"),
        (httpx.Response(400, json={}), "nulla da leggere"),
        (httpx.Response(503, json={}), "non ha risposto"),
        (httpx.Response(200, text="<html>"), "non ha risposto"),
        (httpx.Response(200, json=[]), "non ha risposto"),
        (httpx.Response(200, json={"lettura": {}}), "non ha risposto"),
    ],
)
def test_why_there_is_no_reading_is_said(answer: Any, said: str, assistant: list[Any], settings: Settings) -> None:
    assistant.append(answer)
    with pytest.raises(NoTrial, match=said):
        live.read("ciao", settings)


@pytest.mark.parametrize(("text", "said"), [("", "Scriva una frase"), ("a" * 501, "500 caratteri")])
def test_what_no_citizen_could_send_is_not_even_asked(
    text: str, said: str, assistant: list[Any], settings: Settings
) -> None:
    with pytest.raises(NoTrial, match=said):
        live.read(text, settings)
    assert assistant == []


def test_a_key_that_is_not_whole_is_told(assistant: list[Any], settings: Settings) -> None:
    settings.key_file.write_bytes(b"corta")
    with pytest.raises(NoTrial, match="chiave"):
        live.read("ciao", settings)


@pytest.mark.parametrize(
    ("intent", "alarms"), [("emergenza/minori", True), ("emergenza/forse", False), ("chiedi_costi", False)]
)
def test_only_a_sure_emergency_alarms(intent: str, alarms: bool, assistant: list[Any], settings: Settings) -> None:
    answer = {**ANSWER, "lettura": {**ANSWER["lettura"], "intento": intent}}
    assistant.append(httpx.Response(200, json=answer))
    assert live.alarming(["e adesso?"], settings) == ({"e adesso?"} if alarms else set())


def test_nothing_alarms_while_the_assistant_does_not_answer(assistant: list[Any], settings: Settings) -> None:
    assistant.append(httpx.ConnectError("no"))
    assert live.alarming(["e adesso?"], settings) == set()
