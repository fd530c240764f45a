"""Which service of the present Carta each service of the new edition is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sportello.carta.model import Card, Carta, Group, Service
from sportello.importing.found import Found
from sportello.importing.likeness import kept
from sportello.importing.names import LIKELY, SURE, KnownNames

# Points that a title and text must reach together where the title alone is not sure.
_LEAST_TOGETHER = 95.0
_POINTS_OF_TEXT, _POINTS_OF_SECTION, _POINTS_OF_CONTENT = 40.0, 5.0, 3.0
_GROUP = 75.0


@dataclass(frozen=True)
class Match:
    """A service or group of ours and what the new edition says of it; `likeness` is that of the names."""

    card: Card
    found: Found
    likeness: float


@dataclass
class Matches:
    """The whole: what both have, what is new (with the parent of its siblings), what is gone, what came twice."""

    both: list[Match] = field(default_factory=list)
    new: list[tuple[Found, str | None]] = field(default_factory=list)
    gone: list[Service] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def match(found: Sequence[Found], carta: Carta, known: KnownNames) -> Matches:
    """Each service of the new edition with at most one of ours, the surest first."""
    pairs = _pairs(found, carta, known)
    groups = _groups(found, pairs, carta, known)
    result = Matches()
    for index, each in enumerate(found):
        if index in groups:
            result.both.append(Match(groups[index], each, 100.0))
            continue
        if each.shares:
            continue
        whole = each if each.parent is None or each.parent in groups else _with_shared(each, found[each.parent])
        if index in pairs:
            card, likeness = pairs[index]
            result.both.append(Match(card, whole, likeness))
        elif any(known.likeness(each.title, card.id) >= SURE for card, _ in pairs.values()):
            result.twice.append(each.title.name)
        else:
            result.new.append((whole, _parent_of_siblings(each, found, pairs)))
    matched = {each.card.id for each in result.both}
    result.gone = [service for service in carta.servizi if service.id not in matched]
    return result


_Pairs = dict[int, tuple[Card, float]]


def _pairs(found: Sequence[Found], carta: Carta, known: KnownNames) -> _Pairs:
    scored = []
    for index, each in enumerate(found):
        for service in () if each.shares else carta.servizi:
            likeness = known.likeness(each.title, service.id)
            points = likeness + _POINTS_OF_TEXT * _text_kept(service, each)
            if likeness >= SURE or (likeness >= LIKELY and points >= _LEAST_TOGETHER):
                same_section = bool(each.section) and each.section == service.sezione
                extra = _POINTS_OF_SECTION * same_section + _POINTS_OF_CONTENT * _states(each)
                scored.append((points + extra, likeness, index, service))
    pairs: _Pairs = {}
    taken: set[str] = set()
    for _, likeness, index, service in sorted(scored, key=lambda item: -item[0]):
        if index not in pairs and service.id not in taken:
            pairs[index] = service, likeness
            taken.add(service.id)
    return pairs


def _text_kept(service: Service, found: Found) -> float:
    if found.cose is None:
        return 0.0
    before = " ".join((service.cose.testo, *service.cose.dettagli))
    return kept(before, " ".join((found.cose.text, *found.cose.details)))


def _states(found: Found) -> int:
    """How much it says: an entry of a table of contents says nothing."""
    return sum(map(bool, (found.cose, found.destinatari, found.accesso, found.costs_text, found.contacts)))


def _groups(found: Sequence[Found], pairs: _Pairs, carta: Carta, known: KnownNames) -> dict[int, Group]:
    """Where what several share is a group of ours: the parent of most of them, or one of its name."""
    groups = {group.id: group for group in carta.gruppi}
    result: dict[int, Group] = {}
    for index, each in enumerate(found):
        if not each.shares:
            continue
        parents = Counter(pairs[i][0].padre for i, child in enumerate(found) if child.parent == index and i in pairs)
        likely = [parent for parent, _ in parents.most_common(1)]
        likely += [group for group in groups if known.likeness(each.title, group) >= _GROUP and not parents]
        group = next((groups[name] for name in likely if name in groups), None)
        if group is not None and group not in result.values():
            result[index] = group
    return result


def _parent_of_siblings(found: Found, whole: Sequence[Found], pairs: _Pairs) -> str | None:
    if found.parent is None:
        return None
    siblings = [pairs[i][0].padre for i, each in enumerate(whole) if each.parent == found.parent and i in pairs]
    return Counter(siblings).most_common(1)[0][0] if siblings else None


def _with_shared(found: Found, shared: Found) -> Found:
    """What it does not say itself as what it shares with its siblings."""
    inherited = {
        name: getattr(shared, name)
        for name in ("destinatari", "costs", "costs_text", "documents", "dove", "contacts", "hours_text")
        if not getattr(found, name)
    }
    if not found.accesso:
        inherited |= {"accesso": shared.accesso, "appointment": shared.appointment}
    if not found.hours.slots:
        inherited["hours"] = shared.hours
    return replace(found, **inherited)
