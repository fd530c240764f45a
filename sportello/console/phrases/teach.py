"""Teaches phrases: each is looked at first, and said why where it cannot be taught."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from sportello.carta import Catalogue
from sportello.carta.query import names_of
from sportello.console import catalogue as carta
from sportello.console.draft import Draft
from sportello.console.phrases import book
from sportello.console.phrases.book import Book, Desk
from sportello.console.phrases.lines import tidy
from sportello.console.phrases.words import by_group, lesson_words, service_words
from sportello.evaluation.held_out import held_out_texts
from sportello.nlu.phrase_checks import Finding, Kind, Known, check, is_about_services
from sportello.nlu.phrases import Lesson, Phrase
from sportello.nlu.reading import ASK, NEED
from sportello.privacy.masking import Masker

MOST_AT_ONCE = 100
_BULLET = re.compile(r"^\s*[-–•*]\s+")
# What moving a phrase can get wrong: the rest was so before.
_OF_MOVING = frozenset({Kind.COPY, Kind.NAME_OF_ANOTHER, Kind.DANGER})

# Why nothing can be done with a phrase, for operators.
STRANGE = (
    "Queste frasi stanno in un file scritto a mano in una forma che la console non sa cambiare: "
    "non è stato salvato nulla. Lo dica al tecnico."
)
LAST = "È l'ultima frase di questo genere: senza, l'assistente non lo riconoscerebbe più. Ne aggiunga prima un'altra."


@dataclass(frozen=True)
class Judged:
    """A phrase that was looked at; `phrase` is there where it was taught."""

    text: str
    findings: tuple[Finding, ...] = ()
    phrase: Phrase | None = None

    @property
    def is_alarming(self) -> bool:
        """Whether somebody has to vouch for it first."""
        return any(finding.kind is Kind.DANGER for finding in self.findings)

    @property
    def is_fit(self) -> bool:
        """Whether it can be taught; it may be odd all the same."""
        return not any(finding.is_grave for finding in self.findings)


class Refused(Exception):
    """What was chosen does not go together; `problems` maps names of fields to sentences."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        self.problems = problems
        super().__init__(problems)


class Teacher:
    """Looks at phrases with the eyes of one moment: what is taught, what is held out, how services are called."""

    def __init__(self, known_book: Book, catalogue: Catalogue, longest: int, alarming: Collection[str] = ()) -> None:
        """Takes the phrases and the Carta of the draft, how many characters a citizen may type, and what alarms."""
        names = {str(service.id): names_of(service) for service in catalogue.services}
        self._known = Known(known_book.phrases, held_out(), names)
        self._mask = _masker(catalogue).mask
        self._longest = longest
        self._alarming = alarming

    def judge(self, text: str, lesson: Lesson, instead_of: Phrase | None = None) -> Judged:
        """What there is to say of a phrase; `instead_of` is the one whose place it takes, if any."""
        found = check(text, lesson, self._known, self._mask, self._longest, instead_of, self._alarming)
        return Judged(text, tuple(found))

    def learn(self, phrase: Phrase) -> None:
        """From now on this one is known too."""
        self._known.add(phrase)


def teach(
    draft: Draft, texts: Iterable[str], lesson: Lesson, voice: str, longest: int, alarming: Collection[str] = ()
) -> list[Judged]:
    """Adds to the draft the phrases that are fit, and says of each what there is to say, in their order.

    Those in `alarming` teach nothing but an emergency.

    Raises:
        StrangeFile: when they belong to a file that cannot be changed.
        PhrasesError: the same, where it cannot even be read.
    """
    judged: list[Judged] = []
    with book.editing(draft) as desk:
        teacher = Teacher(desk.book, carta.drafted(draft), longest, alarming)
        for text in texts:
            one = teacher.judge(text, lesson)
            if one.is_fit:
                phrase = desk.add(text, lesson, voice)
                teacher.learn(phrase)
                one = replace(one, phrase=phrase)
            judged.append(one)
    return judged


def reword(draft: Draft, phrase_id: str, text: str, longest: int, alarming: Collection[str] = ()) -> Judged:
    """Puts other words in the place of a phrase, where they are fit; raises as `teach`.

    Raises:
        Gone: when the phrase is no more what it was.
    """
    with book.editing(draft) as desk:
        phrase = desk.book.get(phrase_id)
        teacher = Teacher(desk.book, carta.drafted(draft), longest, alarming)
        one = teacher.judge(text, phrase.lesson, instead_of=phrase)
        if not one.is_fit:
            return one
        desk.reword(phrase, text)
        return replace(one, phrase=replace(phrase, text=text))


def move(draft: Draft, phrase_id: str, lesson: Lesson, longest: int, alarming: Collection[str] = ()) -> Judged:
    """Has a phrase teach another lesson, in its own words and voice; raises as `reword`.

    Raises:
        LastOne: when nothing would be left of what it teaches now.
    """
    with book.editing(draft) as desk:
        phrase = desk.book.get(phrase_id)
        if phrase.lesson == lesson:
            return Judged(phrase.text, (), phrase)
        _not_the_last(desk, phrase)
        teacher = Teacher(desk.book, carta.drafted(draft), longest, alarming)
        seen = teacher.judge(phrase.text, lesson, instead_of=phrase)
        one = Judged(phrase.text, tuple(finding for finding in seen.findings if finding.kind in _OF_MOVING))
        if not one.is_fit:
            return one
        # Added first: whoever dies in between leaves it twice, not nowhere.
        moved = desk.add(phrase.text, lesson, phrase.voice or "")
        desk.remove(phrase)
        return replace(one, phrase=moved)


