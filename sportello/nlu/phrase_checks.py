"""What is wrong with a training phrase, or odd, before it is taught. Imports no Rasa."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import TypeVar

from rapidfuzz import fuzz, process

from sportello.nlu.names import NameFinder
from sportello.nlu.phrases import Lesson, Phrase
from sportello.nlu.reading import ASK, CORRECT, EMERGENCY, LIST, NEED
from sportello.text import fold

# Words that do not make two phrases different.
SMALL_WORDS = frozenset(
    "a ai al alla alle allo agli che ci con d da dal dalla de dei degli del dell della delle di e ed "
    "gli i il in l la le lo ma mi ne nel nella o per si su sul sulla ti tra un una uno vi".split()
)
LONGEST = 500
_SHORTEST = 2
_MOST_KEPT = 60_000
# In percent, of the words in alphabetical order: so alike, two phrases teach nearly the same.
_ALIKE = 88
MOST_ALIKE = 3

K = TypeVar("K")


class Kind(Enum):
    """What can be wrong with a phrase; the last two are only odd."""

    EMPTY = "vuota"
    SHORT = "corta"
    LONG = "lunga"
    PERSONAL = "dati personali"
    HELD_OUT = "serve a misurare"
    DANGER = "letta come un'emergenza"
    SAME = "c'è già"
    COPY = "quasi copia"
    NAME_OF_ANOTHER = "è il nome di un altro servizio"
    NAMES_ANOTHER = "nomina un altro servizio"
    ALIKE = "somiglia"


_ONLY_ODD = frozenset({Kind.NAMES_ANOTHER, Kind.ALIKE})


@dataclass(frozen=True)
class Finding:
    """One thing about a phrase.

    Attributes:
        kind: what it is.
        phrases: the phrases in force that it is about.
        masked: how the phrase would read without personal data.
        service: the other service that it names.
    """

    kind: Kind
    phrases: tuple[Phrase, ...] = ()
    masked: str = ""
    service: str = ""

    @property
    def is_grave(self) -> bool:
        """Whether the phrase cannot be taught as it is."""
        return self.kind not in _ONLY_ODD


def key(text: str) -> str:
    """What makes two phrases the same; signs alone (an emoji) stay as they are."""
    return fold(text) or text.strip()


def content(text: str) -> tuple[str, ...]:
    """The words of a phrase that make it different from others, in alphabetical order."""
    return tuple(sorted(set(fold(text).split()) - SMALL_WORDS))


def _sorted_words(text: str) -> str:
    return " ".join(sorted(fold(text).split()))


# Of the phrases in the files alone: what citizens asked is not to stay in memory after it expired.
kept_key = lru_cache(maxsize=_MOST_KEPT)(key)
_kept_content = lru_cache(maxsize=_MOST_KEPT)(content)
_kept_words = lru_cache(maxsize=_MOST_KEPT)(_sorted_words)


class Known:
    """The phrases that there are already, the held-out ones and the names of services, to compare others with."""

    def __init__(
        self,
        phrases: Iterable[Phrase],
        held_out: Collection[str] = (),
        names: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Takes them as they are.

        Args:
            phrases: those that are taught.
            held_out: the texts of those that are never taught.
            names: of each service, how people may call it.
        """
        self._phrases = list(phrases)
        self._held_out = frozenset(map(key, held_out))
        self._finder = NameFinder(names or {})

    def add(self, phrase: Phrase) -> None:
        """One phrase more."""
        self._by_key[kept_key(phrase.text)].append(phrase)
        self._by_content[phrase.lesson, _kept_content(phrase.text)].append(phrase)
        self._sorted.append(_kept_words(phrase.text))
        # Last: what is made at its first use is made of these.
        self._phrases.append(phrase)

    def is_held_out(self, text: str) -> bool:
        """Whether the same phrase serves to measure."""
        return key(text) in self._held_out

    def same(self, text: str) -> tuple[Phrase, ...]:
        """The phrases that differ by no more than capitals, accents and punctuation."""
        return tuple(self._by_key.get(key(text), ()))

    def copied(self, text: str, lesson: Lesson) -> tuple[Phrase, ...]:
        """The phrases of the same lesson that have the same words but for small ones."""
        words = content(text)
        return tuple(self._by_content.get((lesson, words), ())) if len(words) > 1 else ()

    def alike(self, text: str) -> tuple[Phrase, ...]:
        """The few phrases that are the most like this one, where any is."""
        words = _sorted_words(text)
        if not words:
            return ()
        # One more: the phrase itself may be among them.
        hits = process.extract(words, self._sorted, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=MOST_ALIKE + 1)
        return tuple(self._phrases[place] for _, _, place in hits)

    def named(self, text: str) -> tuple[tuple[str, bool], ...]:
        """The services named in full in a text, and of each whether its name is all that the text says."""
        found = [hit for hit in self._finder.find(text) if hit.likeness == 1.0]
        return tuple((hit.service, hit.end - hit.start == len(fold(text).split())) for hit in found)

    @cached_property
    def _by_key(self) -> dict[str, list[Phrase]]:
        return grouped(self._phrases, lambda phrase: kept_key(phrase.text))

    @cached_property
    def _by_content(self) -> dict[tuple[Lesson, tuple[str, ...]], list[Phrase]]:
        return grouped(self._phrases, lambda phrase: (phrase.lesson, _kept_content(phrase.text)))

    @cached_property
    def _sorted(self) -> list[str]:
        return [_kept_words(phrase.text) for phrase in self._phrases]


