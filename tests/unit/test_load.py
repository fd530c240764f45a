from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import factories
import pytest

from sportello.carta import CartaError, CartaStore, load, read
from sportello.carta.errors import Problem
from sportello.settings import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return factories.write(tmp_path / "carta.yml", factories.carta())


def only_problem(path: Path) -> Problem:
    with pytest.raises(CartaError) as caught:
        read(path)
    assert caught.value.path == path
    (problem,) = caught.value.problems
    return problem


def change(path: Path, content: object, seconds: int = 10) -> None:
    """Writes another version with another time, as an editor does a while later."""
    before = path.stat().st_mtime if path.exists() else 0
    factories.write(path, content)  # type: ignore[arg-type]
    os.utime(path, (before + seconds, before + seconds))


def test_a_valid_file_is_read(path: Path) -> None:
    assert [service.id for service in read(path).servizi] == ["sportello"]


def test_the_carta_that_we_ship_is_valid() -> None:
    carta = read(ROOT / "data" / "carta.yml")
    assert carta.primo_contatto in {service.id for service in carta.servizi}


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(path).comune == "Prova"


def test_a_missing_file_is_named_with_a_cure(tmp_path: Path) -> None:
    problem = only_problem(tmp_path / "assente.yml")
    assert problem.place.endswith("assente.yml")
    assert problem.wrong == "non si può leggere."
    assert problem.cure


def test_a_folder_in_place_of_the_file_is_a_problem_like_a_missing_file(tmp_path: Path) -> None:
    assert only_problem(tmp_path).wrong == "non si può leggere."


def test_a_file_that_is_not_utf8_says_so(path: Path) -> None:
    path.write_bytes("comune: Forlì".encode("latin-1"))
    problem = only_problem(path)
    assert problem.place == "carta.yml"
    assert "UTF-8" in problem.wrong
    assert "UTF-8" in problem.cure


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("comune: Prova\ncarta: [a, b\nservizi: x\n", "riga 3"),
        ('comune: "Prova\ncarta: x\n', "riga 3"),
        ("comune: Prova\n\tcarta: x\n", "riga 2"),
        ("comune: Prova: altro\n", "riga 1"),
        ("a: *ignoto\n", "riga 1"),
    ],
    ids=["bracket left open", "quote left open", "tabulator", "two colons", "unknown anchor"],
)
def test_a_syntax_error_is_placed_on_its_line(path: Path, text: str, place: str) -> None:
    problem = only_problem(factories.write(path, text))
    assert problem.place.startswith(f"{place}, colonna ")
    assert "YAML" in problem.wrong
    assert "rientri" in problem.cure


def test_a_character_that_yaml_forbids_is_a_problem_of_the_file(path: Path) -> None:
    problem = only_problem(factories.write(path, "comune: \x01\n"))
    assert problem.place == "carta.yml"
    assert "YAML" in problem.wrong


@pytest.mark.parametrize(
    ("text", "key", "place"),
    [
        ("comune: Prova\ncarta: x\ncomune: Altro\n", "comune", "riga 3, colonna 1"),
        ("servizi:\n- id: sad\n  nome: uno\n  nome: due\n", "nome", "riga 4, colonna 3"),
        ("slot: {dalle: a, dalle: b}\n", "dalle", "riga 1, colonna 18"),
    ],
    ids=["at the top", "in a service", "in one line"],
)
def test_a_key_written_twice_is_refused_where_it_stands(path: Path, text: str, key: str, place: str) -> None:
    problem = only_problem(factories.write(path, text))
    assert problem.place == place
    assert f"«{key}» è scritta due volte" in problem.wrong


