from __future__ import annotations

import importlib
import json
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from typer.testing import CliRunner

from sportello.cli import app
from sportello.settings import ROOT, Settings

DAY = 24 * 60 * 60
# The package gives its command the same name.
forget = importlib.import_module("sportello.cli.forget")


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of a machine on which no assistant runs."""
    settings = Settings(statistics_url=f"sqlite:///{tmp_path / 'statistiche.db'}", port=1)
    monkeypatch.setattr(forget, "get_settings", lambda: settings)


@pytest.fixture
def endpoints(tmp_path: Path) -> Path:
    """Two silent conversations and one of today."""
    database = tmp_path / "prova.db"
    store = SQLTrackerStore(Domain.empty(), db=str(database))
    with store.engine.begin() as connection:
        for name, days in (("vecchia-uno", 40), ("vecchia-due", 31), ("recente", 0)):
            row = {"id": name, "moment": time.time() - days * DAY, "data": json.dumps({"text": "segreto"})}
            connection.execute(
                sa.text(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:id, 'user', :moment, :data)"
                ),
                row,
            )
    store.engine.dispose()
    path = tmp_path / "endpoints.yml"
    path.write_text(yaml.safe_dump({"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(database)}}))
    return path


def run(endpoints: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["dimentica", "--endpoints", str(endpoints), *options])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_the_old_are_deleted_counted_and_looked_for(endpoints: Path) -> None:
    told = run(endpoints)
    assert "Prima: 3 conversazioni, 3 eventi." in told
    assert "Cancellate: 2 conversazioni." in told
    assert "Dopo: 1 conversazioni, 1 eventi." in told
    assert "di 2 cercate nei file, non resta traccia di nessuna" in told


def test_the_age_can_be_given(endpoints: Path) -> None:
    assert "Cancellate: 1 conversazioni." in run(endpoints, "--giorni", "35")
    assert "Cancellate: 2 conversazioni." in run(endpoints, "--giorni", "0")


def test_one_can_be_deleted_and_the_file_written_anew(endpoints: Path) -> None:
    told = run(endpoints, "--conversazione", "recente", "--compatta")
    assert "Dopo: 2 conversazioni, 2 eventi." in told
    assert "non resta traccia" in told
    assert "Il file è stato riscritto." in told


def test_one_that_is_not_there_is_said_not_to_be(endpoints: Path) -> None:
    assert "non c'è nulla da cancellare" in run(endpoints, "--conversazione", "mai-stata")


def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "endpoints.yml"
    missing = str(tmp_path / "nessuna" / "cartella.db")
    path.write_text(yaml.safe_dump({"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": missing}}))
    result = CliRunner().invoke(app, ["dimentica", "--endpoints", str(path)])
    assert result.exit_code == 1
    assert "non si lascia usare (OperationalError)" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"dialect": "sqlite", "db": "sportello.db"}, f"sqlite:///{ROOT / 'sportello.db'}"),
        (
            {"dialect": "postgresql", "url": "db.local", "port": 5432, "db": "rasa", "username": "u", "password": "p"},
            "postgresql://u:p@db.local:5432/rasa",
        ),
        ({"url": "postgresql://u:p@db.local/rasa"}, "postgresql://u:p@db.local/rasa"),
    ],
)
def test_the_database_is_the_one_that_rasa_uses(tmp_path: Path, named: dict[str, object], expected: str) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(yaml.safe_dump({"tracker_store": {"type": "SQL", **named}}))
    assert forget.database_url(path).render_as_string(hide_password=False) == expected
