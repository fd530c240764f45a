"""The assistant in force, asked how it reads a phrase."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from sportello.channels.internal import TRIAL_PATH, authorization
from sportello.nlu.reading import EMERGENCY, MAYBE_EMERGENCY
from sportello.settings import Settings

_CONNECT_SECONDS, _ANSWER_SECONDS = 1.0, 10.0


@dataclass(frozen=True)
class Scored:
    """A service that may be meant, and how sure that is (0 to 1)."""

    service: str
    score: float


@dataclass(frozen=True)
class Message:
    """What a citizen would read: a text and the titles of the buttons below it."""

    text: str
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """How the model in force reads a phrase as the first of a conversation.

    Attributes:
        text: as it was read: masked, and with mistakes of typing mended.
        intent: what is wanted, sub-intent included.
        score: how sure that is (0 to 1).
        aspects: what is asked of a service.
        services: the services meant, where that is sure.
        candidates: the services that may be meant, the likeliest first.
        likely: the service that is answered with as a guess.
        maybe_danger: whether somebody may be in danger besides.
        messages: what the citizen would read.
        model: the name of the model.
    """

    text: str
    intent: str
    score: float
    aspects: tuple[str, ...]
    services: tuple[str, ...]
    candidates: tuple[Scored, ...]
    likely: str | None
    maybe_danger: bool
    messages: tuple[Message, ...]
    model: str


class NoTrial(Exception):
    """The phrase could not be tried; the message says why, and what to do, to operators."""


def alarming(texts: Iterable[str], settings: Settings) -> frozenset[str]:
    """The phrases that the assistant in force surely reads as an emergency; none where it does not answer.

    Hints of danger also meet much that is harmless and not understood: they alarm nobody.
    """
    found = set()
    try:
        for text in texts:
            intent = read(text, settings).intent
            if intent.startswith(EMERGENCY) and intent != MAYBE_EMERGENCY:
                found.add(text)
    except NoTrial:
        pass
    return frozenset(found)


def read(text: str, settings: Settings) -> Trial:
    """Has the assistant in force read a phrase; it keeps and counts nothing of it.

    Raises:
        NoTrial: when there is nothing to read, or the assistant does not answer.
    """
    if not text:
        raise NoTrial("Non c'è nulla da provare. Scriva una frase come la scriverebbe un cittadino.")
    if len(text) > settings.max_characters:
        raise NoTrial(
            f"La frase supera i {settings.max_characters} caratteri che un cittadino può scrivere. La accorci."
        )
    try:
        answer = httpx.post(
            f"http://{_host(settings.host)}:{settings.port}{TRIAL_PATH}",
            json={"testo": text},
            headers={"Authorization": authorization(settings.key_file)},
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            trust_env=False,
        )
    except (httpx.TimeoutException, httpx.TransportError):
        raise NoTrial(
            "L'assistente in questo momento è fermo. Riprovi tra un minuto; se resta fermo lo dica al tecnico."
        ) from None
    except (OSError, ValueError):
        raise NoTrial("La console non riesce a leggere la chiave dell'assistente. Lo dica al tecnico.") from None
    return _trial(answer)


def _trial(answer: httpx.Response) -> Trial:
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NoTrial("L'assistente non riconosce la console: hanno chiavi diverse. Lo dica al tecnico.")
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise NoTrial("In questa frase non c'è nulla da leggere. La scriva con qualche parola.")
    try:
        content = answer.raise_for_status().json()
        return _from_content(content["lettura"], content)
    except (httpx.HTTPStatusError, ValueError, KeyError, TypeError):
        raise NoTrial(
            "L'assistente non ha risposto alla prova. Riprovi; se succede ancora lo dica al tecnico."
        ) from None


def _from_content(reading: Mapping[str, Any], content: Mapping[str, Any]) -> Trial:
    return Trial(
        text=str(reading["testo"]),
        intent=str(reading["intento"]),
        score=float(reading["punteggio"] or 0.0),
        aspects=tuple(reading["aspetti"]),
        services=tuple(reading["servizi"]),
        candidates=tuple(Scored(one["id"], float(one["punteggio"])) for one in reading["candidati"]),
        likely=reading["forse"],
        maybe_danger=bool(reading["pericolo"]),
        messages=tuple(
            Message(said["testo"], tuple(button["titolo"] for button in said["bottoni"]))
            for said in content["messaggi"]
        ),
        model=str(content["modello"]).removesuffix(".tar.gz"),
    )


def _host(listening: str) -> str:
    """An address to call: who listens everywhere is here too."""
    try:
        address = ipaddress.ip_address(listening)
    except ValueError:
        return listening
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return f"[{address}]" if address.version == 6 else str(address)
