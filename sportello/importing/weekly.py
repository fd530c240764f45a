"""Weekly hours in the words of a Carta: weekdays and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sportello.carta.model import WEEKDAYS
from sportello.text import plain

_DAYS = {plain(day)[:3]: day for day in WEEKDAYS}
_DAY = r"(?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|lun|mar|mer|gio|ven|sab|dom)\b'?\.?"
_TIME = r"(?:[01]?\d|2[0-4])(?:[.:,][0-5]\d)?"
_TOKEN = re.compile(
    rf"(?P<first>\b{_DAY})\s*(?:\bal?\b|-|–)\s*(?P<last>\b{_DAY})|(?P<day>\b{_DAY})"
    rf"|(?P<before>\b(?:dalle|dall'|ore|orario|tra le|fra le|h)\.?\s*(?:ore\s*)?)?(?<![\d/.,:])(?P<from>{_TIME})\s*"
    rf"(?P<between>(?:\b[fs]ino )?\balle(?: ore)?\b|\ball'|\be le\b|\ba\b|-|–|/)\s*(?:ore\s*)?(?P<to>{_TIME})(?![\d/])"
)
# Sentences; the dot of «Mar.» ends none.
_PARTS = re.compile(r"(?<=[^\d\s]{2})(?<!\blun)(?<!\bmar)(?<!\bmer)(?<!\bgio)(?<!\bven)(?<!\bsab)(?<!\bdom)\.\s+|;|\n")
_CLOCK = re.compile(r"\b\d{1,2}[.:]\d{2}\b")
_ONLY_BETWEEN = re.compile(r"[\s:,.]*$")
# Not every week, or not always: only the Carta's own words say it rightly.
_NOT_WEEKLY = re.compile(
    r"\b(?:prim[oi]|second[oi]|terz[oi]|quart[oi]|ultim[oi]) (?:e \w+ )?(?:" + _DAY + r"|giorn)|\bdel mese\b|\bmensil"
    r"|\balterni?\b|\balternate\b|\bogni due\b|\bquindicinal|\besclus|\btranne\b|\beccetto\b|\bsalvo\b|\bestiv"
    r"|\binvernal|\b(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b"
)
_APPOINTMENT = re.compile(r"\b(?:appuntament\w+|prenotazion\w+)")
_FREE = re.compile(
    r"\b(?:accesso (?:e )?(?:libero|diretto)|liber[oa]\b|senza (?:appuntament|prenotazion)\w+|liberamente"
    r"|non (?:e|serve|occorre) (?:necessari\w+ )?(?:l')?(?:appuntament|prenotazion)\w+)"
)


@dataclass(frozen=True)
class FoundSlot:
    """One weekly opening; `kind` is None where the words do not say whether one must have an appointment."""

    day: str
    opens: str
    closes: str
    kind: str | None = None


@dataclass
class FoundHours:
    """The openings in a text, in order; where not `sure`, it says more than can be read as a weekly table."""

    slots: list[FoundSlot] = field(default_factory=list)
    sure: bool = True


def kind_of(text: str) -> str | None:
    """Whether a text speaks of appointments or of free access; None for neither or both."""
    text = plain(text)
    free = bool(_FREE.search(text))
    by_appointment = bool(_APPOINTMENT.search(_FREE.sub("", text)))
    if free == by_appointment:
        return None
    return "libero" if free else "appuntamento"


def has_hours(text: str) -> bool:
    """Whether a line gives days with times."""
    found = hours([text])
    return bool(found.slots)


def hours(texts: Iterable[str]) -> FoundHours:
    """The weekly openings that these texts give."""
    found = FoundHours()
    for text in texts:
        for part in _PARTS.split(plain(text)):
            _read(part, found)
    return found


def _read(part: str, found: FoundHours) -> None:
    groups = _groups(part)
    said = _CLOCK.search(_TOKEN.sub(" ", part)) and any(group.days for group in groups)
    found.sure &= not said and not any(group.times and not group.days for group in groups)
    for group in groups:
        if group.days and group.times and _NOT_WEEKLY.search(part):
            found.sure = False
            continue
        kind = kind_of(group.words) or kind_of(part)
        for opens, closes in group.times:
            found.sure &= opens < closes
            found.slots.extend(FoundSlot(day, opens, closes, kind) for day in group.days if opens < closes)


@dataclass
class _Group:
    """Days, the times that are said of them, and the words in which both are."""

    days: list[str] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""


def _groups(part: str) -> list[_Group]:
    """Days with their times; a group ends where what it began with comes again."""
    groups = [_Group()]
    days_first: bool | None = None
    end = start = 0
    for token in _TOKEN.finditer(part):
        current = groups[-1]
        said = _said_days(token)
        is_beside = bool(current.days) and not current.times and bool(_ONLY_BETWEEN.match(part, end, token.start()))
        time = _said_time(token, is_beside)
        if not said and time is None:
            continue
        if days_first is None:
            days_first = bool(said)
        if (days_first and said and current.times) or (not days_first and time and current.days):
            current.words = part[start : token.start()]
            start = token.start()
            current = _Group()
            groups.append(current)
        current.days += said
        current.times += [time] if time else []
        end = token.end()
    groups[-1].words = part[start:]
    return groups


def _said_days(token: re.Match[str]) -> list[str]:
    if token["day"]:
        return [_DAYS[token["day"][:3]]]
    if not token["first"]:
        return []
    first, last = (WEEKDAYS.index(_DAYS[token[name][:3]]) for name in ("first", "last"))
    return list(WEEKDAYS[first : last + 1])


def _said_time(token: re.Match[str], is_beside: bool) -> tuple[str, str] | None:
    """A range of times; bare numbers count only beside a day, or with words that say so."""
    if not token["from"]:
        return None
    is_bare = token["from"].isdigit() or token["to"].isdigit()
    if is_bare and not is_beside and not token["before"] and "all" not in token["between"]:
        return None
    return _clock(token["from"]), _clock(token["to"])


def _clock(printed: str) -> str:
    hour, *minute = re.split(r"[.:,]", printed)
    return f"{int(hour):02}:{minute[0] if minute else '00'}"
