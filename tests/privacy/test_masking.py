from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sportello.carta import Catalogue, present, read
from sportello.evaluation.held_out import read_held_out
from sportello.nlu.phrases import read_phrases
from sportello.privacy import dates
from sportello.privacy.marks import Kind, has_marks, spans
from sportello.privacy.masking import Masker
from tests.privacy.corpus import messages

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
BY_FORM = [kind for kind in Kind if kind not in {Kind.NAME, Kind.ADDRESS}]


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(CATALOGUE)


def missed(masker: Masker, kind: Kind) -> tuple[list[str], int]:
    """The messages in which something of this kind can still be read, and how many were planted."""
    planted = [(message, value) for message in messages() for found, value in message.data if found is kind]
    return [m.text for m, value in planted if m.remains(masker.mask(m.text), value)], len(planted)


@pytest.mark.parametrize("kind", BY_FORM)
def test_what_has_a_form_is_masked(masker: Masker, kind: Kind) -> None:
    texts, planted = missed(masker, kind)
    assert planted >= 10
    assert len(texts) <= 0.02 * planted, texts


@pytest.mark.parametrize("kind", [Kind.NAME, Kind.ADDRESS])
def test_names_and_addresses_are_masked(masker: Masker, kind: Kind) -> None:
    texts, planted = missed(masker, kind)
    assert planted >= 50
    assert len(texts) <= 0.1 * planted, texts


def test_the_corpus_is_large_and_varied() -> None:
    assert len(messages()) >= 400
    assert sum(not message.data for message in messages()) >= 100


def test_look_alikes_stay_as_they_are(masker: Masker) -> None:
    harmless = [message.text for message in messages() if not message.data]
    changed = [text for text in harmless if masker.mask(text) != text]
    assert len(changed) <= 0.01 * len(harmless), changed


def test_phrases_without_personal_data_stay_as_they_are(masker: Masker) -> None:
    texts = [phrase.text for phrase in read_phrases(sorted((ROOT / "data" / "nlu").rglob("*.yml")))]
    texts += [item.text for path in (ROOT / "tests" / "nlu").glob("*.yml") for item in read_held_out(path)]
    changed = [text for text in texts if masker.mask(text) != text]
    assert len(changed) <= 0.002 * len(texts), changed


def test_what_the_carta_says_stays_as_it_is(masker: Masker) -> None:
    for service in CATALOGUE.services:
        for text in present.facts(CATALOGUE, service.id).values():
            # Published contacts are no secret, in whatever way they are written.
            assert not {"[telefono]", "[e-mail]", "[indirizzo]"} & {text[s:e] for s, e in spans(masker.mask(text))}


@pytest.mark.parametrize("contact", [c for s in CATALOGUE.services for c in CATALOGUE.contacts(s.id) if c.telefono])
def test_a_published_phone_may_be_written_in_any_way(masker: Masker, contact: object) -> None:
    printed = str(getattr(contact, "telefono"))  # noqa: B009
    plain = "".join(filter(str.isdigit, printed))
    for written in (printed, plain, f"+39 {plain}", f"0039{plain}", f"{plain[:2]} {plain[2:5]} {plain[5:]}"):
        assert masker.mask(f"ho chiamato {written} e nulla") == f"ho chiamato {written} e nulla"


def test_a_mark_says_what_it_stands_for(masker: Masker) -> None:
    text = "sono Maria Rossi, abito in via Roma 3, quanto costa il pasto a domicilio?"
    assert masker.mask(text) == "sono [nome], abito in [indirizzo], quanto costa il pasto a domicilio?"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("il mio numero è 3331234567, dove siete?", "[telefono], dove siete?"),
        ("quanto costa? mail: a.b@example.it", "quanto costa? [e-mail]"),
        ("indirizzo via Roma 3", "[indirizzo]"),
        ("chiamatemi al 3331234567", "chiamatemi al [telefono]"),
    ],
)
def test_the_word_that_announces_it_goes_with_it(masker: Masker, text: str, masked: str) -> None:
    assert masker.mask(text) == masked


def test_masking_twice_changes_nothing_more(masker: Masker) -> None:
    for message in messages():
        once = masker.mask(message.text)
        assert masker.mask(once) == once


def test_marks_are_found_in_a_text() -> None:
    assert has_marks("chiami [telefono] o scriva a [e-mail]")
    assert not has_marks("chiami [il telefono]")
    assert spans("a [nome] b") == [(2, 8)]


@pytest.mark.parametrize(("day", "is_birth"), [("12/03/1950", True), ("12/03/2016", True), ("12/03/2017", False)])
def test_a_date_of_long_ago_is_a_birthday(day: str, is_birth: bool) -> None:
    found = list(dates.find(f"scrivo per il {day}", dt.date(2026, 11, 24)))
    assert [each.kind for each in found] == ([Kind.BIRTH] if is_birth else [])
