from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

# The package exports the command of the same name.
train = import_module("sportello.cli.train")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in ("data/nlu/frasi.yml", "data/carta.yml", "sportello/nlu/names.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def test_the_fingerprint_of_the_same_files_is_the_same(checkout: Path) -> None:
    assert train.fingerprint(checkout) == train.fingerprint(checkout)


@pytest.mark.parametrize("name", ["config.yml", "data/carta.yml", "data/nlu/frasi.yml", "sportello/nlu/names.py"])
def test_whatever_training_reads_changes_the_fingerprint(checkout: Path, name: str) -> None:
    before = train.fingerprint(checkout)
    (checkout / name).write_text("changed", encoding="utf-8")
    assert train.fingerprint(checkout) != before
