"""From Rasa's events to what is counted of a turn. Imports no Rasa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sportello.privacy import marks

ZONE = ZoneInfo("Europe/Rome")
# The intent of the welcome: it begins a conversation and asks nothing.
BEGIN = "ricomincia"
# What stands in the place of a score where a button was tapped.
CHOICE = "scelta"
FAILED = "errore"
_EMERGENCY = "emergenza"
# When a turn says several things it counts as the first of these.
_WEIGHTIEST_FIRST = (
    *(FAILED, _EMERGENCY, "non_capito", "chiarito", "non_indicato"),
    *("elenco", "risposto", "fuori_ambito", "conversazione"),
)
# What Rasa utters by a rule is named after the intent; these intents are an outcome of their own.
_BY_RULE = frozenset({_EMERGENCY, "fuori_ambito"})
_SCORES = ((0.3, "0-30"), (0.5, "30-50"), (0.7, "50-70"), (0.9, "70-90"))
_TOP_SCORE = "90-100"
_MOST_GUESSES = 4

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Topic:
    """One thing that was asked of a service, and what came of it; `aspect` is empty for a bare need."""

    service: str
    aspect: str
    outcome: str


@dataclass(frozen=True)
class Guess:
    """A service that the model had in mind, and how sure it was (0 to 1)."""

    service: str
    score: float


@dataclass(frozen=True)
class Question:
    """A message that was not understood, masked, with what the model made of it."""

    text: str
    intent: str
    score: float
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One message and its answer, as they are counted.

    Attributes:
        day: the day in Italy.
        hour: the hour of that day, 0 to 23.
        channel: the name of the channel.
        intent: what was understood, sub-intent included.
        outcome: `risposto`, `chiarito`, `non_indicato`, `elenco`, `fuori_ambito`,
            `non_capito`, `emergenza`, `conversazione` or `errore`.
        score: the band of the intent's score in percent, or `CHOICE`.
        milliseconds: from the message's arrival to the whole answer.
        topics: the services that were spoken of.
        question: the message itself, only where it was not understood.
    """

    day: dt.date
    hour: int
    channel: str
    intent: str
    outcome: str
    score: str
    milliseconds: float
    topics: tuple[Topic, ...] = ()
    question: Question | None = None


@dataclass
class TurnReader:
    """Puts the events of a conversation together into turns; keeps nothing of a turn that is over.

    The events of one turn come one after another, never mixed with those of another conversation:
    Rasa publishes what is new in a tracker in one go.
    """

    _message: Event | None = None
    _replies: list[Event] = field(default_factory=list)

    def read(self, event: Event, milliseconds: float | None = None) -> Turn | None:
        """Takes the next event; returns the turn that it ends.

        Args:
            event: as Rasa publishes it, with its `sender_id`.
            milliseconds: how long the turn took so far; None measures by the events themselves.
        """
        kind = event.get("event")
        if kind == "user":
            self._message, self._replies = event, []
        elif self._message is None or event.get("sender_id") != self._message.get("sender_id"):
            return None
        elif kind == "bot":
            self._replies.append(event)
        elif kind == "action" and event.get("name") == "action_listen":
            message, replies = self._message, self._replies
            self._message, self._replies = None, []
            return _turn(message, replies, milliseconds)
        return None


def _turn(message: Event, replies: Sequence[Event], milliseconds: float | None) -> Turn:
    parsed = message.get("parse_data") or {}
    reading = parsed.get("lettura")
    moment = dt.datetime.fromtimestamp(message["timestamp"], ZONE)
    intent = (reading or {}).get("intento") or (parsed.get("intent") or {}).get("name") or ""
    outcome = _outcome(replies)
    if milliseconds is None:
        last = max((reply["timestamp"] for reply in replies), default=message["timestamp"])
        milliseconds = (last - message["timestamp"]) * 1000
    return Turn(
        day=moment.date(),
        hour=moment.hour,
        channel=message.get("input_channel") or "",
        intent=intent,
        outcome=outcome,
        score=_band(_score(parsed)) if reading else CHOICE,
        milliseconds=milliseconds,
        topics=_topics(replies),
        question=_question(message, parsed, outcome) if reading else None,
    )


def _outcome(replies: Sequence[Event]) -> str:
    outcomes = {_outcome_of(reply) for reply in replies} or {FAILED}
    return next((outcome for outcome in _WEIGHTIEST_FIRST if outcome in outcomes), FAILED)


def _outcome_of(reply: Event) -> str:
    attached = reply.get("metadata") or {}
    if "esito" in attached:
        return str(attached["esito"])
    intent = str(attached.get("utter_action", "")).removeprefix("utter_").split("/")[0]
    return intent if intent in _BY_RULE else "conversazione"


def _topics(replies: Sequence[Event]) -> tuple[Topic, ...]:
    attached = [reply.get("metadata") or {} for reply in replies]
    return tuple(
        Topic(about["servizio"], about.get("aspetto") or "", about.get("esito") or "")
        for about in attached
        if about.get("servizio")
    )


def _question(message: Event, parsed: Mapping[str, Any], outcome: str) -> Question | None:
    """The message where the model was at a loss or only guessed.

    Where somebody may be in danger it is never kept: nothing is worth that.
    """
    reading = parsed["lettura"]
    guesses = tuple(Guess(c["id"], c["punteggio"]) for c in reading["candidati"][:_MOST_GUESSES])
    at_a_loss = outcome == "non_capito" or (outcome == "chiarito" and guesses)
    text = str(message.get("text") or "")
    if reading["pericolo"] or not at_a_loss or not marks.without(text):
        return None
    return Question(text, reading["intento"], _score(parsed), guesses)


def _score(parsed: Mapping[str, Any]) -> float:
    return float((parsed.get("intent") or {}).get("confidence") or 0.0)


def _band(score: float) -> str:
    return next((band for below, band in _SCORES if score < below), _TOP_SCORE)
