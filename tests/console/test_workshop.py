"""A trial of the draft, but for the commands, which take minutes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sportello.console.app import Console
from sportello.console.trial import Phase, Trial
from sportello.console.workshop import Workshop
from sportello.settings import ROOT
from tests.console.checkouts import phrase

pytestmark = pytest.mark.usefixtures("checkout")


@pytest.fixture
def workshop(console: Console, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The real one, but for the commands, which take minutes."""
    shop = console.workshop

    def command(*arguments: str, may_fail: bool = False) -> None:
        name = arguments[0]
        if name == "addestra":
            (shop.copy / "models").mkdir()
            (shop.copy / "models" / "nuovo.tar.gz").write_bytes(b"nuovo")
        elif name == "valuta":
            found = '{"cifre": {"frasi/intento": 90.0}, "frasi": {"frasi/intento": 500}, "errori": [], "insegnate": []}'
            Path(arguments[-1]).write_text(found, encoding="utf-8")
        else:
            found = (
                '{"domande": 1, "risposte_sbagliate": [], "turni": 1, "turni_sbagliati": [], '
                '"percento_turni": 100.0, "percento_minimo": 85.0, "superato": true}'
            )
            Path(arguments[-1]).write_text(found, encoding="utf-8")

    monkeypatch.setattr(shop, "_command", command)
    return shop


def finished(shop: Workshop) -> Trial:
    assert shop._work is not None
    shop._work.join(120)
    found = shop.trial()
    assert found is not None
    return found


def test_a_trial_tries_the_draft_in_a_copy(workshop: Workshop, console: Console, live: Path) -> None:
    phrase(console)
    workshop.begin("pubblica", {"frasi/intento": 95.0})
    found = finished(workshop)
    assert found.phase is Phase.DONE, found.problem
    assert "papà la doccia" in (workshop.copy / "data/nlu/bisogni/sad.yml").read_text(encoding="utf-8")
    assert "papà la doccia" not in (live / "nlu/bisogni/sad.yml").read_text(encoding="utf-8")
    assert found.fell == ["frasi/intento"]
    assert not found.passed
    assert console.publishing.is_of_this_draft(found)
    assert workshop.candidate() == workshop.copy / "models" / "nuovo.tar.gz"


def test_a_step_that_fails_says_its_last_words(
    workshop: Workshop, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(trial: Trial) -> Trial:
        raise ZeroDivisionError

    phrase(console)
    monkeypatch.setattr(workshop, "_train", broken)
    workshop.begin("pubblica", {})
    found = finished(workshop)
    assert found.phase is Phase.FAILED
    assert "Lo dica al tecnico" in found.problem


def test_a_trial_whose_console_died_is_interrupted(workshop: Workshop, console: Console) -> None:
    phrase(console)
    workshop.begin("pubblica", {})
    half_done = replace(finished(workshop), phase=Phase.TRAINING)
    workshop._write(half_done)
    again = Workshop(ROOT, console.draft, console.folder / "officina").trial()
    assert again is not None
    assert again.phase is Phase.INTERRUPTED


def test_what_is_saved_between_the_question_and_the_copy_is_tried_too(
    workshop: Workshop, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken back afterwards it is another draft than the one that was tried."""
    phrase(console)
    asked, write_all = console.draft.mark(), console.draft.write_all

    def write_later(folder: Path) -> None:
        console.draft.write("nlu/bisogni/altre.yml", "nlu: []\n")
        write_all(folder)

    monkeypatch.setattr(console.draft, "write_all", write_later)
    workshop.begin("pubblica", {})
    found = finished(workshop)
    assert (workshop.copy / "data/nlu/bisogni/altre.yml").is_file()
    assert console.publishing.is_of_this_draft(found)
    console.draft.write("nlu/bisogni/altre.yml", None)
    assert console.draft.mark() == asked
    assert not console.publishing.is_of_this_draft(found)
