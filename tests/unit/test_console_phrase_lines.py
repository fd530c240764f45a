"""The files of phrases, changed line by line."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.console.phrases.lines import PhraseLines, StrangeFile, tidy
from sportello.nlu.phrases import Lesson, Phrase, PhrasesError, parse_phrases
from sportello.settings import ROOT

FILES = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
PATH = Path("frasi.yml")
SMALL = """\
# Una prova.

version: "3.1"
nlu:
- intent: bisogno/sad
  metadata: {servizio: sad, voce: figlia}
  examples: |
    - mia mamma non si lava da sola
    - ### chi la aiuta?
# Le domande.
- intent: chiedi_costi
  metadata: {servizio: sad, voce: anziano}
  examples: |
    - quanto si paga?

- intent: chiedi_costi
  metadata: {servizio: sad, anche: telefono, voce: anziano}
  examples: |
    - quanto si paga, e che numero faccio?
"""
NEED, COSTS = Lesson("bisogno/sad", "sad"), Lesson("chiedi_costi", "sad")


def lines(text: str = SMALL) -> PhraseLines:
    return PhraseLines(text, PATH)


def read(changed: PhraseLines) -> list[Phrase]:
    """What the training would read of it."""
    return parse_phrases(changed.text, PATH)


def added(before: str, after: str) -> list[str]:
    """The lines that are new; all others must be there as they were, in their order."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    fresh = []
    for line in new:
        if old and line == old[0]:
            old.pop(0)
        else:
            fresh.append(line)
    assert old == []
    return fresh


