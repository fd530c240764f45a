"""Puts questions together that ask the same in other words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sportello.nlu.phrase_checks import content, key
from sportello.privacy import marks
from sportello.statistics.questions import Asked
from sportello.statistics.turns import Guess

# Questions that have less in common, in percent, are not compared word by word.
_WORTH_A_LOOK = 70
# Twice the words that both have, out of the words of both.
_ALIKE = 0.7
# A word is the same also misspelt, in percent, where it is long enough.
_SAME_WORD, _LETTERS = 80, 5
_MOST_GUESSES = 3


@dataclass(frozen=True)
class Group:
    """Questions that ask the same, the most asked first."""

    questions: tuple[Asked, ...]

    @property
    def times(self) -> int:
        """How often they were asked in all."""
        return sum(question.times for question in self.questions)

    @property
    def first_day(self) -> dt.date:
        """The first day on which one was asked."""
        return min(question.first_day for question in self.questions)

    @property
    def last_day(self) -> dt.date:
        """The last one."""
        return max(question.last_day for question in self.questions)

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """The services that the model had in mind, the likeliest first, on average of all that was asked."""
        scores: dict[str, float] = defaultdict(float)
        for question in self.questions:
            for guess in question.guesses:
                scores[guess.service] += guess.score * question.times / self.times
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_GUESSES]
        return tuple(Guess(service, score) for service, score in best)


def grouped(asked: Sequence[Asked]) -> list[Group]:
    """The questions in groups, the most asked first; the same questions always give the same groups.

    Each question joins the group whose first it is most like, or begins one.
    """
    ordered = sorted(asked, key=lambda one: (-one.times, -one.last_day.toordinal(), key(one.text), one.id))
    groups: list[list[Asked]] = []
    leaders: list[tuple[str, ...]] = []
    for question in ordered:
        words = _words(question.text)
        scores = [_likeness(words, leader) for leader in leaders]
        best = max(scores, default=0.0)
        if best:
            groups[scores.index(best)].append(question)
        else:
            groups.append([question])
            leaders.append(words)
    found = [Group(tuple(group)) for group in groups]
    return sorted(found, key=lambda group: -group.times)


def _words(text: str) -> tuple[str, ...]:
    said = marks.without(text)
    return content(said) or tuple(key(said).split())


def _likeness(words: tuple[str, ...], leader: tuple[str, ...]) -> float:
    """How much of their words two questions share (0 to 1); 0 where that is not enough."""
    if not fuzz.token_set_ratio(" ".join(words), " ".join(leader), score_cutoff=_WORTH_A_LOOK):
        return 0.0
    both = sum(any(_is_same(word, other) for other in leader) for word in words)
    score = 2 * both / (len(words) + len(leader))
    return score if score >= _ALIKE else 0.0


def _is_same(word: str, other: str) -> bool:
    long_enough = min(len(word), len(other)) >= _LETTERS
    return word == other or (long_enough and fuzz.ratio(word, other) >= _SAME_WORD)
