from __future__ import annotations

import getpass
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from typer.testing import CliRunner

from sportello.cli import app
from sportello.cli.processes import port_is_free
from sportello.console.access import passwords, store
from sportello.console.access.accounts import Accounts, Role
from sportello.console.access.audit import Audit
from sportello.settings import ROOT, get_settings

# The package exports the command of the same name.
command = import_module("sportello.cli.account")

PASSWORD, ANOTHER = "quattro gatti sul tetto", "cinque topi in cantina"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    monkeypatch.setenv("CONSOLE_CARTELLA", str(tmp_path / ".console"))
    get_settings.cache_clear()
    yield tmp_path / ".console"
    get_settings.cache_clear()


def call(*words: str, typed: str = "") -> Result:
    return CliRunner(mix_stderr=False).invoke(app, ["utente", *words], input=typed)


def refused(result: Result) -> str:
    """What a command that did nothing says: lines without insides."""
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.fixture
def ada() -> None:
    result = call("aggiungi", "ada", "Ada Amministra", "--ruolo", "amministra", "--da-stdin", typed=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.stderr


def accounts() -> Accounts:
    return Accounts(store.open_in(get_settings().console_folder))


def lines() -> list[tuple[str, str, str]]:
    audit = Audit(store.open_in(get_settings().console_folder))
    return [(entry.who, entry.action, entry.what) for entry in audit.listed().entries]


def test_the_first_account_is_made_by_command(ada: None) -> None:
    found = accounts().check("ada", PASSWORD)
    assert found is not None
    assert (found.full_name, found.role, found.temporary) == ("Ada Amministra", Role.ADMIN, False)
    assert lines() == [("(riga di comando)", "aggiunge l'account", "ada (amministra)")]


def test_who_is_added_reads_unless_more_is_said() -> None:
    assert call("aggiungi", "eva", "Eva", "--da-stdin", "--provvisoria", typed=PASSWORD).exit_code == 0
    found = accounts().get("eva")
    assert found is not None
    assert (found.role, found.temporary) == (Role.READ, True)


def test_everybody_is_listed(ada: None) -> None:
    call("aggiungi", "eva", "Eva Bianchi", "--da-stdin", typed=PASSWORD)
    call("disattiva", "eva")
    ada_line, eva_line = call("elenco").stdout.splitlines()
    assert ada_line.split(maxsplit=2) == ["ada", "amministra", "Ada Amministra"]
    assert eva_line.split(maxsplit=2) == ["eva", "disattivato", "Eva Bianchi"]


def test_where_there_is_nobody_the_list_says_how_to_begin() -> None:
    assert "sportello utente aggiungi" in call("elenco").stdout


@pytest.mark.parametrize("words", [("ruolo", "eva", "pubblica"), ("disattiva", "EVA"), ("riattiva", "eva")])
def test_what_is_changed_is_said_and_noted(words: tuple[str, ...], ada: None) -> None:
    call("aggiungi", "eva", "Eva Bianchi", "--da-stdin", typed=PASSWORD)
    result = call(*words)
    assert result.exit_code == 0
    assert "Eva Bianchi" in result.stdout
    assert len(lines()) == 3
    assert "eva" in lines()[0][2]


def test_a_new_password_replaces_the_old_one_and_is_not_repeated(ada: None) -> None:
    result = call("password", "ada", "--da-stdin", typed=f"{ANOTHER}\r\n")
    assert result.exit_code == 0
    assert ANOTHER not in result.stdout + result.stderr + str(lines())
    assert accounts().check("ada", PASSWORD) is None
    assert accounts().check("ada", ANOTHER) is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("aggiungi", "ada", "Un'altra", "--da-stdin"), "è già di un altro account"),
        (("aggiungi", "a b", " ", "--da-stdin"), "Manca il nome completo"),
        (("aggiungi", "eva", "Eva", "--ruolo", "comanda", "--da-stdin"), "legge, modifica, pubblica, amministra"),
        (("aggiungi", "eva", "Eva"), "--da-stdin"),
        (("password", "ada"), "--da-stdin"),
        (("password", "nessuno", "--da-stdin"), "Non c'è nessun account «nessuno»"),
        (("ruolo", "nessuno", "legge"), "Non c'è nessun account «nessuno»"),
        (("ruolo", "ada", "comanda"), "«comanda» non è un ruolo"),
        (("ruolo", "ada", "legge"), "unico account che amministra"),
        (("disattiva", "ada"), "unico account che amministra"),
        (("disattiva", "nessuno"), "Non c'è nessun account"),
        (("riattiva", "nessuno"), "Non c'è nessun account"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(words: tuple[str, ...], said: str, ada: None) -> None:
    before = accounts().listed(), lines()
    assert said in refused(call(*words, typed=ANOTHER))
    assert (accounts().listed(), lines()) == before


@pytest.mark.parametrize("bad", ["", "corta", "password1234"])
def test_a_bad_password_is_refused_with_its_reason(bad: str, ada: None) -> None:
    assert "La password" in refused(call("password", "ada", "--da-stdin", typed=bad))
    assert accounts().check("ada", PASSWORD) is not None


@pytest.mark.parametrize(("second", "code"), [(ANOTHER, 0), (PASSWORD, 1)])
def test_at_a_terminal_the_password_is_typed_twice(
    second: str, code: int, ada: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter((ANOTHER, second))
    monkeypatch.setattr(getpass, "getpass", lambda _: next(typed))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    if code:
        with pytest.raises(command.typer.Exit):
            command.password("ada", from_input=False, temporary=False)
        assert "non sono uguali" in capsys.readouterr().err
    else:
        command.password("ada", from_input=False, temporary=False)
    assert (accounts().check("ada", ANOTHER) is not None) == (code == 0)


def test_a_folder_that_cannot_be_used_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("non una cartella")
    monkeypatch.setenv("CONSOLE_CARTELLA", str(tmp_path / "file" / "console"))
    get_settings.cache_clear()
    for said in (refused(call("elenco")), refused(CliRunner(mix_stderr=False).invoke(app, ["console"]))):
        assert len(said.splitlines()) == 1
        assert "Non riesco a usare la cartella della console" in said


def test_a_console_that_is_started_twice_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
        monkeypatch.setenv("CONSOLE_PORTA", str(port))
        get_settings.cache_clear()
        said = refused(CliRunner(mix_stderr=False).invoke(app, ["console"]))
    assert f"La porta {port} è già occupata" in said
    assert len(said.splitlines()) == 1


def test_the_console_is_served_without_names_of_ours_and_without_a_log_of_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import uvicorn

    served: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **how: served.update(how))
    result = CliRunner(mix_stderr=False).invoke(app, ["console"])
    assert result.exit_code == 0, result.stderr
    assert "http://127.0.0.1:" in result.stdout
    assert (served["access_log"], served["server_header"], served["proxy_headers"]) == (False, False, False)
    assert served["host"] == "127.0.0.1"


def test_the_console_is_made_without_loading_rasa() -> None:
    heavy = "rasa", "rasa_sdk", "tensorflow", "sanic", "spacy", "sklearn", "matplotlib"
    code = f"import sys, sportello.cli, sportello.console.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
