"""What is wrong with training phrases beside each other is said with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from sportello.nlu.phrase_problems import problems
from sportello.nlu.phrases import Lesson, Phrase

NEED, COSTS = Lesson("bisogno/sad", "sad"), Lesson("chiedi_costi", "sad")


def phrase(text: str, lesson: Lesson = NEED, file: str = "sad.yml") -> Phrase:
    return Phrase(text, lesson.intent, lesson.service, lesson.also, "figlia", Path(file))


WASHING = phrase("mia mamma non riesce più a lavarsi da sola")


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (
            phrase("Mia mamma non riesce più a lavarsi da sola!", COSTS, "c.yml"),
            ["sad.yml e c.yml", "più volte"],
        ),
        (phrase("la mia mamma da sola non riesce più a lavarsi"), ["sad.yml", "le stesse parole"]),
        (phrase("chi la veste?", Lesson("bisogno/sad", "pasti")), ["«chi la veste?»", "servizio"]),
        (phrase("chi la veste?", Lesson("chiedi_costi", "cinema")), ["«chi la veste?»", "servizio"]),
        (phrase("e se cado?"), ["«e se cado?»", "misurare"]),
    ],
)
def test_a_phrase_that_does_not_fit_beside_the_others_is_told(beside: Phrase, told: list[str]) -> None:
    found = problems([WASHING, beside], ["sad", "pasti"], ["E se cado"])
    assert len(found) == 1
    assert all(words in str(found[0]) for words in told)


def test_everything_is_told_at_once() -> None:
    several = [WASHING, WASHING, phrase("e se cado?"), phrase("chi?", Lesson("chiedi_costi", "cinema"))]
    assert len(problems(several, ["sad"], ["e se cado"])) == 3


def test_phrases_that_fit_have_no_problem() -> None:
    assert problems([WASHING, phrase("quanto costa il sad", COSTS)], ["sad"], ["e se cado"]) == []
