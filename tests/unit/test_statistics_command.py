from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from test_statistics_report import filled
from typer.testing import CliRunner, Result

from sportello.cli import app
from sportello.settings import Settings

# The package gives its command the same name.
statistics = importlib.import_module("sportello.cli.statistics")
WEEK = ("--dal", "2026-07-06", "--al", "2026-07-12")


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database with a week in it."""
    filled(tmp_path).dispose()
    settings = Settings(statistics_url=f"sqlite:///{tmp_path / 'statistiche.db'}")
    monkeypatch.setattr(statistics, "get_settings", lambda: settings)


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["statistiche", *options])


def test_a_period_is_shown_as_tables() -> None:
    told = run(*WEEK)
    assert told.exit_code == 0, told.output
    lines = [" ".join(line.replace("│", " ").split()) for line in told.output.splitlines()]
    for said in ("Dal 06/07/2026 al 12/07/2026", "80 messaggi", "92,5% capiti", "20 ms per rispondere, di solito"):
        assert said in lines
    for said in ("sito 70 87,5", "qualcuno in pericolo n.d. n.d.", "quanto costa 50", "tolto (non più nella Carta) 7"):
        assert said in lines


def test_without_options_it_is_the_last_thirty_days() -> None:
    told = run()
    assert told.exit_code == 0
    assert "0  messaggi" in told.output
    assert "A che ora" not in told.output


def test_files_for_a_spreadsheet_are_written(tmp_path: Path) -> None:
    told = run(*WEEK, "--csv", str(tmp_path / "uno" / "due"))
    assert told.output.startswith("10 file in ")
    assert (tmp_path / "uno" / "due" / "canali.csv").read_text("utf-8-sig").splitlines()[1] == "sito;70;87,5"


def test_open_data_are_written_beside_what_describes_them(tmp_path: Path) -> None:
    told = run(*WEEK, "--dati-aperti", str(tmp_path / "dati"))
    assert told.exit_code == 0, told.output
    package = json.loads((tmp_path / "dati" / "datapackage.json").read_text("utf-8"))
    assert all((tmp_path / "dati" / resource["path"]).is_file() for resource in package["resources"])
    assert (tmp_path / "dati" / "LEGGIMI.md").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--giorni", "tanti"), "--giorni: «tanti» non va bene."),
        (("--mese", "07/2026"), "--mese: «07/2026» non è un mese."),
        (("--dal", "2026-07-12", "--al", "2026-07-06"), "--al: Finisce prima di cominciare."),
    ],
)
def test_a_period_that_is_none_is_one_line(options: tuple[str, ...], said: str) -> None:
    told = run(*options)
    assert (told.exit_code, told.output.startswith(said)) == (2, True)
    assert len(told.output.splitlines()) == 1


def test_a_database_or_a_folder_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    told = run(*WEEK, "--csv", str(tmp_path / "file" / "sotto"))
    assert told.exit_code == 1
    assert told.output.startswith("Non riesco a scrivere")
    missing = Settings(statistics_url=f"sqlite:///{tmp_path / 'manca' / 'x.db'}")
    monkeypatch.setattr(statistics, "get_settings", lambda: missing)
    told = run()
    assert told.exit_code == 1
    assert told.output.startswith("Le statistiche non si leggono")
    assert len(told.output.splitlines()) == 1
