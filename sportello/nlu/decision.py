"""From scores to what is understood. Imports no Rasa.

Three sources are weighed: what is asked (an aspect, or just the need), what it is about (a
service, nothing in particular, or something else altogether) and the names of services in the
text. Why the two models and where the thresholds come from: `docs/decisions/0002-two-questions.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

ASK = "chiedi_"
NEED = "bisogno"
CORRECT = "correggi"
EMERGENCY = "emergenza"
# Somebody may be in danger: the numbers are given, and what else was read is answered as well.
MAYBE_EMERGENCY = "emergenza/forse"
LIST = "chiedi_elenco"
OUT_OF_SCOPE = "fuori_ambito"
NO_SERVICE = "nessuno"
_CONTACTS = ASK + "contatti"
# More would be a speech.
_MAX_ASPECTS = 2
_ALL_CONTACTS = {ASK + "telefono", ASK + "email", _CONTACTS}


@dataclass(frozen=True)
class Thresholds:
    """Where a score is enough.

    Attributes:
        emergency: from this score of all emergencies together, it is one.
        maybe_emergency: from this lower score it may be one.
        sure_service: from this share among services, one is meant.
        possible_service: from this share, a service is offered as a choice.
        second_service: from this share, a second service is meant too, if it is named or the first
            is no more than `close_factor` times ahead.
        likely_service: from this share, a bare need is answered with the likeliest, said to be a guess.
        lonely_service: from this lower share one is meant all the same, if the next is far behind:
            `lonely_factor` times less.
        second_aspect: from this score, a second aspect is asked too.
        aspect_of_part: from this score, the aspect of a part of the message is asked too.
        aspect_over_need: an aspect with this share of the need's score is preferred: its answer
            is shorter and names the service as well.
        name_boost: what a name in the text multiplies its service's score by.
        named_floor: what is added first, so that a name counts also in words never seen.
        in_hand_boost: what a service in hand multiplies its own score by, and that of a question
            that names none.
        out_of_scope_boost: what everything that is not ours multiplies its score by, where no
            service is named and none is in hand.
        sure_correction: from this score, a correction that names no service is one.
    """

    emergency: float = 0.75
    maybe_emergency: float = 0.1
    sure_service: float = 0.4
    possible_service: float = 0.1
    second_service: float = 0.3
    close_factor: float = 1.8
    likely_service: float = 0.2
    lonely_service: float = 0.3
    lonely_factor: float = 2.5
    second_aspect: float = 0.1
    aspect_of_part: float = 0.5
    aspect_over_need: float = 0.6
    name_boost: float = 5.0
    named_floor: float = 0.1
    in_hand_boost: float = 5.0
    out_of_scope_boost: float = 2.0
    sure_correction: float = 0.8


@dataclass(frozen=True)
class Scored:
    """A name and its score."""

    name: str
    score: float


@dataclass(frozen=True)
class Asked:
    """What is asked: scores of each aspect intent, of `NEED` and of `CORRECT`, that sum to one.

    Attributes:
        whole: the scores of the whole message.
        parts: the scores of each of its parts, where it has several.
    """

    whole: Mapping[str, float]
    parts: Sequence[Mapping[str, float]] = ()


@dataclass(frozen=True)
class Understanding:
    """What is understood of one message.

    Attributes:
        intent: what the citizen wants, sub-intent included, e.g. `chiedi_costi` or `conversa/saluto`.
        score: how sure the intent's group is.
        aspects: what is asked of a service, the surest first; empty for anything else.
        services: the services meant, where that is sure.
        candidates: the services that may be meant, the likeliest first.
        likely: for a bare need, the service to answer with as a guess where none is sure.
        maybe_danger: whether somebody may be in danger besides.
    """

    intent: str
    score: float
    aspects: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    candidates: tuple[Scored, ...] = ()
    likely: str | None = None
    maybe_danger: bool = False


def understand(
    asked: Asked,
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Mapping[str, float],
    in_hand: str | None = None,
    thresholds: Thresholds = Thresholds(),
) -> Understanding:
    """Weighs the three sources into one reading.

    Args:
        asked: what is asked, in the whole message and in its parts.
        topics: score of each service, of `NO_SERVICE` and of every other intent; sums to one.
        service_ids: which of the topics are services, at least two.
        named: how alike each service named in the text is to its name (0 to 1).
        in_hand: the service that the conversation is about, if any.
        thresholds: where a score is enough.
    """
    danger = _grouped(topics, service_ids).get(EMERGENCY, 0.0)
    if danger >= thresholds.emergency:  # judged by the words alone: no service in hand may outweigh it
        return Understanding(_best(topics, EMERGENCY, service_ids), danger)
    understood = _understand_harmless(asked, topics, service_ids, named, in_hand, thresholds)
    if danger < thresholds.maybe_emergency:
        return understood
    if understood.services or understood.likely or understood.intent == LIST:
        return replace(understood, maybe_danger=True)
    return Understanding(MAYBE_EMERGENCY, danger)


def _understand_harmless(
    asked: Asked,
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Mapping[str, float],
    in_hand: str | None,
    thresholds: Thresholds,
) -> Understanding:
    """What is understood when nobody is in danger."""
    harmless = {topic: score for topic, score in topics.items() if not topic.startswith(EMERGENCY)}
    topics = _weigh(harmless, named, in_hand, thresholds)
    groups = _grouped(topics, service_ids)
    group = max(groups, key=lambda name: groups[name])
    if group != NEED:
        return Understanding(_best(topics, group, service_ids), groups[group])
    sure, candidates = _services(topics, service_ids, named, groups[NEED], thresholds)
    intent, aspects = _aspects(asked, bool(sure), thresholds)
    if in_hand and aspects and not named and in_hand in [scored.name for scored in candidates]:
        sure = (in_hand,)  # sister services share their words: a bare question stays with the one in hand
    guessed = intent == NEED and not sure and candidates and candidates[0].score >= thresholds.likely_service
    return Understanding(intent, groups[NEED], aspects, sure, candidates, candidates[0].name if guessed else None)


def _weigh(
    topics: Mapping[str, float], named: Mapping[str, float], in_hand: str | None, thresholds: Thresholds
) -> dict[str, float]:
    """Adds to the words what is known besides: names in the text, and the service in hand."""
    weighed = dict(topics)
    for service, likeness in named.items():
        weighed[service] = (weighed.get(service, 0.0) + thresholds.named_floor) * thresholds.name_boost**likeness
    if in_hand:
        for topic in (in_hand, NO_SERVICE):
            weighed[topic] = weighed.get(topic, 0.0) * thresholds.in_hand_boost
    elif not named:
        for topic in weighed:
            if topic.startswith(OUT_OF_SCOPE):
                weighed[topic] *= thresholds.out_of_scope_boost
    total = sum(weighed.values())
    return {topic: score / total for topic, score in weighed.items()}


def _grouped(topics: Mapping[str, float], service_ids: Sequence[str]) -> dict[str, float]:
    groups: dict[str, float] = {}
    for topic, score in topics.items():
        name = _group(topic, service_ids)
        groups[name] = groups.get(name, 0.0) + score
    return groups


def _group(topic: str, service_ids: Sequence[str]) -> str:
    if topic == NO_SERVICE or topic in service_ids:
        return NEED
    return topic.split("/")[0]


def _best(topics: Mapping[str, float], group: str, service_ids: Sequence[str]) -> str:
    return max((t for t in topics if _group(t, service_ids) == group), key=lambda t: topics[t])


def _aspects(asked: Asked, has_service: bool, thresholds: Thresholds) -> tuple[str, tuple[str, ...]]:
    """The intent and, where it asks for aspects, which: a second one only next to a first."""
    ranked = _ranked(asked.whole)
    aspects = [scored for scored in ranked if scored.name.startswith(ASK)]
    best = ranked[0]
    if not aspects or (best.name == CORRECT and (has_service or best.score >= thresholds.sure_correction)):
        return best.name, ()
    if best.name == NEED and aspects[0].score < thresholds.aspect_over_need * best.score:
        return NEED, ()
    also = [scored.name for scored in aspects[1:] if scored.score >= thresholds.second_aspect]
    also += _asked_in_parts(asked.parts, thresholds)
    names = list(dict.fromkeys([aspects[0].name, *also]))
    if len(_ALL_CONTACTS.intersection(names)) > 1:
        names = list(dict.fromkeys(_CONTACTS if name in _ALL_CONTACTS else name for name in names))
    return names[0], tuple(name[len(ASK) :] for name in names[:_MAX_ASPECTS])


def _asked_in_parts(parts: Sequence[Mapping[str, float]], thresholds: Thresholds) -> list[str]:
    """What the parts of a message ask surely, each for itself."""
    best = (_ranked(part)[0] for part in parts)
    return [scored.name for scored in best if scored.name.startswith(ASK) and scored.score >= thresholds.aspect_of_part]


def _ranked(scores: Mapping[str, float]) -> list[Scored]:
    return sorted((Scored(name, score) for name, score in scores.items()), key=lambda scored: -scored.score)


def _services(
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Collection[str],
    total: float,
    thresholds: Thresholds,
) -> tuple[tuple[str, ...], tuple[Scored, ...]]:
    """The services meant and those that may be, among what is asked of services at all."""
    ranked = sorted((Scored(s, topics.get(s, 0.0) / total) for s in service_ids), key=lambda scored: -scored.score)
    candidates = tuple(scored for scored in ranked if scored.score >= thresholds.possible_service)
    first, second = ranked[0], ranked[1]
    close = second.name in named or first.score <= thresholds.close_factor * second.score
    if second.score >= thresholds.second_service and close:
        return (first.name, second.name), candidates
    alone = first.score >= thresholds.lonely_service and first.score >= thresholds.lonely_factor * second.score
    if first.score >= thresholds.sure_service or alone:
        return (first.name,), candidates
    return (), candidates
