"""From scores to what is understood. Imports no Rasa.

Three sources are weighed: what is asked (an aspect, or just the need), what it is about (a
service, nothing in particular, or something else altogether) and the names of services in the
text. Why the two models and where the thresholds come from: `docs/decisions/0002-two-questions.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ASK = "chiedi_"
NEED = "bisogno"
CORRECT = "correggi"
EMERGENCY = "emergenza"
NO_SERVICE = "nessuno"


@dataclass(frozen=True)
class Thresholds:
    """Where a score is enough; all are scores between 0 and 1, but `name_boost`, a factor."""

    emergency: float = 0.4
    sure_service: float = 0.45
    possible_service: float = 0.1
    second_service: float = 0.3
    second_aspect: float = 0.2
    name_boost: float = 5.0


@dataclass(frozen=True)
class Scored:
    """A name and its score."""

    name: str
    score: float


@dataclass(frozen=True)
class Understanding:
    """What is understood of one message.

    Attributes:
        intent: what the citizen wants, sub-intent included, e.g. `chiedi_costi` or `conversa/saluto`.
        score: how sure the intent's group is.
        aspects: what is asked of a service, the surest first; empty for anything else.
        services: the services meant, where that is sure.
        candidates: the services that may be meant, the likeliest first.
    """

    intent: str
    score: float
    aspects: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    candidates: tuple[Scored, ...] = ()


def understand(
    asked: Mapping[str, float],
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Mapping[str, float],
    thresholds: Thresholds = Thresholds(),
) -> Understanding:
    """Weighs the three sources into one reading.

    Args:
        asked: score of each aspect intent, of `NEED` and of `CORRECT`; sums to one.
        topics: score of each service, of `NO_SERVICE` and of every other intent; sums to one.
        service_ids: which of the topics are services.
        named: how alike each service named in the text is to its name (0 to 1).
        thresholds: where a score is enough.
    """
    topics = _boost(topics, named, thresholds.name_boost)
    groups: dict[str, float] = {}
    for topic, score in topics.items():
        name = _group(topic, service_ids)
        groups[name] = groups.get(name, 0.0) + score
    if groups.get(EMERGENCY, 0.0) >= thresholds.emergency:
        return Understanding(_best(topics, EMERGENCY, service_ids), groups[EMERGENCY])
    group = max(groups, key=lambda name: groups[name])
    if group != NEED:
        return Understanding(_best(topics, group, service_ids), groups[group])
    sure, candidates = _services(topics, service_ids, groups[NEED], thresholds)
    intent, aspects = _aspects(asked, thresholds)
    return Understanding(intent, groups[NEED], aspects, sure, candidates)


def _boost(topics: Mapping[str, float], named: Mapping[str, float], factor: float) -> dict[str, float]:
    """A name multiplies the odds of its service, the more the better it is spelt."""
    raised = {topic: score * factor ** named.get(topic, 0.0) for topic, score in topics.items()}
    total = sum(raised.values())
    return {topic: score / total for topic, score in raised.items()}


def _group(topic: str, service_ids: Sequence[str]) -> str:
    if topic == NO_SERVICE or topic in service_ids:
        return NEED
    return topic.split("/")[0]


def _best(topics: Mapping[str, float], group: str, service_ids: Sequence[str]) -> str:
    return max((t for t in topics if _group(t, service_ids) == group), key=lambda t: topics[t])


def _aspects(asked: Mapping[str, float], thresholds: Thresholds) -> tuple[str, tuple[str, ...]]:
    """The intent and, where it asks for aspects, which: a second one only next to a first."""
    ranked = sorted((Scored(name, score) for name, score in asked.items()), key=lambda scored: -scored.score)
    first = ranked[0].name
    if not first.startswith(ASK):
        return first, ()
    also = [s.name for s in ranked[1:2] if s.name.startswith(ASK) and s.score >= thresholds.second_aspect]
    return first, tuple(name[len(ASK) :] for name in [first, *also])


def _services(
    topics: Mapping[str, float], service_ids: Sequence[str], total: float, thresholds: Thresholds
) -> tuple[tuple[str, ...], tuple[Scored, ...]]:
    """The services meant and those that may be, among what is asked of services at all."""
    ranked = sorted((Scored(s, topics.get(s, 0.0) / total) for s in service_ids), key=lambda scored: -scored.score)
    candidates = tuple(scored for scored in ranked if scored.score >= thresholds.possible_service)
    sure = [s.name for s in ranked[:1] if s.score >= thresholds.sure_service]
    together = [s.name for s in ranked[:2] if s.score >= thresholds.second_service]
    return (tuple(together) if len(together) == 2 else tuple(sure)), candidates
