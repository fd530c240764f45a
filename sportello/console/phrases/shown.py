"""Phrases as pages show them: a line each, the counts of every group, what the forms offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from sportello.carta import Aspect, Catalogue
from sportello.console.catalogue import drafted
from sportello.console.draft import Draft
from sportello.console.paging import query
from sportello.console.phrases import words
from sportello.console.phrases.book import Book, drafted_only, id_of, read
from sportello.console.phrases.teach import Judged, sentence
from sportello.console.phrases.words import Choice, Group
from sportello.nlu.phrase_amounts import Amount, Amounts
from sportello.nlu.phrase_checks import Kind
from sportello.nlu.phrases import Lesson, Phrase
from sportello.nlu.reading import ASK, NEED

# In the place of a service, to choose the phrases that are about none.
NO_SERVICE = "nessuno"
# What a list is of.
OF_SERVICE, OF_INTENT = "servizio", "intento"


@dataclass(frozen=True)
class Sight:
    """The phrases and the Carta of the draft, as a page sees them."""

    book: Book
    catalogue: Catalogue
    fresh: frozenset[Phrase]

    @classmethod
    def of(cls, draft: Draft) -> Sight:
        """At this moment."""
        return cls(read(draft), drafted(draft), drafted_only(draft))

    def choices(self) -> dict[str, Any]:
        """What the forms offer."""
        return choices(self.book, self.catalogue)


@dataclass(frozen=True)
class Row:
    """A phrase in a list.

    Attributes:
        id: stands for it in addresses.
        text: the phrase.
        lesson: what it teaches, in words; in a list that is of one thing, what else there is to say.
        voice: who writes so, in words.
        fresh: whether it is in the draft alone.
    """

    id: str
    text: str
    lesson: str
    voice: str
    fresh: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the first page: where it leads, what it is called, how much there is.

    Attributes:
        address: the page of its phrases.
        words: its name.
        amount: all its phrases; the least is 0 where no number is asked for.
        needs: of a service, those that tell a need.
    """

    address: str
    words: str
    amount: Amount
    needs: Amount | None = None


@dataclass(frozen=True)
class Section:
    """A group on the first page, with its own amount, whose least is 0 where none holds for the whole of it."""

    title: str
    entries: tuple[Entry, ...]
    amount: Amount


@dataclass(frozen=True)
class Filter:
    """By what a list can be narrowed: the name of the field, its label, what it offers, what was chosen."""

    name: str
    label: str
    choices: list[Choice]
    value: str


