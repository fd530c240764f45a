from __future__ import annotations

import socket
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from rasa.shared.utils.common import class_from_module_path

from sportello.evaluation.rehearsal import free_port
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
    with run.credentials(settings) as channels:
        started = run.services(settings, ROOT / "endpoints.yml", channels, 5055)
    addresses = [service.ready_url for service in started]
    assert addresses[1:] == [f"http://127.0.0.1:{port}/salute" for port in (6000, 6001, 6002)]
    assert len({service.name for service in started}) == 4


TELEGRAM = "sportello.channels.telegram.channel.TelegramInput"
TOKEN = "7000000001:AAH-prova_prova_prova_prova_prova_pr"


def channels_of(service: Any) -> set[str]:
    file = Path(service.command[service.command.index("--credentials") + 1])
    return set(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_without_a_token_there_is_the_website_alone() -> None:
    with run.credentials(Settings(telegram_token="")) as channels:
        _, server = run.services(Settings(), ROOT / "endpoints.yml", channels, 5055)
        assert channels_of(server) == {"sportello.channels.web.WebInput"}


def test_telegram_is_in_the_first_process_alone_and_its_token_in_no_file() -> None:
    settings = Settings(processes=3, telegram_token=TOKEN, rest_channel=True)
    with run.credentials(settings) as channels:
        _, *servers = run.services(settings, ROOT / "endpoints.yml", channels, 5055)
        assert [TELEGRAM in channels_of(server) for server in servers] == [True, False, False]
        assert all("rest" in channels_of(server) for server in servers)
        assert TOKEN not in channels.first.read_text(encoding="utf-8")
        assert TOKEN not in str([server.command for server in servers])


def test_the_channel_of_telegram_is_where_it_is_said_to_be() -> None:
    assert class_from_module_path(TELEGRAM).name() == "telegram"


def console(**settings: Any) -> Any:
    return run._console(Settings(console_port=free_port(), **settings))


def test_one_console_is_started_beside_the_assistant_and_not_needed_by_it() -> None:
    for processes in (1, 3):
        service = console(console=True, processes=processes)
        assert not service.needed
        assert "console" in service.command
    settings = Settings(processes=3)
    with run.credentials(settings) as channels:
        assert all(each.needed for each in run.services(settings, ROOT / "endpoints.yml", channels, 5055))


def test_the_console_can_be_left_out() -> None:
    assert console(console=False) is None


def test_where_its_port_is_taken_the_assistant_starts_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run._console(Settings(console=True, console_port=taken.getsockname()[1])) is None
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "già occupata" in said
