"""Files are whole at every moment, and what a killed writer has left goes away."""

from __future__ import annotations

from pathlib import Path

from sportello.files import sweep, write_whole


def test_what_a_killed_writer_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "sotto").mkdir()
    (tmp_path / "sotto" / ".carta.yml.abc.parziale").touch()
    write_whole(tmp_path / "sotto" / "carta.yml", "intera")
    (tmp_path / ".nascosto").touch()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [".nascosto", "carta.yml"]