def remove(draft: Draft, phrase_id: str) -> Phrase:
    """Takes a phrase out of the draft; raises as `move`."""
    with book.editing(draft) as desk:
        phrase = desk.book.get(phrase_id)
        _not_the_last(desk, phrase)
        desk.remove(phrase)
        return phrase


class LastOne(Exception):
    """Without this phrase nothing would be left of what it teaches, which the assistant has to know."""


def _not_the_last(desk: Desk, phrase: Phrase) -> None:
    if phrase.intent.startswith(NEED):  # a service may be given up
        return
    if sum(other.intent == phrase.intent for other in desk.book.phrases) <= 1:
        raise LastOne(phrase.intent)


def lines_of(typed: str) -> list[str]:
    """The phrases in what was typed, one a line; empty lines and the marks of a list are left out."""
    lines = (tidy(_BULLET.sub("", line)) for line in typed.splitlines())
    return [line for line in lines if line]


def lesson_of(intent: str, service: str, also: str, known: Book, catalogue: Catalogue) -> Lesson:
    """The lesson that was chosen in a form: `bisogno` or an intent, a service or none, a second aspect or none.

    Raises:
        Refused: when that is no lesson.
    """
    problems: dict[str, list[str]] = {}
    offered = {choice.value for choices in by_group(known.intents()).values() for choice in choices}
    if intent != NEED and (intent not in offered or intent.startswith(f"{NEED}/")):
        problems["intento"] = ["Scelga che cosa insegna la frase."]
    elif intent == NEED and not service:
        problems["servizio"] = ["Scelga il servizio di cui c'è bisogno."]
    elif service and not is_about_services(intent):
        problems["servizio"] = ["Una frase così non riguarda un servizio: lasci «nessuno in particolare»."]
    elif also and (not intent.startswith(ASK) or not is_about_services(intent) or also == intent.removeprefix(ASK)):
        problems["anche"] = ["Due domande insieme sono di due cose diverse: cambi l'una o l'altra."]
    if service and service not in catalogue:
        problems["servizio"] = ["Questo servizio non c'è: ne scelga un altro."]
    if also and ASK + also not in offered:
        problems["anche"] = ["Scelga che altro chiede la frase, oppure nulla."]
    if problems:
        raise Refused(problems)
    return Lesson(f"{NEED}/{service}" if intent == NEED else intent, service or None, also or None)


def sentence(finding: Finding, lesson: Lesson, catalogue: Catalogue, longest: int) -> str:
    """What is wrong with a phrase, or odd, and how to mend it, for operators."""
    match finding.kind:
        case Kind.EMPTY:
            return "Non c'è nulla. Scriva una frase."
        case Kind.SHORT:
            return "È troppo corta per capire di che cosa parla. Scriva qualche parola in più."
        case Kind.LONG:
            return f"Supera i {longest} caratteri, il massimo che un cittadino può scrivere. La accorci."
        case Kind.PERSONAL:
            return (
                f"Contiene un dato personale, che l'assistente nasconde prima di leggere: «{finding.masked}». "
                "La scriva senza, per esempio «mia zia» al posto del nome."
            )
        case Kind.DANGER:
            return (
                "L'assistente oggi la legge come la frase di chi è in pericolo. Se può esserlo davvero, la insegni "
                "come emergenza. Se no, metta il segno accanto alla frase: «ho controllato, nessuno è in pericolo»."
            )
        case Kind.HELD_OUT:
            return (
                "Serve a misurare quanto l'assistente capisce: se la imparasse, la misura non varrebbe. "
                "Dica la stessa cosa con altre parole."
            )
        case Kind.SAME if any(phrase.lesson == lesson for phrase in finding.phrases):
            return "C'è già, proprio qui."
        case Kind.SAME:
            there = lesson_words(finding.phrases[0].lesson, catalogue)
            return f"C'è già, ma insegna altro: «{there}». La sposti qui, oppure dica la cosa con altre parole."
        case Kind.COPY:
            return "È quasi uguale a una che insegna già la stessa cosa. La dica con altre parole."
        case Kind.NAME_OF_ANOTHER:
            name = service_words(finding.service, catalogue)
            return f"È il nome di un altro servizio, «{name}», che l'assistente riconosce da sé. Scriva una frase."
        case Kind.NAMES_ANOTHER:
            name = service_words(finding.service, catalogue)
            return f"Nomina un altro servizio, «{name}»: controlli che il servizio scelto sia quello giusto."
        case Kind.ALIKE:
            return "Somiglia molto a ciò che c'è già: insegna poco, o confonde se l'altra insegna altro."


@lru_cache(maxsize=1)
def held_out() -> frozenset[str]:
    """The phrases that are never taught, because they serve to measure."""
    return held_out_texts()


@lru_cache(maxsize=2)
def _masker(catalogue: Catalogue) -> Masker:
    return Masker(catalogue)
