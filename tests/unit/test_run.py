from __future__ import annotations

from importlib import import_module

import pytest
import typer

from sportello.settings import ROOT, Settings
from tests.conftest import ROOT as CHECKOUT

# The package exports the command of the same name.
run = import_module("sportello.cli.run")


def test_several_processes_want_what_they_share(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        run._fit_for(2, CHECKOUT / "endpoints.yml")
    assert "PostgreSQL e Redis" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("processes", "file"), [(1, "endpoints.yml"), (1, "deploy/endpoints.yml"), (3, "deploy/endpoints.yml")]
)
def test_one_process_needs_nothing_and_several_have_it(processes: int, file: str) -> None:
    run._fit_for(processes, CHECKOUT / file)


def test_every_process_has_a_port_of_its_own() -> None:
    settings = Settings(port=6000, processes=3)
    started = run.services(settings, ROOT / "endpoints.yml", ROOT / "credentials.yml", 5055)
    addresses = [service.ready_url for service in started]
    assert addresses[1:] == [f"http://127.0.0.1:{port}/salute" for port in (6000, 6001, 6002)]
    assert len({service.name for service in started}) == 4
