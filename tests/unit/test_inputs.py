from __future__ import annotations

from pathlib import Path

import pytest
import typer

from sportello.cli import inputs


def test_what_is_shipped_can_be_read() -> None:
    assert len(inputs.carta_or_exit().servizi) == 22
    assert len(inputs.phrases_or_exit(inputs.carta_or_exit())) > 10_000


def test_phrases_that_cannot_be_read_end_the_command_with_the_whole_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data" / "nlu"
    folder.mkdir(parents=True)
    for name in ("uno.yml", "due.yml"):
        (folder / name).write_text("frasi: []", encoding="utf-8")
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    with pytest.raises(typer.Exit) as ended:
        inputs.phrases_or_exit(inputs.carta_or_exit())
    assert ended.value.exit_code == 1
    told = capsys.readouterr().err
    assert "uno.yml" in told
    assert "due.yml" in told