# Every file that we ship


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_understood_and_nothing_of_it_changes_unasked(path: Path) -> None:
    text = path.read_bytes().decode()
    understood = PhraseLines(text, path)
    assert understood.text == text
    assert understood.phrases() == parse_phrases(text, path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_in_every_file_one_line_comes_goes_and_changes(path: Path) -> None:
    text = path.read_bytes().decode()
    before = PhraseLines(text, path).phrases()
    # Not the last of its block: with that one the block goes.
    pairs = [one for one, other in pairwise(before) if (one.lesson, one.voice) == (other.lesson, other.voice)]
    one = random.Random(path.name).choice(pairs)
    rest = [phrase for phrase in before if phrase != one]

    gone = PhraseLines(text, path)
    gone.remove(one)
    assert gone.phrases() == rest
    assert added(gone.text, text) == [f"    - {one.text}\n"]

    other = PhraseLines(text, path)
    other.reword(one, "tutt'altra frase: «così» # e basta")
    assert [phrase.text for phrase in other.phrases() if phrase not in before] == ["tutt'altra frase: «così» # e basta"]
    assert len(added(text.replace(f"    - {one.text}\n", "", 1), other.text)) == 1

    more = PhraseLines(text, path)
    more.add("una frase in più", one.lesson, str(one.voice))
    assert added(text, more.text) == ["    - una frase in più\n"]
    assert Phrase("una frase in più", *vars(one.lesson).values(), one.voice, path) in more.phrases()


# Where a phrase goes


def test_a_phrase_goes_to_the_end_of_the_block_of_its_lesson_and_voice() -> None:
    changed = lines()
    changed.add("chi viene a lavarla?", NEED, "figlia")
    assert "    - ### chi la aiuta?\n    - chi viene a lavarla?\n# Le domande.\n" in changed.text


def test_another_voice_gets_a_block_beside_those_of_the_lesson() -> None:
    changed = lines()
    changed.add("per quanto?", COSTS, "operatore")
    block = (
        "    - quanto si paga?\n"
        "- intent: chiedi_costi\n  metadata: {servizio: sad, voce: operatore}\n  examples: |\n    - per quanto?\n\n"
    )
    assert block in changed.text
    assert added(SMALL, changed.text) == block.splitlines(keepends=True)[1:-1]


def test_a_first_need_comes_first_and_any_other_lesson_last() -> None:
    changed = lines(SMALL.replace("bisogno/sad", "chiedi_cose"))
    changed.add("non ce la faccio", NEED, "operatore")
    changed.add("dove siete?", Lesson("chiedi_dove", "sad"), "operatore")
    intents = [phrase.intent for phrase in read(changed)]
    assert (intents[0], intents[-1]) == ("bisogno/sad", "chiedi_dove")
    assert changed.text.startswith('# Una prova.\n\nversion: "3.1"\nnlu:\n- intent: bisogno/sad\n')


def test_two_aspects_are_another_lesson_than_one() -> None:
    changed = lines()
    changed.add("quanto è, e il telefono?", Lesson("chiedi_costi", "sad", "telefono"), "anziano")
    assert changed.text == SMALL + "    - quanto è, e il telefono?\n"


def test_a_service_without_a_file_begins_one() -> None:
    changed = PhraseLines.begun("nuovo", PATH)
    assert changed.is_empty
    changed.add("che cos'è?", Lesson("chiedi_cose", "nuovo"), "operatore")
    changed.add("ne ho bisogno", Lesson("bisogno/nuovo", "nuovo"), "operatore")
    assert changed.text == (
        "# Come i cittadini chiedono di: nuovo. Prima i bisogni, poi le domande su ogni aspetto.\n\n"
        'version: "3.1"\nnlu:\n'
        "- intent: bisogno/nuovo\n  metadata: {servizio: nuovo, voce: operatore}\n  examples: |\n    - ne ho bisogno\n"
        "- intent: chiedi_cose\n  metadata: {servizio: nuovo, voce: operatore}\n  examples: |\n    - che cos'è?\n"
    )
    assert [phrase.text for phrase in read(changed)] == ["ne ho bisogno", "che cos'è?"]


def test_a_file_without_an_end_of_line_gets_one_where_something_follows() -> None:
    changed = lines(SMALL.rstrip("\n"))
    changed.add("quanto costa e dove chiamo?", Lesson("chiedi_costi", "sad", "telefono"), "anziano")
    assert changed.text == SMALL + "    - quanto costa e dove chiamo?\n"


# What goes


def test_with_its_last_phrase_goes_the_block_and_no_comment() -> None:
    changed = lines()
    changed.remove(next(phrase for phrase in changed.phrases() if phrase.text == "quanto si paga?"))
    assert "- intent: chiedi_costi\n  metadata: {servizio: sad, voce: anziano}" not in changed.text
    assert "# Le domande.\n" in changed.text
    assert len(read(changed)) == 3


def test_what_is_not_there_can_neither_go_nor_change() -> None:
    changed = lines()
    absent = Phrase("quanto si paga?", "chiedi_costi", "adm", None, "anziano", PATH)
    with pytest.raises(LookupError):
        changed.remove(absent)
    with pytest.raises(LookupError):
        changed.reword(absent, "altro")
    assert changed.text == SMALL


# Forms that are not ours


@pytest.mark.parametrize(
    "text",
    [
        'version: "3.1"\nnlu:\n- intent: conversa/saluto\n  examples: |-\n    - ciao\n',
        'version: "3.1"\nnlu:\n- intent: conversa/saluto\n  metadata:\n    voce: figlia\n  examples: |\n    - ciao\n',
        "nlu:\n- examples: |\n    - ciao\n  intent: conversa/saluto\n",
        "nlu:\n- intent: conversa/saluto\n  examples: |\n    - ciao\nrules: []\n",
        "responses: {}\nnlu:\n- intent: conversa/saluto\n  examples: |\n    - ciao\n",
        'nlu:\n- {intent: conversa/saluto, examples: "- ciao"}\n',
        "nlu:\n- intent: conversa/saluto # saluti\n  examples: |\n    - ciao\n",
    ],
)
def test_a_form_that_is_not_ours_is_left_alone(text: str) -> None:
    assert parse_phrases(text, PATH)
    with pytest.raises(StrangeFile):
        PhraseLines(text, PATH)


def test_what_is_no_file_of_phrases_is_told_as_such() -> None:
    with pytest.raises(PhrasesError):
        PhraseLines("nlu: [", PATH)


# Whatever is typed


@given(st.text(max_size=60))
def test_whatever_is_typed_reads_back_as_it_was_tidied(typed: str) -> None:
    text = tidy(typed)
    if not text:
        return
    changed = lines()
    changed.add(text, COSTS, "operatore")
    assert text in [phrase.text for phrase in read(changed) if phrase.voice == "operatore"]
    (one,) = [phrase for phrase in changed.phrases() if phrase.voice == "operatore"]
    changed.remove(one)
    assert changed.text == SMALL


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  due\t righe\n una ", "due righe una"),
        ("a\u2028b\x1cc\x85d", "a b c d"),
        ("\ufeffciao\x00", "ciao"),
        ("👩‍👧 mia figlia", "👩‍👧 mia figlia"),
        ("\x07", ""),
    ],
)
def test_what_was_typed_becomes_one_line(typed: str, kept: str) -> None:
    assert tidy(typed) == kept
