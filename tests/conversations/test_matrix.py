"""Every stated aspect of every service, asked of the running assistant in two wordings."""

from __future__ import annotations

import pytest

from sportello.carta import Catalogue, read
from sportello.evaluation.matrix import Question, faults, questions
from tests.conftest import ROOT, Assistant

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
QUESTIONS = [
    pytest.param(question, id=f"{question.service}-{question.aspect.value}-{number % 2}")
    for number, question in enumerate(questions(CATALOGUE))
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_states_what_the_carta_states(assistant: Assistant, question: Question) -> None:
    assert faults(question, assistant.begin().hear(question.text), CATALOGUE) == []


def test_there_is_a_question_for_every_aspect_of_every_service() -> None:
    assert len(QUESTIONS) == 2 * 10 * len(CATALOGUE.services)
