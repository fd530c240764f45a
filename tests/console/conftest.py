"""A console of its own for each test: own folder, own accounts, and a copy of `data/` as what is live."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine
from starlette.applications import Starlette

from sportello import models
from sportello.console.access import passwords, store
from sportello.console.access.accounts import Account, Accounts, Role
from sportello.console.access.sessions import Sessions
from sportello.console.app import Console, make_app
from sportello.console.publication import Place, Publication
from sportello.console.versions import Versions
from sportello.settings import ROOT, Settings
from tests.console.checkouts import model
from tests.console.operators import Operator

PASSWORD = "quattro gatti sul tetto"
NAMES = {Role.READ: "Lia Legge", Role.EDIT: "Mara Modifica", Role.PUBLISH: "Pia Pubblica", Role.ADMIN: "Ada Amministra"}


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The strength of the hashes is not what tests wait for."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A copy of `data/`, which stands for what is in force."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def console_settings(tmp_path: Path) -> Settings:
    """The settings of a console with folders of its own."""
    return Settings(
        console_folder=tmp_path / ".console",
        statistics_url=f"sqlite:///{tmp_path / 'statistiche.db'}",
        key_file=tmp_path / "chiave",
        trusted_proxies=(),
        console_user_header=None,
        console_minutes=30,
    )


@pytest.fixture
def app(console_settings: Settings, live: Path) -> Starlette:
    """The whole application."""
    return make_app(console_settings, live)


@pytest.fixture
def console(app: Starlette) -> Console:
    """What its rooms share."""
    return app.state.console


@pytest.fixture
def account(console: Console) -> Callable[[Role], Account]:
    """Gives the account of a role, whose name at the door is the word of the role and its password `PASSWORD`."""

    def give(role: Role) -> Account:
        return console.accounts.get(role.word) or console.accounts.add(role.word, NAMES[role], role, PASSWORD)

    return give


@pytest.fixture
def client(app: Starlette, account: Callable[[Role], Account]) -> Callable[..., Operator]:
    """Makes an operator who has entered with an account of this role; without a role, somebody who has not."""

    def make(role: Role | None = None, **client: Any) -> Operator:
        return Operator(app, None if role is None else account(role), **client)

    return make


# What lies below the pages, with a clock that tests turn.


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """The database of the console, alone."""
    return store.open_in(tmp_path / "console")


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> Accounts:
    """Accounts, with one that administers."""
    accounts = Accounts(engine, clock)
    accounts.add("ada", "Ada Amministra", Role.ADMIN, PASSWORD)
    return accounts


@pytest.fixture
def sessions(engine: Engine, clock: Clock) -> Sessions:
    """Sessions of half an hour."""
    return Sessions(engine, 30, clock)


# What is published, without any page.


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with what training reads, and a model trained on it."""
    place = tmp_path / "qui"
    place.mkdir()
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        (place / name).write_text(name, encoding="utf-8")
    (place / "sportello" / "nlu").mkdir(parents=True)
    for name in ("nlu/bisogni", "regole", "risposte"):
        (place / "data" / name).mkdir(parents=True)
        (place / "data" / name / "uno.yml").write_text(f"{name} 1\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "carta.yml", place / "data" / "carta.yml")
    models.put_in_force(model(tmp_path, "primo"), place / "models", models.fingerprint(place))
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".console"


@pytest.fixture
def publication(root: Path, folder: Path) -> Publication:
    return Publication(Place(root), Versions(folder / "versioni"), folder)


@pytest.fixture
def checkout(live: Path) -> Path:
    """Around the live data, what training reads, and a model."""
    root = live.parent
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "sportello" / "nlu", root / "sportello" / "nlu")
    models.put_in_force(model(root, "primo"), root / "models", models.fingerprint(root))
    return root


@pytest.fixture
def editor(client: Callable[..., Operator]) -> Operator:
    """Somebody who edits."""
    return client(Role.EDIT)


@pytest.fixture
def other(client: Callable[..., Operator]) -> Operator:
    """Somebody else, who publishes too."""
    return client(Role.PUBLISH)
