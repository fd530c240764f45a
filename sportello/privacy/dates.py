"""Dates of birth: those that are said to be, and full dates of long ago."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from sportello.privacy.found import Found
from sportello.privacy.marks import Kind

_MONTHS = (
    "gen(?:naio)?|febb?(?:raio)?|mar(?:zo)?|apr(?:ile)?|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|ago(?:sto)?"
    "|sett?(?:embre)?|ott(?:obre)?|nov(?:embre)?|dic(?:embre)?"
)
_FULL = (
    r"(?:\d{1,2}\s?[./\- ]\s?\d{1,2}\s?[./\- ]\s?(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}[°º]?\s+(?:{_MONTHS})\.?\s+['’]?(?:\d{{4}}|\d{{2}}))(?!\d)"
)
_YEAR = r"(?:['’]\s?\d\d|(?:19|20)\d\d)(?!\d)"
_BORN = r"\b(?:nat[oaie]|nasc\w*|data\s+(?:di\s+)?nasc\w*\.?|d\.?d\.?n\.?|compleanno|compio\s+gli\s+anni)"
# A place, a blank, "il": a few words at most between.
_SAID = re.compile(rf"{_BORN}[\s:,.]*(?:(?!\d)[^\d\n]{{0,40}}?)({_FULL})", re.IGNORECASE)
_SAID_OF = re.compile(rf"\b(?:sono|è|e['’]|sn)\s+del(?:l['’])?\s*({_FULL})", re.IGNORECASE)
_SAID_YEAR = re.compile(rf"\b(?:nat[oaie](?:\s+\w+){{0,3}}?\s+(?:nel|del)(?:l['’])?|classe)\s*({_YEAR})", re.IGNORECASE)
_BARE = re.compile(r"(?<![\d/.\-])(\d{1,2})[./\-](\d{1,2})[./\-]((?:19|20)\d\d)(?![\d/\-])")
# A date in full so many years ago is hardly a deadline.
_LONG_AGO_YEARS = 10


def find(text: str, today: dt.date) -> Iterator[Found]:
    """The dates of birth in a text that holds digits."""
    for pattern in (_SAID, _SAID_OF, _SAID_YEAR):
        for match in pattern.finditer(text):
            yield Found.of(match, Kind.BIRTH, 1)
    for match in _BARE.finditer(text):
        if int(match.group(3)) <= today.year - _LONG_AGO_YEARS:
            yield Found.of(match, Kind.BIRTH)
