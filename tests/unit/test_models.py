from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sportello import models
from sportello.settings import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in (
        "data/nlu/frasi.yml",
        "data/regole/servizi.yml",
        "data/risposte/servizi.yml",
        "sportello/nlu/names.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    shutil.copy(ROOT / "data" / "carta.yml", tmp_path / "data" / "carta.yml")
    return tmp_path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_the_fingerprint_of_the_same_files_is_the_same(checkout: Path) -> None:
    assert models.fingerprint(checkout) == models.fingerprint(checkout)


@pytest.mark.parametrize(
    "name", ["config.yml", "data/nlu/frasi.yml", "data/risposte/servizi.yml", "sportello/nlu/names.py"]
)
def test_whatever_training_reads_changes_the_fingerprint(checkout: Path, name: str) -> None:
    before = models.fingerprint(checkout)
    (checkout / name).write_text("changed", encoding="utf-8")
    assert models.fingerprint(checkout) != before


@pytest.mark.parametrize(
    ("before", "after", "trains"),
    [
        ("02-9533334", "02-9533335", False),
        ("Non serve alcun documento.", "Non serve nessun documento.", False),
        ("nome: Segretariato Sociale", "nome: Segretariato", True),
        ("alias: [segretariato, ", "alias: [sportello unico, segretariato, ", True),
    ],
    ids=["a phone", "a text", "a name", "an alias"],
)
def test_of_the_carta_only_the_names_are_trained(checkout: Path, before: str, after: str, trains: bool) -> None:
    fingerprint = models.fingerprint(checkout)
    change(checkout / "data" / "carta.yml", before, after)
    assert (models.fingerprint(checkout) != fingerprint) is trains


def test_a_carta_that_cannot_be_read_is_told_from_another(checkout: Path) -> None:
    carta = checkout / "data" / "carta.yml"
    carta.write_text("servizi: [", encoding="utf-8")
    before = models.fingerprint(checkout)
    carta.write_text("servizi: {", encoding="utf-8")
    assert models.fingerprint(checkout) != before
    carta.unlink()
    assert models.fingerprint(checkout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def trained(place: Path, name: str, content: bytes = b"modello") -> Path:
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.tar.gz"
    path.write_bytes(content)
    return path


def test_without_a_model_nothing_is_trained(folder: Path) -> None:
    assert models.newest(folder) is None
    assert not models.is_trained(folder, "x")


def test_a_model_from_elsewhere_is_copied_and_in_force(folder: Path, tmp_path: Path) -> None:
    model = trained(tmp_path / "altrove", "nuovo")
    put = models.put_in_force(model, folder, "impronta")
    assert models.newest(folder) == put
    assert put.read_bytes() == model.read_bytes()
    assert models.is_trained(folder, "impronta")
    assert not models.is_trained(folder, "altra")
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_former_model_comes_back_in_force(folder: Path, tmp_path: Path) -> None:
    first = models.put_in_force(trained(tmp_path, "primo"), folder, "1")
    second = models.put_in_force(trained(tmp_path, "secondo"), folder, "2")
    assert models.newest(folder) == second
    models.put_in_force(first, folder, "1")
    assert models.newest(folder) == first
    assert models.is_trained(folder, "1")


def test_only_the_last_models_are_kept(folder: Path, tmp_path: Path) -> None:
    put = [models.put_in_force(trained(tmp_path, f"m{number}"), folder, "x") for number in range(8)]
    models.forget_old(folder)
    assert sorted(folder.glob("*.tar.gz")) == sorted(put[-models.KEPT :])
