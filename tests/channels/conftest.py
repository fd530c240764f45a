"""An assistant as it stands behind a proxy, with its limits, on a Carta that a test may change."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, Assistant, start, stop

SEGRETARIATO = "02 953 3334"
OTHER_SITE = "https://www.altro.example"
MESSAGES_A_MINUTE = 30


def refused(answer: httpx.Response, status: int, code: str) -> None:
    """A status, a stable word, and a sentence with a phone; nothing of the machine's insides."""
    assert answer.status_code == status, answer.text
    assert answer.json()["codice"] == code
    assert SEGRETARIATO in answer.json()["errore"]
    assert "Traceback" not in answer.text


@pytest.fixture(scope="session")
def public(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One running assistant with limits; each test comes from addresses of its own."""
    work = tmp_path_factory.mktemp("pubblico")
    shutil.copy(ROOT / "data" / "carta.yml", work / "carta.yml")
    running = start(
        trained,
        work,
        CARTA_FILE=str(work / "carta.yml"),
        LIMITE_MESSAGGI_AL_MINUTO=str(MESSAGES_A_MINUTE),
        ORIGINI=OTHER_SITE,
        PROXY_FIDATI="127.0.0.1",
    )
    yield running
    stop(running)


@pytest.fixture(scope="session")
def _addresses() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def visitor(public: Assistant, _addresses: Iterator[int]) -> Iterator[Callable[[], httpx.Client]]:
    """Makes clients of the proxied assistant, each with an address that nobody else had."""
    made: list[httpx.Client] = []

    def make() -> httpx.Client:
        address = f"198.51.100.{next(_addresses)}"
        made.append(httpx.Client(base_url=public.address, headers={"X-Forwarded-For": address}, timeout=30))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(visitor: Callable[[], httpx.Client]) -> httpx.Client:
    return visitor()
