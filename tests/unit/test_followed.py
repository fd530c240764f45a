from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from sportello.channels import errors
from sportello.channels.errors import Refusal
from sportello.channels.telegram import sentences
from sportello.files import Followed
from sportello.settings import DATA


def number(text: str) -> int:
    return int(text)


def change(path: Path, text: str) -> None:
    """Writes another version with another time, as an editor does a while later."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "numero.yml"
    change(path, "1")
    return path


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(path: Path) -> None:
    read: list[str] = []
    followed = Followed(path, lambda text: read.append(text) or len(read))
    assert [followed.current(), followed.current()] == [1, 1]
    change(path, "2")
    assert [followed.current(), followed.current()] == [2, 2]
    assert read == ["1", "2"]


def test_a_file_put_in_the_place_of_another_is_seen_although_its_time_and_size_are_the_same(path: Path) -> None:
    followed = Followed(path, number)
    assert followed.current() == 1
    stamp = path.stat().st_mtime_ns
    other = path.with_suffix(".nuovo")
    other.write_text("2")
    os.utime(other, ns=(stamp, stamp))
    os.replace(other, path)
    assert followed.current() == 2


@pytest.mark.parametrize("broken", ["due", "", None])
def test_a_broken_change_leaves_the_last_good_one_and_is_told_once(
    path: Path, broken: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    followed = Followed(path, number)
    assert followed.current() == 1
    if broken is None:
        path.unlink()
    else:
        change(path, broken)
    with caplog.at_level(logging.ERROR):
        assert [followed.current() for _ in range(3)] == [1, 1, 1]
    assert [record.getMessage().startswith("numero.yml è cambiato") for record in caplog.records] == [True]
    change(path, "3")
    assert followed.current() == 3


def test_what_was_never_good_is_an_error_each_time_until_it_is_mended(path: Path) -> None:
    followed = Followed(path, number)
    change(path, "uno")
    for _ in range(2):
        with pytest.raises(ValueError, match="uno"):
            followed.current()
    change(path, "1")
    assert followed.current() == 1


# What the channels say by themselves


@pytest.fixture
def refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "errori.yml"
    change(path, (DATA / "risposte" / "errori.yml").read_text(encoding="utf-8"))
    monkeypatch.setattr(errors, "_file", Followed(path, errors._read))
    return path


def test_a_refusal_is_said_in_the_words_that_are_written_now(refusals: Path) -> None:
    assert errors.sentence(Refusal.EMPTY).startswith("Il messaggio è vuoto.")
    change(refusals, refusals.read_text().replace("Il messaggio è vuoto.", "Non c'è scritto nulla."))
    assert errors.sentence(Refusal.EMPTY).startswith("Non c'è scritto nulla.")


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("{limite}", "{limiti}"),
        ("  vuoto:", "  vuota:"),
        ("errori:", "errore:"),
        ("{primo_contatto}", "{primo_contatto"),
    ],
)
def test_refusals_that_could_not_be_said_are_not_taken_up(refusals: Path, written: str, instead: str) -> None:
    said = errors.sentence(Refusal.EMPTY)
    change(refusals, refusals.read_text().replace(written, instead, 1))
    assert errors.sentence(Refusal.EMPTY) == said


def test_telegram_says_what_is_written_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "telegram.yml"
    change(path, (DATA / "risposte" / "telegram.yml").read_text(encoding="utf-8"))
    monkeypatch.setattr(sentences, "_file", Followed(path, sentences._read))
    before = sentences.sentence("pericolo")
    change(
        path,
        path.read_text().replace("Se c'è un pericolo chiami il {numero_emergenza}.", "Pericolo? {numero_emergenza}"),
    )
    assert sentences.sentence("pericolo") == "Pericolo? 112" != before
    change(path, path.read_text().replace("come si usa", "che cosa si può chiedere"))
    assert "/aiuto – che cosa si può chiedere" in sentences.sentence("aiuto")
    change(path, path.read_text().replace("Pericolo? {numero_emergenza}", "Pericolo? {numero}"))
    assert sentences.sentence("pericolo") == "Pericolo? 112"
