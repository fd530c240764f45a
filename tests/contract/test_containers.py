"""The files of `deploy/` for containers: they agree with each other, with the settings and with the checkout."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from sportello import models
from sportello.console import workshop
from sportello.settings import DATA, MODELS, Settings
from tests.contract.files import ROOT, load

DEPLOY = ROOT / "deploy"
HOME = "/srv/sportello"
COMPOSE = load(DEPLOY / "compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ASSISTANT = SERVICES["sportello"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SETTINGS = {field.field_info.extra["env"]: field.default for field in Settings.__fields__.values()}
VARIABLE = re.compile(r"\$\{(\w+)")


def filled(value: Any) -> str:
    """A value as Compose fills it, with nothing said in `deploy/.env`."""
    return re.sub(r"\$\{\w+(?:(:-)([^}]*)|:\?[^}]*)?\}", lambda match: match[2] or "", str(value))


def in_environment() -> dict[str, str]:
    return {name: filled(value) for name, value in ASSISTANT["environment"].items()}


def copied() -> Iterator[str]:
    """What the Dockerfile takes from the checkout."""
    for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        if not sources[0].startswith("--from"):
            yield from sources


def address_of(service: str) -> str:
    return filled(SERVICES[service]["networks"]["default"]["ipv4_address"])


def test_every_variable_is_one_that_somebody_reads() -> None:
    read = set(SETTINGS) | set(VARIABLE.findall((DEPLOY / "endpoints.yml").read_text(encoding="utf-8")))
    written = set(ASSISTANT["environment"]) | set(re.findall(r"^ENV (\w+)", DOCKERFILE, re.MULTILINE))
    assert written <= read | {"HOME"}


def test_whatever_the_endpoints_ask_for_is_said_and_secrets_are_not_in_the_file() -> None:
    asked = set(VARIABLE.findall((DEPLOY / "endpoints.yml").read_text(encoding="utf-8")))
    assert asked <= set(ASSISTANT["environment"])
    for name in ("DB_PASSWORD", "REDIS_PASSWORD"):
        assert re.fullmatch(rf"\$\{{{name}:\?[^}}]+\}}", ASSISTANT["environment"][name])


def test_the_settings_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in in_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings().processes == int(ASSISTANT["environment"]["PROCESSI"])


def test_the_assistant_finds_its_database_and_its_locks() -> None:
    said = ASSISTANT["environment"]
    database, locks = SERVICES[said["DB_HOST"]], SERVICES[said["REDIS_HOST"]]
    assert database["image"].startswith("postgres:")
    assert locks["image"].startswith("redis:")
    wanted = {name: said[f"DB_{which}"] for name, which in (("DB", "NAME"), ("USER", "USER"), ("PASSWORD", "PASSWORD"))}
    assert database["environment"] == {f"POSTGRES_{name}": value for name, value in wanted.items()}
    assert locks["environment"]["REDISCLI_AUTH"] == said["REDIS_PASSWORD"]
    assert (said["DB_PORT"], said["REDIS_PORT"]) == (5432, 6379)


@pytest.fixture(scope="module")
def site() -> str:
    """nginx.conf as the container of nginx makes it."""
    script = SERVICES["nginx"]["command"][-1].replace("$$", "$").replace("\\\n", " ")
    change = next(line for line in script.splitlines() if line.startswith("sed "))
    change = change.replace("/sportello.conf", str(DEPLOY / "nginx.conf")).partition(">")[0]
    address = filled(SERVICES["nginx"]["environment"]["SPORTELLO"])
    made = subprocess.run(["/bin/sh", "-euc", change], env={"SPORTELLO": address}, capture_output=True, check=True)
    return made.stdout.decode()


def servers(site: str, upstream: str) -> list[str]:
    block = re.search(rf"^upstream {upstream} \{{\n(.*?)^\}}", site, re.MULTILINE | re.DOTALL)
    assert block
    return re.findall(r"^ *server (\S+?);?(?: .*)?$", block[1], re.MULTILINE)


def test_nginx_asks_every_process_and_no_other(site: str) -> None:
    said = in_environment()
    assert said["HOST"] == said["CONSOLE_HOST"] == address_of("sportello")
    rows = [f"{said['HOST']}:{SETTINGS['PORTA'] + number}" for number in range(int(said["PROCESSI"]))]
    assert servers(site, "sportello") == rows
    assert servers(site, "sportello_telegram") == rows[:1]
    assert f"proxy_pass http://{said['HOST']}:{SETTINGS['CONSOLE_PORTA']};" in site
    assert "127.0.0.1" not in "".join(line for line in site.splitlines() if not line.startswith("#"))


def test_the_assistant_believes_nginx_alone(site: str) -> None:
    assert in_environment()["PROXY_FIDATI"] == address_of("nginx")


def test_no_other_container_is_given_their_addresses() -> None:
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    given = {what: filled(value) for what, value in network.items()}
    own = {ip_address(address_of("nginx")), ip_address(address_of("sportello")), ip_address(given["gateway"])}
    assert len(own) == 3
    assert all(address in ip_network(given["subnet"]) for address in own)
    assert not any(address in ip_network(given["ip_range"]) for address in own)


def test_nginx_logs_where_docker_keeps_it_small(site: str) -> None:
    assert set(re.findall(r"access_log (\S+) ", site)) == {"/dev/stdout"}


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    listened = re.findall(r"^ +listen (\d+)", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE)
    assert SERVICES["nginx"]["ports"] == [f"0.0.0.0:{port}:{port}" for port in listened]
    assert all("network_mode" not in service for service in SERVICES.values())


def test_health_is_asked_of_every_process() -> None:
    script = ASSISTANT["healthcheck"]["test"][-1]
    assert "/salute" in script
    assert f"{{{SETTINGS['PORTA']} + number}}" in script


def test_images_have_a_version_and_what_fails_starts_again() -> None:
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == len(SERVICES) - 1 + 2
    for image in images:
        _, _, version = image.partition(":")
        assert version
        assert "latest" not in version
    assert "pip install --no-cache-dir uv==" in DOCKERFILE
    for service in SERVICES.values():
        assert service["restart"] == "unless-stopped"
        assert service["mem_limit"]
        assert service["healthcheck"]["test"]


def test_nobody_is_root_in_the_image() -> None:
    *_, user = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert int(user) > 0
    assert "UTENTE" in ASSISTANT["user"]


def test_what_is_copied_exists_and_is_all_that_docker_sees() -> None:
    for source in copied():
        assert (ROOT / source).exists(), source
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[0] == "*"
    let_through = list(takewhile(lambda rule: rule.startswith("!"), rules[1:]))
    assert sorted(rule.removeprefix("!") for rule in let_through) == sorted(set(copied()))
    assert not any(rule.startswith("!") for rule in rules[1 + len(let_through) :])


def test_the_image_holds_all_that_the_program_reads() -> None:
    inside = {*copied(), "docs"}  # of which the notice alone is served
    read = {*workshop._FOLDERS, *workshop._FILES, *(f"tests/{name}" for name in workshop._TRIALS), *models._FILES}
    assert read <= inside
    assert "docs/informativa-privacy.md" in inside


def test_what_is_the_comunes_own_is_outside_the_image() -> None:
    mounted = {volume["target"]: volume["source"] for volume in ASSISTANT["volumes"]}
    assert {source for source in mounted.values() if (DEPLOY / source).resolve().parent != ROOT} == set()
    assert mounted[f"{HOME}/{DATA.relative_to(ROOT)}"] == "../data"
    assert mounted[f"{HOME}/{MODELS.relative_to(ROOT)}"] == "../models"
    written = [name for name, default in SETTINGS.items() if str(ROOT) in str(default) and name != "CARTA_FILE"]
    said = in_environment()
    assert {said[name].removeprefix("sqlite:///").rsplit("/", 1)[0] for name in written} == {f"{HOME}/stato"}
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"stato/", "models/", "deploy/.env"} <= set(ignored)
    assert not {Path(name).parts[0] for name in copied()} & {"data", "models", "stato", "deploy/.env"}
