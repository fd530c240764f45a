"""The room «Statistiche»: figures, pictures, tables and files of a period, and nothing that tells of a person."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.guard import SECURITY
from sportello.statistics import periods, store
from sportello.statistics.turns import Question, Topic, Turn
from tests.console.operators import Operator

Client = Callable[..., Operator]
TODAY = dt.date(2026, 7, 20)
TURN = Turn(TODAY, 9, "web", "chiedi_costi", "risposto", "70-90", 12.0, (Topic("sad", "costi", "risposto"),))
TABLES = "giorni esiti canali servizi aspetti aspetti_dei_servizi esiti_dei_servizi ore tempi".split()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "today", lambda: TODAY)


@pytest.fixture
def lia(client: Client, console: Console) -> Operator:
    """Somebody who reads, where something was counted this month and the month before."""
    turns = [TURN] * 30 + [replace(TURN, day=TODAY - dt.timedelta(days=40))] * 9
    turns += [replace(TURN, outcome="non_capito", topics=(), question=Question("parole di un cittadino", "x", 0.1))] * 6
    turns += [replace(TURN, outcome="emergenza", topics=())] * 2
    engine = console.statistics()
    with engine.begin() as connection:
        store.record(connection, turns)
    engine.dispose()
    return client(Role.READ)


def figure(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", unescape(page))
    assert found, name
    return re.sub(r"<[^>]*>", "", found[1])


def test_the_last_thirty_days_are_shown_first(lia: Operator) -> None:
    page = lia.get("/statistiche")
    assert page.status_code == 200
    assert "Dal 21 giugno 2026 al 20 luglio 2026." in page.text
    assert [figure(page.text, name) for name in ("messaggi", "capiti", "non capiti")] == ["38", "84,2%", "15,8%"]
    assert 'giorni=30" aria-current="true"' in page.text
    assert "Servizio di Assistenza Domiciliare" in page.text


@pytest.mark.parametrize(
    ("query", "first", "messages"),
    [
        ("giorni=7", "14 luglio 2026", "38"),
        ("giorni=90", "22 aprile 2026", "47"),
        ("mese=2026-06", "1 giugno 2026", "9"),
        ("dal=2026-06-01&al=2026-06-30", "1 giugno 2026", "9"),
        ("dal=2026-07-20&al=2030-01-01", "20 luglio 2026", "38"),
    ],
)
def test_a_period_is_chosen(query: str, first: str, messages: str, lia: Operator) -> None:
    page = lia.get(f"/statistiche?{query}").text
    assert f"Dal {first} al" in page
    assert figure(page, "messaggi") == messages


@pytest.mark.parametrize(
    ("query", "field"),
    [("dal=2026-07-12&al=2026-07-01", "al"), ("dal=x", "dal"), ("mese=x", "mese"), ("giorni=x", "giorni")],
)
def test_a_period_that_is_none_is_said_at_its_field_and_the_page_is_there(
    query: str, field: str, lia: Operator
) -> None:
    page = lia.get(f"/statistiche?{query}")
    assert page.status_code == 422
    assert set(re.findall(r'id="(\w+)-errore"', page.text)) == {field}
    assert figure(page.text, "messaggi") == "38"
    for path in ("tutto.zip", "csv/esiti.csv", "grafico/esiti.svg", "dati-aperti.zip"):
        assert lia.get(f"/statistiche/{path}?{query}").status_code == 400


def test_every_table_has_its_picture_its_numbers_and_its_file(lia: Operator) -> None:
    page = lia.get("/statistiche").text
    assert re.findall(r'<section aria-labelledby="(\w+)">', page) == TABLES
    for key in TABLES:
        source = re.search(rf'<img src="(/statistiche/grafico/{key}\.svg[^"]*)" alt="([^"]+)"', page)
        assert source
        drawn = lia.get(unescape(source[1]))
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
        assert drawn.headers["content-security-policy"] == SECURITY["Content-Security-Policy"]
        link = re.search(rf'href="(/statistiche/csv/{key}\.csv[^"]*)"', page)
        assert link
        file = lia.get(unescape(link[1]))
        assert file.headers["content-disposition"] == f'attachment; filename="{key}_2026-06-21_2026-07-20.csv"'
        assert file.content.startswith(b"\xef\xbb\xbf")
    assert page.count("<caption") == len(TABLES)


def test_where_nothing_was_asked_there_are_words_and_no_pictures(lia: Operator) -> None:
    page = lia.get("/statistiche?dal=2026-01-01&al=2026-01-31").text
    assert figure(page, "messaggi") == "0"
    assert page.count("In questi giorni non c'è nulla da mostrare.") == len(TABLES)
    assert "<img" not in page


def test_where_all_is_few_that_is_said_instead_of_a_picture(console: Console, client: Client) -> None:
    engine = console.statistics()
    with engine.begin() as connection:
        store.record(connection, [TURN] * 3)
    engine.dispose()
    page = client(Role.READ).get("/statistiche").text
    assert page.count("I numeri sono troppo piccoli per dirli.") == page.count("<caption") > 0
    assert "<img" not in page


def test_what_is_few_is_not_said(lia: Operator) -> None:
    page = unescape(lia.get("/statistiche").text)
    row = re.search(r'<th scope="row">qualcuno in pericolo</th>(.*?)</tr>', page)
    assert row
    assert re.findall(r">([^<]+)<", row[1]) == ["n.d.", "n.d."]


def test_all_tables_and_the_open_data_are_archives(lia: Operator) -> None:
    for path, expected in (("tutto", "esiti.csv"), ("dati-aperti", "datapackage.json")):
        sent = lia.get(f"/statistiche/{path}.zip?mese=2026-07")
        assert sent.headers["content-type"] == "application/zip"
        assert "2026-07-01_2026-07-20.zip" in sent.headers["content-disposition"]
        assert expected in zipfile.ZipFile(io.BytesIO(sent.content)).namelist()
        assert b"parole di un cittadino" not in sent.content


def test_no_word_of_a_citizen_is_on_the_page(lia: Operator) -> None:
    assert "parole di un cittadino" not in lia.get("/statistiche").text


@pytest.mark.parametrize("path", ["grafico/nulla.svg", "csv/nulla.csv", "csv/..%2Fcarta.csv", "nulla"])
def test_what_is_not_counted_is_not_found(path: str, lia: Operator) -> None:
    assert lia.get(f"/statistiche/{path}").status_code == 404


def test_where_nothing_was_counted_the_page_says_so(client: Client) -> None:
    page = client(Role.READ).get("/statistiche")
    assert page.status_code == 200
    assert figure(page.text, "messaggi") == "0"
    assert figure(page.text, "capiti") == "n.d."
    assert "In questi giorni non c'è nulla da mostrare." in unescape(page.text)


def test_a_database_that_cannot_be_read_is_said(client: Client, console: Console, tmp_path: Path) -> None:
    console.settings = console.settings.copy(update={"statistics_url": f"sqlite:///{tmp_path / 'manca' / 'x.db'}"})
    page = client(Role.READ).get("/statistiche")
    assert page.status_code == 503
    assert "Le statistiche adesso non si possono leggere." in page.text
    file = client(Role.READ).get("/statistiche/tutto.zip")
    assert (file.status_code, "<h1>Qualcosa non ha funzionato</h1>" in file.text) == (503, True)