def test_python_objects_in_the_yaml_are_refused_and_never_made(path: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    problem = only_problem(factories.write(path, f'comune: !!python/object/apply:os.mkdir ["{trap}"]\n'))
    assert problem.place.startswith("riga 1")
    assert not trap.exists()


@pytest.mark.parametrize("text", ["", "# solo un commento\n", "solo testo\n", "- un\n- elenco\n", "3\n"])
def test_a_file_that_is_no_mapping_is_a_problem_of_the_whole_file(path: Path, text: str) -> None:
    problem = only_problem(factories.write(path, text))
    assert problem.place == "il file"
    assert problem.wrong


def test_a_date_that_no_calendar_has_is_a_problem_and_no_crash(path: Path) -> None:
    content = factories.carta(factories.service("sportello", verificato_il="GIORNO"))
    text = factories.write(path, content).read_text(encoding="utf-8").replace("GIORNO", "2026-02-30")
    assert "verificato_il" in only_problem(factories.write(path, text)).place


def test_braces_in_place_of_a_key_are_a_problem_and_no_crash(path: Path) -> None:
    assert only_problem(factories.write(path, "comune: Prova\n{marca}: 1600\n")).place.startswith("riga 2")


def test_the_error_counts_the_problems_and_lists_each_on_its_line(path: Path) -> None:
    content = factories.carta(factories.service("sportello", prezzo=1, sconto=2))
    with pytest.raises(CartaError) as caught:
        read(factories.write(path, content))
    first, *rest = str(caught.value).splitlines()
    assert first == "carta.yml: 2 errori"
    assert rest == [f"  - {problem}" for problem in caught.value.problems]
    assert str(CartaError(path, caught.value.problems[:1])).startswith("carta.yml: 1 errore\n")


def test_a_store_picks_up_a_changed_file(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    before = store.current()
    change(path, factories.carta(factories.service("nuovo")))
    assert store.current().ids == ("nuovo",)
    assert before.ids == ("sportello",)


def test_a_store_does_not_read_a_file_that_did_not_change(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    assert store.current() is store.current()


def test_a_store_notices_another_size_at_the_same_time(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    stamp = path.stat()
    change(path, factories.carta(factories.service("un_nome_piu_lungo")))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert store.current().ids == ("un_nome_piu_lungo",)


def test_a_store_notices_another_time_of_the_same_size(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    change(path, factories.carta(factories.service("sportella")))
    assert store.current().ids == ("sportella",)


def test_a_store_notices_a_file_put_in_place_of_the_old_one(path: Path, tmp_path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    other = factories.write(tmp_path / "altro.yml", factories.carta(factories.service("sportella")))
    stamp = path.stat()
    os.utime(other, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    other.replace(path)
    assert store.current().ids == ("sportella",)


def test_a_store_looks_at_the_file_only_once_every_refresh(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(load, "time", SimpleNamespace(monotonic=lambda: clock.now))
    store = CartaStore(path, refresh_seconds=2)
    change(path, factories.carta(factories.service("nuovo")))
    clock.now = 101.9
    assert store.current().ids == ("sportello",)
    clock.now = 102.0
    assert store.current().ids == ("nuovo",)
    change(path, factories.carta(factories.service("ancora")))
    clock.now = 103.9
    assert store.current().ids == ("nuovo",)
    clock.now = 104.0
    assert store.current().ids == ("ancora",)


@pytest.mark.parametrize("broken", ["servizi: [", "servizi: []\n", "comune: 2026-01-01\n"])
def test_a_broken_change_leaves_the_last_good_version_and_tells_the_operator(
    path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = CartaStore(path, refresh_seconds=0)
    good = store.current()
    change(path, broken)
    with caplog.at_level(logging.ERROR):
        assert store.current() is good
        assert store.current() is good
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "carta.yml" in caplog.text


def test_a_mended_file_is_picked_up_after_a_broken_one(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    change(path, "servizi: [")
    store.current()
    change(path, factories.carta(factories.service("nuovo")))
    assert store.current().ids == ("nuovo",)


def test_a_vanished_file_leaves_the_last_good_version_until_it_is_back(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    path.unlink()
    assert store.current().ids == ("sportello",)
    change(path, factories.carta(factories.service("nuovo")))
    assert store.current().ids == ("nuovo",)


def test_a_store_does_not_start_on_a_broken_file(path: Path) -> None:
    with pytest.raises(CartaError):
        CartaStore(factories.write(path, "servizi: ["))


def test_threads_that_ask_together_get_the_same_version(path: Path) -> None:
    store = CartaStore(path, refresh_seconds=0)
    change(path, factories.carta(factories.service("nuovo")))
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda _: store.current(), range(32)))
    assert {id(version) for version in versions} == {id(store.current())}
    assert store.current().ids == ("nuovo",)


def test_the_process_reads_the_file_of_the_settings_on_first_use(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_store", None)
    monkeypatch.setattr(load, "get_settings", lambda: SimpleNamespace(carta_file=path, carta_refresh_seconds=60.0))
    assert load.get_catalogue().ids == ("sportello",)
    assert load.get_catalogue() is load.get_catalogue()


def test_the_process_tries_again_after_a_first_version_that_was_broken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_store", None)
    monkeypatch.setattr(load, "get_settings", lambda: SimpleNamespace(carta_file=path, carta_refresh_seconds=60.0))
    good = path.read_text(encoding="utf-8")
    factories.write(path, "servizi: [")
    with pytest.raises(CartaError):
        load.get_catalogue()
    factories.write(path, good)
    assert load.get_catalogue().ids == ("sportello",)
