from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sportello.statistics.turns import CHOICE, Guess, Question, Topic, Turn, TurnReader

# A Monday in summer, 22:30 in UTC: already Tuesday in Italy.
LATE = dt.datetime(2026, 7, 6, 22, 30, tzinfo=dt.UTC).timestamp()
LISTEN = {"event": "action", "name": "action_listen"}


def user(text: str = "quanto costa?", reading: dict[str, Any] | None = None, score: float = 0.8) -> dict[str, Any]:
    parsed: dict[str, Any] = {"intent": {"name": "chiedi_costi", "confidence": score}, "text": text}
    if reading is not None:
        parsed["lettura"] = {"intento": "chiedi_costi", "candidati": [], "pericolo": False, **reading}
    return {"event": "user", "text": text, "timestamp": LATE, "input_channel": "web", "parse_data": parsed}


def bot(**metadata: Any) -> dict[str, Any]:
    return {"event": "bot", "text": "…", "timestamp": LATE + 0.04, "metadata": metadata}


def read(*events: dict[str, Any], milliseconds: float | None = None) -> list[Turn]:
    reader = TurnReader()
    turns = [reader.read({"sender_id": "una", **event}, milliseconds) for event in events]
    return [turn for turn in turns if turn]


def test_a_turn_is_counted_by_what_was_asked_and_answered_in_italian_time() -> None:
    attached = {"esito": "risposto", "servizio": "sad", "aspetto": "costi", "utter_action": "utter_costi"}
    (turn,) = read(user(reading={}), {"event": "action", "name": "action_rispondi"}, bot(**attached), LISTEN)
    assert turn == Turn(
        day=dt.date(2026, 7, 7),
        hour=0,
        channel="web",
        intent="chiedi_costi",
        outcome="risposto",
        score="70-90",
        milliseconds=pytest.approx(40, abs=1),
        topics=(Topic("sad", "costi", "risposto"),),
    )


def test_the_time_of_the_channel_wins() -> None:
    (turn,) = read(user(), bot(), LISTEN, milliseconds=123.0)
    assert turn.milliseconds == 123.0


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([], "errore"),
        ([bot(esito="risposto"), bot(esito="non_indicato")], "non_indicato"),
        ([bot(esito="emergenza"), bot(esito="risposto")], "emergenza"),
        ([bot(utter_action="utter_emergenza/salute")], "emergenza"),
        ([bot(utter_action="utter_fuori_ambito/tributi")], "fuori_ambito"),
        ([bot(utter_action="utter_conversa/saluto")], "conversazione"),
        ([bot(esito="unknown")], "errore"),
    ],
)
def test_a_turn_has_one_outcome(replies: list[dict[str, Any]], expected: str) -> None:
    (turn,) = read(user(reading={}), *replies, LISTEN)
    assert turn.outcome == expected


def test_a_button_has_no_score() -> None:
    (turn,) = read(user(text='/chiedi_costi{"servizio":"sad"}'), bot(esito="risposto"), LISTEN)
    assert turn.score == CHOICE
    assert turn.question is None


def test_what_was_not_understood_is_kept_with_the_guesses() -> None:
    reading = {"intento": "bisogno", "candidati": [{"id": "sad", "punteggio": 0.25}]}
    (turn,) = read(user("boh il coso", reading, score=0.2), bot(esito="chiarito"), LISTEN)
    assert turn.question == Question("boh il coso", "bisogno", 0.2, (Guess("sad", 0.25),))


@pytest.mark.parametrize(
    ("reading", "outcome"),
    [
        ({"pericolo": True}, "non_capito"),
        ({}, "chiarito"),  # asked "of which service?" without a guess: it was understood
        ({}, "risposto"),
        ({}, "emergenza"),
    ],
)
def test_nothing_else_is_kept(reading: dict[str, Any], outcome: str) -> None:
    (turn,) = read(user(reading=reading), bot(esito=outcome), LISTEN)
    assert turn.question is None


def test_a_message_of_nothing_but_marks_teaches_nothing() -> None:
    (turn,) = read(user("[telefono]", reading={}), bot(esito="non_capito"), LISTEN)
    assert turn.question is None


def test_what_belongs_to_no_message_counts_for_nothing() -> None:
    session = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}, LISTEN]
    assert read(*session) == []


def test_another_conversation_does_not_end_a_turn() -> None:
    assert read(user(), {**bot(), "sender_id": "altra"}, {**LISTEN, "sender_id": "altra"}) == []
