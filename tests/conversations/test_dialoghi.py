"""Held-out conversations: how many turns and conversations hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from sportello.carta import Catalogue, read
from sportello.evaluation.citizen import Citizen
from sportello.evaluation.dialogues import Judged, judge, read_dialogues
from tests.conftest import ROOT, Assistant

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
DIALOGUES = read_dialogues(Path(__file__).with_name("dialoghi.yml"))
# In percent.
LEAST_TURNS, LEAST_WHOLE = 90.0, 70.0


@pytest.fixture(scope="module")
def judged(assistant: Assistant) -> list[list[Judged]]:
    return [judge(dialogue, Citizen(assistant.client), CATALOGUE) for dialogue in DIALOGUES]


def test_turns_are_answered_in_their_context(judged: list[list[Judged]]) -> None:
    turns = [each for dialogue in judged for each in dialogue]
    wrong = [f"{each.turn} -> {each.reply[:150]!r}" for each in turns if not each.right]
    assert 100 * (len(turns) - len(wrong)) / len(turns) >= LEAST_TURNS, "\n".join(wrong)


def test_whole_conversations_hold(judged: list[list[Judged]]) -> None:
    whole = sum(all(each.right for each in dialogue) for dialogue in judged)
    assert 100 * whole / len(judged) >= LEAST_WHOLE
