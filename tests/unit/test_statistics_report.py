from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.engine import Engine

from sportello.carta import Catalogue
from sportello.statistics import charts, export, store, words
from sportello.statistics.queries import Period
from sportello.statistics.report import Report, Table, report
from sportello.statistics.store import TIMES
from sportello.statistics.turns import BEGIN, Question, Topic, Turn

MONDAY = dt.date(2026, 7, 6)
WEEK = Period(MONDAY, MONDAY + dt.timedelta(days=6))
TURN = Turn(MONDAY, 9, "web", "chiedi_costi", "risposto", "70-90", 12.0, (Topic("sportello", "costi", "risposto"),))
NOW = dt.date(2026, 7, 20)
SVG = "{http://www.w3.org/2000/svg}"


def filled(path: Path) -> Engine:
    """A week with something of everything, some of it few."""
    engine = store.open_store(f"sqlite:///{path / 'statistiche.db'}")
    store.make_tables(engine)
    turns = [TURN] * 40 + [replace(TURN, channel="telegram", hour=20)] * 10
    turns += [replace(TURN, intent=BEGIN, outcome="conversazione", topics=())] * 12
    turns += [replace(TURN, outcome="elenco", topics=())] * 7 + [replace(TURN, outcome="emergenza", topics=())] * 2
    turns += [replace(TURN, outcome="non_capito", topics=(), question=Question("non si legge mai", "x", 0.2))] * 6
    turns += [replace(TURN, outcome="non_indicato", topics=(Topic("pasti", "", "non_indicato"),))] * 8
    turns += [replace(TURN, day=WEEK.last, topics=(Topic("tolto", "orari", "risposto"),))] * 7
    with engine.begin() as connection:
        store.record(connection, turns)
    return engine


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return filled(tmp_path)


@pytest.fixture
def found(engine: Engine, catalogue: Catalogue) -> Report:
    return report(engine, WEEK, catalogue)


def table(found: Report, key: str) -> Table:
    wanted = found.table(key)
    assert wanted
    return wanted


def by_name(wanted: Table) -> dict[str, tuple[object, ...]]:
    return {row.name: values for row, values in wanted.rows}


# The report


def test_the_first_figures(found: Report) -> None:
    assert {figure.key: figure.value for figure in found.figures} == {
        "conversazioni": 12,
        "messaggi": 80,
        "capite": 92.5,
        "chiarite": 0.0,
        "non_capite": 7.5,
        "non_indicate": 10.0,
        "fuori_orario": 21.2,
        "meta_entro": 20,
        "quasi_tutte_entro": 20,
    }


def test_ids_are_told_in_words_and_a_service_that_is_gone_by_its_id(found: Report) -> None:
    assert by_name(table(found, "servizi")) == {
        "Servizio sportello": (50,),
        "Servizio pasti (PAD)": (8,),
        "tolto (non più nella Carta)": (7,),
    }
    assert by_name(table(found, "aspetti")) == {"quanto costa": (50,), "soltanto un bisogno": (8,), "quando": (7,)}
    assert by_name(table(found, "canali")) == {"sito": (70, 87.5), "Telegram": (10, 12.5)}
    assert set(by_name(table(found, "esiti"))) <= set(words.OUTCOMES.values())


def test_what_is_few_is_nowhere(found: Report) -> None:
    outcomes = by_name(table(found, "esiti"))
    assert [name for name, values in outcomes.items() if values == (None, None)] == [
        "elenchi di servizi",
        "qualcuno in pericolo",
    ]
    days = table(found, "giorni")
    place = [column.key for column in days.columns].index("emergenza")
    assert {values[place] for _, values in days.rows} <= {None, 0}
    assert table(found, "esiti").hides


def test_every_day_hour_and_cell_is_there(found: Report) -> None:
    days = table(found, "giorni")
    assert [row.name for row, _ in days.rows][::6] == ["06/07/2026", "12/07/2026"]
    assert [values[0] for _, values in days.rows] == [73, 0, 0, 0, 0, 0, 7]
    assert len(table(found, "ore").rows) == 24
    crossed = table(found, "esiti_dei_servizi")
    assert [column.name for column in crossed.columns] == ["risposte date", "la Carta non lo indica"]
    assert by_name(crossed)["Servizio pasti (PAD)"] == (0, 8)
    assert [row.name for row, _ in crossed.rows][-1] == "tolto (non più nella Carta)"


def test_a_period_without_anything_has_nothing_to_show(engine: Engine, catalogue: Catalogue) -> None:
    empty = report(engine, Period.ending(MONDAY - dt.timedelta(days=9), 3), catalogue)
    assert [figure.value for figure in empty.figures] == [0, 0, None, None, None, None, None, None, None]
    assert {wanted.key for wanted in empty.tables if wanted.rows} == {"giorni", "ore"}
    assert all(wanted.is_empty and charts.picture(empty, wanted.key) is None for wanted in empty.tables)


# Pictures


@pytest.mark.parametrize("key", ["giorni", "esiti", "canali", "servizi", "aspetti", "ore", "tempi"])
def test_a_picture_is_words_and_shapes_without_style_or_script(found: Report, key: str) -> None:
    drawn = charts.picture(found, key)
    assert drawn
    assert not re.search(rb"<style|style=|<script|<metadata|onload", drawn)
    root = ET.fromstring(drawn)  # noqa: S314
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == table(found, key).title
    assert "tabella" in str(description.text)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert len(list(root.iter(f"{SVG}text"))) > 2


