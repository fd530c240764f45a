"""Held-out conversations: what each turn's answer is about, and how many turns and conversations hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from sportello.carta import Aspect, Catalogue, present, read
from tests.conftest import ROOT, Assistant, Conversation

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
DIALOGUES = yaml.safe_load(Path(__file__).with_name("dialoghi.yml").read_text(encoding="utf-8"))["dialoghi"]
EMERGENCY = CATALOGUE.carta.numeri_di_emergenza.emergenza
# In percent.
LEAST_TURNS, LEAST_WHOLE = 90.0, 70.0


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def states(reply: str, service: str, aspect: str) -> bool:
    """Whether a reply gives this aspect of this service, or says that the Carta does not."""
    facts = present.facts(CATALOGUE, service)
    if facts["nome"] not in reply:
        return False
    if aspect == "bisogno":
        return facts["cose"] in reply
    if aspect not in [known.value for known in Aspect]:
        return True
    if not CATALOGUE.states(service, Aspect(aspect)):
        return "non indica" in reply
    return facts[aspect] in reply


def is_right(turn: dict[str, Any], messages: list[dict[str, Any]], listed: list[str]) -> bool:
    reply = "\n".join(message["testo"] for message in messages)
    services, asked = [s for s in as_list(turn["servizio"]) if s], [str(a) for a in as_list(turn["aspetto"])]
    if services:
        return any(
            all(states(reply, service, part) for part in aspect.split("+")) for service in services for aspect in asked
        )
    if asked[0].startswith("emergenza"):
        return EMERGENCY in messages[0]["testo"]
    if asked[0] == "elenco":
        return reply.count("•") > 1
    if asked[0] == "secondo":
        return len(listed) > 1 and listed[1] in reply
    if asked[0] == "fuori_ambito":
        return not any(present.facts(CATALOGUE, service.id)["nome"] + ":" in reply for service in CATALOGUE.services)
    return True


def verdicts(conversation: Conversation, turns: list[dict[str, Any]]) -> list[tuple[dict[str, Any], bool, str]]:
    listed: list[str] = []
    found = []
    for turn in turns:
        messages = conversation.say(turn["testo"])
        found.append((turn, is_right(turn, messages, listed), messages[-1]["testo"]))
        lines = [line for message in messages for line in message["testo"].splitlines()]
        listed = [line.removeprefix("• ") for line in lines if line.startswith("•")] or listed
    return found


@pytest.fixture(scope="module")
def judged(assistant: Assistant) -> list[list[tuple[dict[str, Any], bool, str]]]:
    return [verdicts(assistant.begin(), dialogue["turni"]) for dialogue in DIALOGUES]


def test_turns_are_answered_in_their_context(judged: list[list[tuple[dict[str, Any], bool, str]]]) -> None:
    turns = [verdict for dialogue in judged for verdict in dialogue if verdict[0]["aspetto"]]
    tally = Counter(right for _, right, _ in turns)
    wrong = [f"{turn} -> {reply[:150]!r}" for turn, right, reply in turns if not right]
    assert 100 * tally[True] / len(turns) >= LEAST_TURNS, "\n".join(wrong)


def test_whole_conversations_hold(judged: list[list[tuple[dict[str, Any], bool, str]]]) -> None:
    whole = sum(all(right for _, right, _ in dialogue) for dialogue in judged)
    assert 100 * whole / len(judged) >= LEAST_WHOLE
