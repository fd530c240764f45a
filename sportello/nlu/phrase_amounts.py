"""What is wrong with the training phrases taken together, and whether there are enough. Imports no Rasa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sportello.carta import Aspect
from sportello.nlu.phrase_checks import content, grouped, key
from sportello.nlu.phrases import Phrase
from sportello.nlu.reading import ASK, EMERGENCY, NEED, OUT_OF_SCOPE

# How many phrases it takes.
LEAST_OF_SERVICE, LEAST_NEEDS = 40, 20
LEAST_OF_ASPECT = 200
LEAST_OUT_OF_SCOPE, LEAST_EMERGENCIES = 1200, 400


def repeated(phrases: Iterable[Phrase]) -> list[list[Phrase]]:
    """The phrases that stand in several places."""
    return _several(grouped(phrases, lambda phrase: key(phrase.text)))


def copies(phrases: Iterable[Phrase]) -> list[list[Phrase]]:
    """The phrases of one lesson that have the same words but for small ones."""
    with_words = [phrase for phrase in phrases if len(content(phrase.text)) > 1]
    return _several(grouped(with_words, lambda phrase: (phrase.lesson, content(phrase.text))))


def misplaced(phrases: Iterable[Phrase], services: Collection[str]) -> list[Phrase]:
    """The phrases beside a service that is not there, a need beside another one, or an aspect that is none."""
    aspects = {aspect.value for aspect in Aspect}
    return [
        phrase
        for phrase in phrases
        if phrase.service not in {None, *services}
        or phrase.also not in {None, *aspects}
        or (phrase.intent.startswith(f"{NEED}/") and phrase.intent != f"{NEED}/{phrase.service}")
    ]


@dataclass(frozen=True)
class Amount:
    """How many phrases there are of something, and how many it takes."""

    phrases: int
    least: int

    @property
    def missing(self) -> int:
        """How many are still to be written."""
        return max(self.least - self.phrases, 0)


@dataclass(frozen=True)
class Amounts:
    """How many phrases there are of everything that takes a number of them.

    Attributes:
        services: by service, all that are about it.
        needs: by service, those that tell a need.
        aspects: by aspect, with and without a service.
        out_of_scope: everything that is not ours.
        emergencies: everything that is one.
    """

    services: Mapping[str, Amount]
    needs: Mapping[str, Amount]
    aspects: Mapping[str, Amount]
    out_of_scope: Amount
    emergencies: Amount

    @classmethod
    def of(cls, phrases: Collection[Phrase], services: Iterable[str]) -> Amounts:
        """Counts for these services, whether or not they have phrases."""
        own = Counter(phrase.service for phrase in phrases)
        intents = Counter(phrase.intent for phrase in phrases)
        bases = Counter(phrase.intent.partition("/")[0] for phrase in phrases)
        ids = tuple(services)
        return cls(
            services={service: Amount(own[service], LEAST_OF_SERVICE) for service in ids},
            needs={service: Amount(intents[f"{NEED}/{service}"], LEAST_NEEDS) for service in ids},
            aspects={aspect.value: Amount(intents[ASK + aspect.value], LEAST_OF_ASPECT) for aspect in Aspect},
            out_of_scope=Amount(bases[OUT_OF_SCOPE], LEAST_OUT_OF_SCOPE),
            emergencies=Amount(bases[EMERGENCY], LEAST_EMERGENCIES),
        )


def _several(groups: Mapping[object, list[Phrase]]) -> list[list[Phrase]]:
    return [group for group in groups.values() if len(group) > 1]