@pytest.mark.parametrize("key", ["aspetti_dei_servizi", "esiti_dei_servizi"])
def test_a_crossed_table_is_drawn_with_its_numbers(found: Report, key: str) -> None:
    drawn = charts.picture(found, key)
    assert drawn
    root = ET.fromstring(drawn)  # noqa: S314
    said = {text.text for text in root.iter(f"{SVG}text")}
    wanted = table(found, key)
    assert {row.name for row, _ in wanted.rows} | {column.name for column in wanted.columns} <= said
    numbers = {str(value) for _, values in wanted.rows for value in values if value}
    assert numbers <= said


def test_a_picture_says_for_who_cannot_see_it_what_is_most(found: Report) -> None:
    assert charts.describe(table(found, "servizi")) == (
        "Di quali servizi. Di più: Servizio sportello: 50; Servizio pasti (PAD): 8; tolto (non più nella Carta): 7. "
        "Tutti i numeri sono nella tabella."
    )


@pytest.mark.parametrize(("days", "first"), [(30, "13/06"), (90, "14/04"), (731, "07/2024")])
def test_many_days_are_drawn_too(days: int, first: str, engine: Engine, catalogue: Catalogue) -> None:
    drawn = charts.picture(report(engine, Period.ending(WEEK.last, days), catalogue), "giorni")
    assert drawn
    root = ET.fromstring(drawn)  # noqa: S314
    said = [str(text.text) for text in root.iter(f"{SVG}text")]
    assert first in said
    assert "risposte ed elenchi" in said


def test_there_is_no_picture_of_what_is_not_counted(found: Report) -> None:
    assert charts.picture(found, "nulla") is None


def test_where_all_is_few_there_is_something_but_nothing_to_draw(tmp_path: Path, catalogue: Catalogue) -> None:
    engine = store.open_store(f"sqlite:///{tmp_path / 'pochi.db'}")
    store.make_tables(engine)
    with engine.begin() as connection:
        store.record(connection, [TURN] * 3)
    few = report(engine, WEEK, catalogue)
    assert {wanted.key for wanted in few.tables if wanted.is_empty} == {"tempi"}
    assert not any(wanted.says_something for wanted in few.tables)
    assert charts.picture(few, "giorni") is None


# Files


def rows(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def test_a_spreadsheet_is_one_that_opens_in_italian(found: Report) -> None:
    files = export.spreadsheets(found)
    assert set(files) == {"riepilogo.csv", *(f"{each.key}.csv" for each in found.tables)}
    assert all(content.startswith(b"\xef\xbb\xbf") for content in files.values())
    assert rows(files["canali.csv"], ";") == [
        ["Canale", "messaggi", "su 100"],
        ["sito", "70", "87,5"],
        ["Telegram", "10", "12,5"],
    ]
    assert ["qualcuno in pericolo", "n.d.", "n.d."] in rows(files["esiti.csv"], ";")
    assert ["capiti (percento)", "92,5"] in rows(files["riepilogo.csv"], ";")


def test_open_data_describe_themselves(found: Report, catalogue: Catalogue) -> None:
    files = export.open_data(found, catalogue, NOW)
    package = json.loads(files["datapackage.json"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["temporal"] == {"start": "2026-07-06", "end": "2026-07-12"}
    assert package["contributors"] == [{"title": "Comune di Prova", "role": "publisher"}]
    paths = {resource["path"] for resource in package["resources"]}
    assert paths | {"datapackage.json", "LEGGIMI.md"} == set(files)
    for resource in package["resources"]:
        head, *lines = rows(files[resource["path"]])
        assert head == [each["name"] for each in resource["schema"]["fields"]]
        assert lines
        for name, kind in ((each["name"], each["type"]) for each in resource["schema"]["fields"]):
            values = [line[head.index(name)] for line in lines]
            assert kind != "integer" or all(value == "" or value.isdecimal() for value in values)
            assert kind != "date" or all(dt.date.fromisoformat(value) for value in values)
            # Only a number can be missing: it is not published.
            assert name in {"messaggi", "valore"} or "" not in values
    readme = files["LEGGIMI.md"].decode()
    for said in ("Comune di Prova", "CC-BY-4.0", "da 1 a 4", *(f"`{path}`" for path in paths)):
        assert said in readme


def test_open_data_hold_nothing_but_counts(found: Report, catalogue: Catalogue) -> None:
    files = export.open_data(found, catalogue, NOW)
    whole = b"".join(files.values()).decode()
    assert "non si legge mai" not in whole
    few = [line for path, content in files.items() if path.endswith(".csv") for line in rows(content)[1:]]
    counts = [int(line[-1]) for line in few if line[-1].isdecimal() and len(line) > 1]
    assert [number for number in counts if 0 < number < 5] == []


def test_an_archive_of_the_same_files_is_the_same_and_can_be_read(found: Report, catalogue: Catalogue) -> None:
    files = export.open_data(found, catalogue, NOW)
    packed = export.zipped(files, NOW)
    assert packed == export.zipped(files, NOW)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert {name: archive.read(name) for name in archive.namelist()} == files
    assert {entry.external_attr >> 16 & 0o777 for entry in archive.infolist()} == {0o644}


@pytest.mark.parametrize(("milliseconds", "said"), [(75, "75 ms"), (1000, "1 s"), (5000, "5 s"), (60_000, "1 min")])
def test_a_time_is_said_in_its_unit(milliseconds: int, said: str) -> None:
    assert words.duration(milliseconds) == said
    assert milliseconds in TIMES