def check(
    text: str,
    lesson: Lesson,
    known: Known,
    mask: Callable[[str], str],
    longest: int = LONGEST,
    instead_of: Phrase | None = None,
    alarming: Collection[str] = (),
) -> list[Finding]:
    """Everything that is wrong with a phrase, or odd, before it is taught; empty where it can be.

    Args:
        text: on one line, without blanks around it.
        lesson: what it is to teach.
        known: what there is already.
        mask: puts marks in the place of personal data.
        longest: how many characters a citizen may type.
        instead_of: the phrase that it takes the place of, if any.
        alarming: the texts that are read as an emergency today, and that nobody vouched for.
    """
    if not text:
        return [Finding(Kind.EMPTY)]

    def others(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
        return tuple(phrase for phrase in phrases if phrase != instead_of)

    found = list(_of_its_own(text, lesson, mask, longest))
    if known.is_held_out(text):
        found.append(Finding(Kind.HELD_OUT))
    if text in alarming and not lesson.intent.startswith(EMERGENCY):
        found.append(Finding(Kind.DANGER))
    same = others(known.same(text))
    copied = () if same else others(known.copied(text, lesson))
    if same or copied:
        found.append(Finding(Kind.SAME if same else Kind.COPY, same or copied))
    found += _of_names(text, lesson, known)
    if not any(finding.is_grave for finding in found):
        alike = others(known.alike(text))[:MOST_ALIKE]
        found += [Finding(Kind.ALIKE, alike)] if alike else []
    return found


def _of_its_own(text: str, lesson: Lesson, mask: Callable[[str], str], longest: int) -> Iterator[Finding]:
    if is_about_services(lesson.intent) and len(fold(text)) < _SHORTEST:
        yield Finding(Kind.SHORT)
    if len(text) > longest:
        yield Finding(Kind.LONG)
    masked = mask(text)
    if masked != text:
        yield Finding(Kind.PERSONAL, masked=masked)


def _of_names(text: str, lesson: Lesson, known: Known) -> Iterator[Finding]:
    named = known.named(text)
    services = [service for service, _ in named]
    if not named or lesson.service in services:
        return
    if any(is_all for _, is_all in named):
        yield Finding(Kind.NAME_OF_ANOTHER, service=services[0])
    elif lesson.service:
        yield Finding(Kind.NAMES_ANOTHER, service=services[0])


def is_about_services(intent: str) -> bool:
    """Whether phrases of an intent may be about a service, beside the needs, which always are."""
    base = intent.partition("/")[0]
    return base in (NEED, CORRECT) or (base.startswith(ASK) and base != LIST)


def grouped(phrases: Iterable[Phrase], by: Callable[[Phrase], K]) -> dict[K, list[Phrase]]:
    """The phrases by something of theirs."""
    groups: dict[K, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        groups[by(phrase)].append(phrase)
    return groups
