"""What the documents promise about privacy is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sportello.carta import Catalogue, read
from sportello.privacy import page
from sportello.privacy.marks import Kind
from sportello.settings import Settings
from sportello.statistics.queries import FEWEST_SHOWN
from tests.contract.files import ROOT
from tests.privacy.corpus import FOLDER, KINDS, from_file, messages

NOTICE = (ROOT / "docs" / "informativa-privacy.md").read_text(encoding="utf-8")
FACTS = (ROOT / "docs" / "valutazione-impatto.md").read_text(encoding="utf-8")
CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
DEFAULTS = {field.field_info.extra["env"]: field.default for field in Settings.__fields__.values()}


def test_the_notice_says_the_days_of_this_installation() -> None:
    html = page.notice(CATALOGUE, 11, 22)
    assert "11 giorni di silenzio" in html
    assert "22 giorni dopo" in html
    assert CATALOGUE.carta.carta.ente in html
    assert "{" not in html


def test_the_notice_writes_no_number_of_days_itself() -> None:
    assert re.findall(r"\d+ (?:giorni|mesi|minut)", NOTICE) == []


def test_nothing_in_the_notice_is_taken_for_html(tmp_path: Path) -> None:
    path = tmp_path / "testo.md"
    path.write_text("# Prova\n<script>alert(1)</script> [x](javascript:alert(1))", encoding="utf-8")
    html = page.notice(CATALOGUE, 1, 1, path)
    assert "<script" not in html
    assert "href" not in html


def test_the_notice_names_every_kind_that_is_masked() -> None:
    told = NOTICE.lower()
    words = {
        Kind.CARD: "carte di pagamento",
        Kind.PHONE: "telefoni",
        Kind.EMAIL: "e-mail",
        Kind.ADDRESS: "indirizzi di casa",
        Kind.PLATE: "targhe",
        Kind.DOCUMENT: "documenti",
        Kind.BIRTH: "date di nascita",
        Kind.NAME: "nomi",
    }
    assert [kind for kind in Kind if words.get(kind, kind.value).lower() not in told] == []


@pytest.mark.parametrize("name", ["CONSERVAZIONE_GIORNI", "DOMANDE_GIORNI"])
def test_the_facts_say_the_days_that_hold_where_nobody_changed_them(name: str) -> None:
    (days,) = re.findall(rf"(\d+) giorni[^|(]*\(`{name}`\)", FACTS)
    assert int(days) == DEFAULTS[name]


def test_the_facts_say_from_which_number_counts_are_shown() -> None:
    assert f"I conteggi sotto {FEWEST_SHOWN} non si mostrano" in FACTS


def test_the_facts_say_how_much_was_tried() -> None:
    held_out = from_file(FOLDER / "tenuti_da_parte.yml")
    assert f"Provato su {len(messages())} messaggi" in FACTS
    assert f"{len(held_out)} dei quali tenuti da parte" in FACTS
    planted = [kind for message in held_out for kind, _ in message.data]
    names, addresses = planted.count(Kind.NAME), planted.count(Kind.ADDRESS)
    told = [int(total) for total in re.findall(r"\| \d+ su (\d+) \|", FACTS)]
    assert told == [len(planted) - names - addresses, names, addresses]
    assert set(KINDS.values()) == set(Kind)


def test_every_module_and_document_that_the_facts_name_is_there() -> None:
    named = re.findall(r"`((?:sportello|docs|tests|data)/[\w/.\-]+)`", FACTS)
    assert len(named) >= 8
    assert [path for path in named if not (ROOT / path).exists()] == []