@dataclass(frozen=True)
class Remark:
    """What is said of a phrase, with the phrases that it is about; those that teach something else can be moved."""

    sentence: str
    others: tuple[Row, ...]
    can_move: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a phrase that was to be taught: whether it is taught, and what there is to say."""

    text: str
    taught: bool
    remarks: tuple[Remark, ...]


def row(phrase: Phrase, catalogue: Catalogue) -> Row:
    """A phrase as a line."""
    lesson = words.lesson_words(phrase.lesson, catalogue)
    return Row(id_of(phrase), phrase.text, lesson, words.voice_words(phrase.voice))


def rows(phrases: Iterable[Phrase], sight: Sight, of: str = "") -> list[Row]:
    """Phrases as lines; in a list `of` a service or of an intent, without repeating which."""
    found = []
    for phrase in phrases:
        line = replace(row(phrase, sight.catalogue), fresh=phrase in sight.fresh)
        if of == OF_SERVICE:
            line = replace(line, lesson=words.asked_words(phrase.lesson))
        elif of == OF_INTENT:
            line = replace(line, lesson=words.about_words(phrase.lesson, sight.catalogue))
        found.append(line)
    return found


def in_order(phrases: Iterable[Phrase], sight: Sight) -> list[Phrase]:
    """First what is in the draft alone, then the needs, then the rest, as the files have them."""
    return sorted(phrases, key=lambda phrase: (phrase not in sight.fresh, not phrase.intent.startswith(NEED)))


def sections(book: Book, catalogue: Catalogue) -> list[Section]:
    """The groups of the first page, with how much there is of each."""
    amounts = Amounts.of(book.phrases, catalogue.ids)
    intents = Counter(phrase.intent for phrase in book.phrases)
    aspects = {ASK + aspect.value: amounts.aspects[aspect.value] for aspect in Aspect}
    wholes = {Group.EMERGENCIES: amounts.emergencies, Group.OUT_OF_SCOPE: amounts.out_of_scope}
    found = [_of_services(book, catalogue, amounts)]
    for group, choices in words.by_group([*intents, *aspects]).items():
        if group is not Group.SERVICES:
            entries = tuple(
                Entry(intent_address(one.value), one.words, aspects.get(one.value, Amount(intents[one.value], 0)))
                for one in choices
            )
            found.append(Section(group.value, entries, wholes.get(group, _sum(entries))))
    return found


def _of_services(book: Book, catalogue: Catalogue, amounts: Amounts) -> Section:
    own = Counter(phrase.service for phrase in book.phrases if phrase.service)
    entries = [
        Entry(service_address(one.value), one.words, amounts.services[one.value], amounts.needs[one.value])
        for one in words.services(catalogue)
    ]
    entries += [
        Entry(service_address(service), f"{service} (non è più tra i servizi)", Amount(own[service], 0), Amount(0, 0))
        for service in sorted(set(own) - set(catalogue.ids))
    ]
    return Section(Group.SERVICES.value, tuple(entries), _sum(entries))


def _sum(entries: Iterable[Entry]) -> Amount:
    return Amount(sum(entry.amount.phrases for entry in entries), 0)


def amount_of(intent: str, phrases: Collection[Phrase]) -> Amount:
    """How many of these phrases have an intent, and how many it takes where a number is asked for."""
    aspects = Amounts.of(phrases, ()).aspects
    number = sum(phrase.intent == intent for phrase in phrases)
    return aspects.get(intent.removeprefix(ASK), Amount(number, 0)) if intent.startswith(ASK) else Amount(number, 0)


def service_address(service: str, intent: str = "") -> str:
    """The page of the phrases about a service, or of those of one intent."""
    return f"/frasi/servizio/{quote(service)}{query({'che': base_of(intent)})}"


def intent_address(intent: str) -> str:
    """The page of the phrases of an intent."""
    return f"/frasi/intento/{quote(intent)}"


def lesson_address(lesson: Lesson) -> str:
    """The page where the phrases of a lesson are found."""
    return service_address(lesson.service, lesson.intent) if lesson.service else intent_address(lesson.intent)


def base_of(intent: str) -> str:
    """An intent as it is chosen in a form: all needs are one there, the service is chosen besides."""
    return NEED if intent.startswith(f"{NEED}/") else intent


def fields_of(lesson: Lesson) -> dict[str, str]:
    """A lesson as the fields of a form say it."""
    return {"intento": base_of(lesson.intent), "servizio": lesson.service or "", "anche": lesson.also or ""}


def intents_of(phrases: Iterable[Phrase]) -> list[Choice]:
    """What the phrases about a service ask, to choose from."""
    return [choice for choices in words.by_group(base_of(p.intent) for p in phrases).values() for choice in choices]


def services_of(phrases: Iterable[Phrase], catalogue: Catalogue) -> list[Choice]:
    """The services that phrases are about, to choose from, in the order of the Carta; empty where none is."""
    found = {phrase.service for phrase in phrases}
    of_services = [Choice(s, words.service_words(s, catalogue)) for s in catalogue.ids if s in found]
    return [*of_services, Choice(NO_SERVICE, "nessuno in particolare")] if of_services else []


def choices(book: Book, catalogue: Catalogue) -> dict[str, Any]:
    """What the forms for lessons and voices offer, by the names of the templates."""
    groups = words.by_group(book.intents())
    groups[Group.SERVICES] = [Choice(NEED, "Racconta un bisogno, senza una domanda precisa")]
    return {
        "gruppi": [(group.value, offered) for group, offered in groups.items()],
        "servizi": words.services(catalogue),
        "aspetti": [Choice(aspect.value, words.intent_words(ASK + aspect.value)) for aspect in Aspect],
        "voci": [Choice(*pair) for pair in words.VOICES.items()],
    }


def outcome(judged: Judged, lesson: Lesson, catalogue: Catalogue, longest: int) -> Outcome:
    """What is said of a phrase that was to teach this lesson."""
    remarks = tuple(
        Remark(
            sentence(finding, lesson, catalogue, longest),
            tuple(row(phrase, catalogue) for phrase in finding.phrases),
            finding.kind is Kind.SAME and all(phrase.lesson != lesson for phrase in finding.phrases),
        )
        for finding in judged.findings
    )
    return Outcome(judged.text, judged.phrase is not None, remarks)
