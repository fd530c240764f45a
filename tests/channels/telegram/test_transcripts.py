"""The same conversation is the same by polling, by webhook and on the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import Bot
from tests.conftest import ROOT

_FILE = Path(ROOT / "tests" / "conversations" / "dialoghi.yml")
DIALOGUES = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["dialoghi"]


@pytest.mark.parametrize("dialogue", DIALOGUES[::4], ids=lambda dialogue: dialogue["nome"])
def test_a_conversation_does_not_depend_on_the_way(both: list[Bot], dialogue: dict[str, Any]) -> None:
    said = [turn["testo"] for turn in dialogue["turni"]]
    transcripts = []
    for bot in both:
        citizen = Citizen(bot.telegram)
        transcripts.append([[(m.text, m.buttons) for m in citizen.say(text)] for text in said])
    assert transcripts[0] == transcripts[1]
    conversation = both[0].on_the_web()
    for text, heard in zip(said, transcripts[0], strict=True):
        on_the_web = [message["testo"] for message in conversation.say(text)]
        here = [shown.replace("+39 ", "") for shown, _ in heard]
        assert len(here) == len(on_the_web)
        assert all(ours.startswith(theirs) for ours, theirs in zip(here, on_the_web, strict=True))
