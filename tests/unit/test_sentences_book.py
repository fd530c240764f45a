from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sportello.sentences import book
from sportello.sentences.book import UnreadableFile, changed, sentences_in
from sportello.sentences.model import Sentence
from sportello.settings import DATA

FILES = {f"risposte/{path.name}": path.read_text("utf-8") for path in sorted((DATA / "risposte").glob("*.yml"))}
NEW = ["Una riga.", "Due righe:\nla seconda # non è un commento.", 'Vuota\n\nin mezzo «così» "e così" 🙂 à']
SMALL = """\
# In testa.

responses:

  # Prima di tutto.
  utter_uno:
  - text: &comune "Buongiorno da {comune}."
    buttons: &tasti
    - {title: "Avanti", payload: "/chiedi_elenco"}
  - channel: telegram
    text: *comune
    buttons:
    - {title: Avanti, payload: "/chiedi_elenco"}

  utter_due:
  - text: |-
      Prima riga.
      Seconda riga.
    buttons: *tasti

  # In fondo.
  utter_tre:
  - text: 'Senza tasti'
  - channel: telegram
    text: *comune
"""


def sentence(name: str, text: str = SMALL) -> Sentence:
    return next(each for each in sentences_in("risposte/prova.yml", text) if each.name == name)


def edited(name: str, text: str = SMALL, **texts: str) -> str:
    return changed("risposte/prova.yml", text, name, texts)


def plain(text: str) -> object:
    return yaml.safe_load(text)


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_not_changed_stays_as_it_is(file: str) -> None:
    document = book._yaml().load(FILES[file])
    written = io.StringIO()
    book._yaml().dump(document, written)
    assert written.getvalue() == FILES[file]


def every_piece() -> Iterator[tuple[str, str, str]]:
    for file, text in FILES.items():
        for each in sentences_in(file, text):
            for piece in each.pieces:
                yield file, each.name, piece.key


@pytest.mark.parametrize("file", FILES)
def test_whatever_is_changed_nothing_else_changes(file: str) -> None:
    """Each text in turn, in one line and in several: its lines alone differ, and it reads as it was typed."""
    text = FILES[file]
    for name, key in [(name, key) for each, name, key in every_piece() if each == file]:
        for new in NEW if key.startswith("testo") else NEW[:1]:
            after = changed(file, text, name, {key: new})
            before = {each.name: each for each in sentences_in(file, text)}
            now = {each.name: each for each in sentences_in(file, after)}
            (piece,) = (piece for piece in before[name].pieces if piece.key == key)
            assert now[name].texts == {**before[name].texts, key: new}
            assert comments(after) == comments(text)
            touched = {name, *piece.shared_with}
            assert {other for other in before if before[other] != now[other]} <= touched
            assert after.count("\n\n") - new.count("\n\n") == text.count("\n\n") - piece.text.count("\n\n")


@pytest.mark.parametrize(
    "comment", ["  # Del secondo.\n", "  # Del secondo,\n  # su due righe.\n", "\n  # Del secondo.\n"]
)
def test_a_comment_right_below_a_text_stays_one_when_the_text_gets_more_lines(comment: str) -> None:
    text = f'errori:\n  uno: "Una riga."\n{comment}  due: "Due."\n'
    after = edited("errori/uno", text, testo="Due\nrighe.")
    assert after == f'errori:\n  uno: |-\n    Due\n    righe.\n{comment}  due: "Due."\n'


def test_a_shared_text_says_so_and_changes_wherever_it_is_said() -> None:
    (text,) = (piece for piece in sentence("utter_uno").pieces if piece.key == "testo")
    assert text.channels == (None, "telegram")
    assert text.shared_with == ("utter_tre",)
    after = edited("utter_tre", testo_telegram="Salve.\nDa {comune}.")
    assert sentence("utter_uno", after).texts["testo"] == "Salve.\nDa {comune}."
    assert after.count("*comune") == 2
    assert "- text: &comune |-\n      Salve.\n      Da {comune}.\n    buttons: &tasti" in after


def test_shared_buttons_change_together_and_others_that_look_the_same_do_not() -> None:
    shared = [piece for piece in sentence("utter_due").pieces if piece.is_button]
    assert [(piece.key, piece.shared_with, piece.payload) for piece in shared] == [
        ("tasto_1", ("utter_uno",), "/chiedi_elenco")
    ]
    after = edited("utter_due", tasto_1='Vada "avanti"')
    assert sentence("utter_uno", after).texts == {
        "testo": "Buongiorno da {comune}.",
        "tasto_1": 'Vada "avanti"',
        "tasto_telegram_1": "Avanti",
    }


@pytest.mark.parametrize(
    ("name", "texts", "line"),
    [
        ("utter_due", {"testo": "Una sola."}, "  - text: |-\n      Una sola.\n"),
        ("utter_tre", {"testo": "L'altro"}, '  - text: "L\'altro"\n'),
        ("utter_uno", {"tasto_telegram_1": "Sì"}, '    - {title: "Sì", payload: "/chiedi_elenco"}\n'),
        ("utter_uno", {"testo": "Uno: due"}, '  - text: &comune "Uno: due"\n'),
    ],
)
def test_a_text_keeps_the_way_in_which_it_was_written(name: str, texts: dict[str, str], line: str) -> None:
    assert line in edited(name, **texts)


def test_what_was_typed_is_never_taken_for_yaml() -> None:
    for typed in ("*comune", "&x", "- uno", "a: b", "no", "007", "{x}", "'", '"', "\\n", "%", "@", "…\\"):
        assert plain(edited("utter_tre", testo=typed))["responses"]["utter_tre"][0]["text"] == typed  # type: ignore[index]


def test_the_same_words_change_nothing() -> None:
    assert edited("utter_uno", testo="Buongiorno da {comune}.", tasto_1="Avanti") == SMALL


def test_the_fingerprint_tells_any_change_and_nothing_else() -> None:
    before = sentence("utter_uno").fingerprint
    assert sentence("utter_uno", edited("utter_due", testo="Altro")).fingerprint == before
    assert sentence("utter_uno", edited("utter_due", tasto_1="Altro")).fingerprint != before
    assert sentence("utter_uno", edited("utter_tre", testo_telegram="Altro")).fingerprint != before
    assert sentence("utter_uno", SMALL.replace("/chiedi_elenco", "/nega")).fingerprint != before


def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        edited("utter_quattro", testo="x")


@pytest.mark.parametrize("text", ["responses: [", "responses: 3", "responses:\n  utter_x: 3", "a: *b", "errori: testo"])
def test_a_file_that_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^risposte/rotto\.yml: "):
        sentences_in("risposte/rotto.yml", text)


@pytest.mark.parametrize("text", ["", "# solo un commento\n", "quando:\n  utter_x: {titolo: a}\n", "version: '3.1'\n"])
def test_a_file_may_hold_no_sentence(text: str) -> None:
    assert sentences_in("risposte/altro.yml", text) == ()


def test_the_files_that_we_ship_hold_what_is_said(tmp_path: Path) -> None:
    names = [each.name for file, text in FILES.items() for each in sentences_in(file, text)]
    assert len(names) == len(set(names)) > 100
    assert {"utter_scheda", "errori/vuoto", "telegram/comandi/aiuto", "telegram/messaggi/avvio"} <= set(names)
