from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from sportello.carta import Catalogue
from sportello.channels.telegram import rendering
from sportello.channels.telegram.rendering import keyboard, marked, render, split

LIMIT = 4096
SOURCE = {"documento": "Carta di prova", "sezione": "3", "verificato_il": "2026-11-22", "url": "/carta/bollo"}


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(rendering, "get_catalogue", lambda: catalogue)


def message(text: str, **beside: Any) -> dict[str, Any]:
    return {"testo": text, "bottoni": [], "contatti": [], "fonte": None, **beside}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_signs_of_the_markup_stay_signs() -> None:
    (part,) = render(message("Se <b>a</b> & b > c"), None)
    assert part.html == "Se &lt;b&gt;a&lt;/b&gt; &amp; b &gt; c"
    assert part.plain == "Se <b>a</b> & b > c"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Chiami lo 02 953 3334.", "Chiami lo +39 02 953 3334."),
        ("02 953 3334, 02 953 3351", "+39 02 953 3334, +39 02 953 3351"),
        ("+39 02 953 3334", "+39 02 953 3334"),
        ("102 953 3334", "102 953 3334"),
        ("02 953 33345", "02 953 33345"),
        ("02 953 3334 5", "02 953 3334 5"),
        ("Chiami il 112.", "Chiami il 112."),
        ("dalle 09.00 alle 16.00", "dalle 09.00 alle 16.00"),
        ("02 111 1111", "02 111 1111"),
    ],
)
def test_the_phones_of_the_carta_and_no_other_number_can_be_tapped(written: str, shown: str) -> None:
    assert render(message(written), None)[0].plain == shown


def test_contacts_that_the_text_lacks_are_added_and_no_other() -> None:
    given_, missing = (
        {"etichetta": "Uno", "telefono": "02 953 3334", "email": None},
        {"etichetta": "Due", "telefono": "02 953 3351", "email": "due@comune.it"},
    )
    (part,) = render(message("Chiami lo 02 953 3334.", contatti=[given_, missing]), None)
    assert part.plain == "Chiami lo +39 02 953 3334.\nDue: +39 02 953 3351, due@comune.it"


def test_the_source_comes_last_and_leads_to_its_page() -> None:
    (linked,) = render(message("Costa.", fonte=SOURCE), "https://sportello.example.it")
    assert linked.plain == "Costa.\n\nFonte: Carta di prova, sezione 3 (verificato il 22/11/2026)"
    assert '<a href="https://sportello.example.it/carta/bollo">Fonte: Carta di prova, sezione 3</a>' in linked.html
    (bare,) = render(message("Costa.", fonte={**SOURCE, "verificato_il": None}), None)
    assert bare.html == "Costa.\n\n<i>Fonte: Carta di prova, sezione 3</i>"


@pytest.mark.parametrize("source", [{**SOURCE, "sezione": None}, {k: v for k, v in SOURCE.items() if k != "sezione"}])
def test_a_source_without_a_section_does_not_speak_of_one(source: dict[str, Any]) -> None:
    (part,) = render(message("Costa.", fonte=source), None)
    assert part.plain == "Costa.\n\nFonte: Carta di prova (verificato il 22/11/2026)"


def test_a_long_answer_has_its_source_and_choices_at_the_end() -> None:
    choice = {"titolo": "Sì", "scelta": "elenco"}
    parts = render(message("\n\n".join(["parola " * 200] * 8), fonte=SOURCE, bottoni=[choice]), None)
    assert len(parts) > 2
    assert all(units(part.plain) <= LIMIT for part in parts)
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert ["Fonte" in part.plain for part in parts] == [False] * (len(parts) - 1) + [True]


@given(st.text(alphabet="ab 🙂\n<&", max_size=400), st.integers(min_value=4, max_value=60))
def test_a_text_is_cut_within_the_limit_and_loses_no_word(text: str, room: int) -> None:
    parts = split(text, room)
    assert parts
    assert all(units(part) <= room for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_between_paragraphs_before_lines_and_between_lines_before_words() -> None:
    assert split("uno due\n\ntre", 20) == ["uno due\n\ntre"]
    assert split("uno due\n\ntre quattro", 14) == ["uno due", "tre quattro"]
    assert split("uno due\ntre quattro", 14) == ["uno due", "tre quattro"]
    assert split("uno due tre", 8) == ["uno due", "tre"]
    assert all(units(part) <= 4 for part in split("unoduetre", 4))


def test_there_is_one_choice_a_row_and_none_that_telegram_would_refuse() -> None:
    buttons = [
        {"titolo": "Uno", "scelta": "a"},
        {"titolo": "Due", "scelta": "è" * 32},
        {"titolo": "Tre", "scelta": "è" * 33},
    ]
    made = keyboard(buttons)
    assert made is not None
    assert [[button.text for button in row] for row in made.inline_keyboard] == [["Uno"], ["Due"]]
    assert keyboard([]) is None
    assert keyboard(buttons[2:]) is None


def test_a_taken_choice_is_marked_once() -> None:
    shown = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=text)] for text in "ab"])
    once = marked(shown, "b")
    assert once is not None
    assert [row[0].text for row in once.inline_keyboard] == ["a", "✓ b"]
    assert marked(once, "b") is None
    assert marked(shown, "unknown") is None
    both = marked(once, "a")
    assert both is not None
    assert [row[0].text for row in both.inline_keyboard] == ["✓ a", "✓ b"]
