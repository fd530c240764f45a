"""From scores to what is understood. Imports no Rasa.

Three sources are weighed: what is asked (an aspect, or just the need), what it is about (a
service, nothing in particular, or something else altogether) and the names of services in the
text. Why the two models and where the thresholds come from: `docs/decisions/0002-two-questions.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sportello.nlu.reading import (
    ASK,
    BACK,
    CHOOSE,
    CORRECT,
    EMERGENCY,
    LIST,
    MAYBE_EMERGENCY,
    NEED,
    NO_SERVICE,
    OUT_OF_SCOPE,
    Asked,
    Context,
    Scored,
    Thresholds,
    Understanding,
)

_CONTACTS = ASK + "contatti"
# More would be a speech.
_MAX_ASPECTS = 2
_ALL_CONTACTS = {ASK + "telefono", ASK + "email", _CONTACTS}
_FOR_WHOM = ASK + "destinatari"


def understand(
    asked: Asked,
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Mapping[str, float],
    context: Context = Context(),
    thresholds: Thresholds = Thresholds(),
) -> Understanding:
    """Weighs the three sources into one reading.

    Args:
        asked: what is asked, in the whole message and in its parts.
        topics: score of each service, of `NO_SERVICE` and of every other intent; sums to one.
        service_ids: which of the topics are services, at least two.
        named: how alike each service named in the text is to its name (0 to 1), in the order of the text.
        context: where the conversation stands.
        thresholds: where a score is enough.
    """
    danger = _grouped(topics, service_ids).get(EMERGENCY, 0.0)
    if danger >= thresholds.emergency:  # judged by the words alone: no service in hand may outweigh it
        return Understanding(_best(topics, EMERGENCY, service_ids), danger)
    understood = _understand_harmless(asked, topics, service_ids, named, context, thresholds)
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
    context: Context,
    thresholds: Thresholds,
) -> Understanding:
    """What is understood when nobody is in danger."""
    harmless = {topic: score for topic, score in topics.items() if not topic.startswith(EMERGENCY)}
    # The one in hand has a boost of its own: who says "the flat that I have already" may turn to another.
    named = {service: likeness for service, likeness in named.items() if service != context.in_hand}
    topics = _weigh(harmless, named, context, _asks_for_whom(asked), thresholds)
    groups = _grouped(topics, service_ids)
    group = max(groups, key=lambda name: groups[name])
    if group in (BACK, CHOOSE):
        return _pointed_at(asked, topics, service_ids, named, context, thresholds)
    if group != NEED:
        return Understanding(_best(topics, group, service_ids), groups[group])
    sure, candidates = _services(topics, service_ids, named, groups[NEED], thresholds)
    if not sure and context.back and context.recent:
        pointed = _pointed_at(asked, topics, service_ids, named, context, thresholds)
        if pointed.services or pointed.score >= thresholds.pointed:
            return pointed
    intent, aspects = _aspects(asked, bool(sure), thresholds)
    if intent == CORRECT:
        sure = sure[:1]  # who corrects also names what was not meant
    if aspects and not named and _is_near(context, candidates, thresholds):
        sure = (str(context.in_hand),)  # sister services share their words: a bare question stays with the one in hand
    guessed = intent == NEED and not sure and candidates and candidates[0].score >= thresholds.likely_service
    return Understanding(intent, groups[NEED], aspects, sure, candidates, candidates[0].name if guessed else None)


def _is_near(context: Context, candidates: Sequence[Scored], thresholds: Thresholds) -> bool:
    """Whether the service in hand is among the candidates, and not far behind the first."""
    if context.away or context.back:
        return False
    least = candidates[0].score / thresholds.stay_factor if candidates else 0.0
    return any(scored.name == context.in_hand and scored.score >= least for scored in candidates)


def _asks_for_whom(asked: Asked) -> bool:
    return _ranked(asked.whole)[0].name == _FOR_WHOM


def _pointed_at(
    asked: Asked,
    topics: Mapping[str, float],
    service_ids: Sequence[str],
    named: Mapping[str, float],
    context: Context,
    thresholds: Thresholds,
) -> Understanding:
    """One of several, or a former one, with what is asked of it; where the words say which, that service."""
    groups = _grouped(topics, service_ids)
    group = max((BACK, CHOOSE), key=lambda name: groups.get(name, 0.0))
    best = _ranked(asked.whole)[0]
    surely = best.name.startswith(ASK) and best.score >= thresholds.aspect_of_part
    intent, aspects = _aspects(asked, True, thresholds) if surely else (NEED, ())
    sure, candidates = _services(topics, service_ids, named, groups.get(NEED, 0.0), thresholds)
    known = {*context.recent, *named} - {context.in_hand}
    meant = tuple(service for service in sure[:1] if service in known)
    if meant:
        return Understanding(intent, groups[group], aspects, meant, candidates)
    return Understanding(_best(topics, group, service_ids), groups[group], aspects)


def _weigh(
    topics: Mapping[str, float],
    named: Mapping[str, float],
    context: Context,
    for_whom: bool,
    thresholds: Thresholds,
) -> dict[str, float]:
    """Adds to the words what is known besides: names in the text, and where the conversation stands."""
    weighed = dict(topics)
    for service, likeness in named.items():
        weighed[service] = (weighed.get(service, 0.0) + thresholds.named_floor) * thresholds.name_boost**likeness
    for topic, boost in _boosts(context, for_whom, thresholds).items():
        weighed[topic] = weighed.get(topic, 0.0) * boost
    if not context.in_hand and not named:
        for topic in weighed:
            if topic.startswith(OUT_OF_SCOPE):
                weighed[topic] *= thresholds.out_of_scope_boost
    total = sum(weighed.values())
    return {topic: score / total for topic, score in weighed.items()}


def _boosts(context: Context, for_whom: bool, thresholds: Thresholds) -> dict[str, float]:
    """What the course of the conversation multiplies scores by."""
    if context.back and context.recent:
        former = dict.fromkeys(context.recent, thresholds.in_hand_boost)
        return {**former, context.in_hand: 0.0} if context.in_hand else former
    boosts: dict[str, float] = {}
    if context.in_hand and not context.away and not context.back:
        boosts[NO_SERVICE] = thresholds.in_hand_boost
        boosts[context.in_hand] = thresholds.in_hand_boost * (thresholds.for_whom_boost if for_whom else 1.0)
    return boosts


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
        in_part = _asked_in_parts(asked.parts, thresholds)[:1] if best.name == CORRECT else []
        return best.name, tuple(name[len(ASK) :] for name in in_part)
    if best.name == NEED and aspects[0].score < thresholds.aspect_over_need * best.score:
        return NEED, ()
    in_parts = _asked_in_parts(asked.parts, thresholds)
    if in_parts and aspects[0].score < thresholds.aspect_of_part:
        names = list(dict.fromkeys([*in_parts, aspects[0].name]))  # much is said, and one part of it asks
    else:
        also = [scored.name for scored in aspects[1:] if scored.score >= thresholds.second_aspect]
        names = list(dict.fromkeys([aspects[0].name, *also, *in_parts]))
    if len(_ALL_CONTACTS.intersection(names)) > 1:
        names = list(dict.fromkeys(_CONTACTS if name in _ALL_CONTACTS else name for name in names))
    return names[0], tuple(name[len(ASK) :] for name in names[:_MAX_ASPECTS])


def _asked_in_parts(parts: Sequence[Mapping[str, float]], thresholds: Thresholds) -> list[str]:
    """What the parts of a message ask surely, each for itself."""
    best = (_ranked(part)[0] for part in parts)
    sure = [scored.name for scored in best if scored.name.startswith(ASK) and scored.score >= thresholds.aspect_of_part]
    return list(dict.fromkeys(sure))


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
    near = first.score <= thresholds.together_factor * second.score
    together = near and second in candidates and first.name in named and second.name in named
    close = second.name in named or first.score <= thresholds.close_factor * second.score
    if together or (second.score >= thresholds.second_service and close):
        order = list(named)
        both = sorted((first.name, second.name), key=lambda name: order.index(name) if together else 0)
        return tuple(both), candidates
    alone = first.score >= thresholds.lonely_service and first.score >= thresholds.lonely_factor * second.score
    by_name = first.name in named and first.score >= thresholds.named_service
    if first.score >= thresholds.sure_service or alone or by_name:
        return (first.name,), candidates
    return (), candidates
