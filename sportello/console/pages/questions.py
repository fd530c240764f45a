"""The questions that were not understood: made examples of what they ask, or put aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.console import questions
from sportello.console.access.accounts import Role
from sportello.console.likeness import Group, grouped
from sportello.console.paging import page_of, query
from sportello.console.phrases import shown, teach, words
from sportello.console.phrases.lines import StrangeFile
from sportello.console.phrases.shown import Outcome, Sight
from sportello.console.phrases.teach import LastOne, Refused
from sportello.console.routing import Handler, Room, Visit
from sportello.nlu.phrases import Lesson, PhrasesError
from sportello.nlu.reading import NEED
from sportello.statistics.questions import Asked, NoSuchQuestion, State, listed
from sportello.statistics.turns import ZONE

room = Room()

_ON_A_PAGE = 20
_MOST_SEEN = 200
_ID_DIGITS, _NO_ID = 20, 2**63
_PERIODS = (("1", "dell'ultima settimana"), ("4", "delle ultime quattro settimane"))
# What the buttons of a group send; a need is sent as `bisogno:` and its service.
_OUT, _DISCARD = "fuori", "scarta"
_FIELDS = ("intento", "servizio", "anche", "area")
_STATES = {
    State.TAUGHT: "insegnata",
    State.OUT_OF_SCOPE: "segnata fuori ambito",
    State.DISCARDED: "messa da parte",
}


@dataclass(frozen=True)
class Trouble:
    """What was in the way for some questions, shown in their group with what was chosen there."""

    ids: frozenset[int]
    errors: dict[str, list[str]] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    done: str = ""


def _told_where_they_are_away(handler: Handler) -> Handler:
    """Says in Italian that the database of the questions does not answer."""

    @wraps(handler)
    def told(visit: Visit) -> Response:
        try:
            return handler(visit)
        except SQLAlchemyError:
            return visit.page("domande/ferme.html", 503)

    return told


@room.get("/domande")
@_told_where_they_are_away
def to_do(visit: Visit) -> Response:
    """What nobody has looked at yet, in groups of questions that are alike."""
    return _page(visit)


@room.post("/domande", Role.EDIT)
@_told_where_they_are_away
def deal(visit: Visit) -> Response:
    """Does with the ticked questions of a group what the pressed button says."""
    sight, what = Sight.of(visit.console.draft), visit.text("fai")
    ids, group = _ids(visit, "domanda"), frozenset(_ids(visit, "gruppo"))
    if not ids:
        return _page(visit, Trouble(group, {"domanda": ["Scelga almeno una domanda."]}))
    asked = questions.chosen(visit.console.statistics(), ids)
    if not asked:
        return visit.go(_here(visit), "Queste domande erano già state viste.")
    if what == _DISCARD:
        number = questions.discard(visit.console.statistics(), asked)
        visit.note("mette da parte domande non capite", str(number))
        return visit.go(_here(visit), _counted(number, "messa da parte", "messe da parte"))
    try:
        return _teach(visit, sight, asked, _lesson(visit, sight, what))
    except Refused as refused:
        beside = {"area": ["Scelga di che cosa parla."]} if what == _OUT else refused.problems
        return _page(visit, Trouble(group, beside))
    except (StrangeFile, PhrasesError):
        return _page(visit, Trouble(group, {"domanda": [teach.STRANGE]}))


@room.get("/domande/viste")
@_told_where_they_are_away
def seen(visit: Visit) -> Response:
    """What was dealt with, and can be undone while it is in the draft."""
    return _seen(visit)


@room.post("/domande/viste/{domanda}/annulla", Role.EDIT)
@_told_where_they_are_away
def undo(visit: Visit) -> Response:
    """Puts a question back among those to look at."""
    question = _id(visit.path["domanda"])
    if question is None:
        raise HTTPException(404)
    try:
        done = questions.undo(visit.console.statistics(), visit.console.draft, question)
    except NoSuchQuestion:
        raise HTTPException(404) from None
    except LastOne:
        return _seen(visit, teach.LAST)
    except (StrangeFile, PhrasesError):
        return _seen(visit, teach.STRANGE)
    if not done:
        return visit.go(
            "/domande/viste", "Non è cambiato nulla: la domanda era già da vedere, o la frase è già in uso."
        )
    visit.note("rimette una domanda non capita tra quelle da vedere")
    return visit.go(
        "/domande/viste", "La domanda è di nuovo tra quelle da vedere; se ne era nata una frase, non è più nella bozza."
    )


def _lesson(visit: Visit, sight: Sight, what: str) -> Lesson:
    """What a button stands for, or what was chosen beside it."""
    intent, service, also = (visit.text(name) for name in ("intento", "servizio", "anche"))
    if what.startswith(f"{NEED}:"):
        intent, service, also = NEED, what.removeprefix(f"{NEED}:"), ""
    elif what == _OUT:
        intent, service, also = visit.text("area"), "", ""
    return teach.lesson_of(intent, service, also, sight.book, sight.catalogue)


def _teach(visit: Visit, sight: Sight, asked: Sequence[Asked], lesson: Lesson) -> Response:
    console, longest = visit.console, visit.console.settings.max_characters
    told = questions.teach_all(console.statistics(), console.draft, asked, lesson, longest)
    taught = [one for one in told if one.is_taught]
    name = words.lesson_words(lesson, sight.catalogue)
    done = _counted(len(taught), f"insegnata come «{name}»", f"insegnate come «{name}»") if taught else ""
    if taught:
        visit.note("insegna domande non capite", f"{len(taught)} in «{name}»")
    left = [one for one in told if not one.is_taught]
    if not left:
        return visit.go(_here(visit), f"{done} Resta nella bozza finché non si pubblica.")
    outcomes = tuple(shown.outcome(one.judged, lesson, sight.catalogue, longest) for one in left)
    return _page(visit, Trouble(frozenset(one.question.id for one in left), {}, outcomes, done))


def _page(visit: Visit, trouble: Trouble | None = None) -> Response:
    sight, weeks = Sight.of(visit.console.draft), _sent(visit, "settimane")
    weeks = weeks if weeks in dict(_PERIODS) else ""
    since = dt.datetime.now(ZONE).date() - dt.timedelta(weeks=int(weeks)) if weeks else None
    asked = listed(visit.console.statistics(), since=since)
    page = page_of(grouped(asked), _sent(visit, "pagina"), _ON_A_PAGE)
    return visit.page(
        "domande/elenco.html",
        422 if trouble else 200,
        gruppi_di_domande=[_shown(visit, sight, group, trouble) for group in page.items],
        pagina=page,
        domande=len(asked),
        perse=questions.lost(questions.dealt_with(visit.console.statistics(), visit.console.draft, _MOST_SEEN)),
        settimane=weeks,
        periodi=_PERIODS,
        aree=words.by_group(sight.book.intents())[words.Group.OUT_OF_SCOPE],
        fatto=trouble.done if trouble else "",
        domanda=query({"settimane": weeks}),
        **sight.choices(),
    )


def _shown(visit: Visit, sight: Sight, group: Group, trouble: Trouble | None) -> dict[str, Any]:
    """A group as the template wants it, with what was in the way where it is about this one."""
    here = trouble if trouble and trouble.ids & {question.id for question in group.questions} else None
    ticked = set(_ids(visit, "domanda"))
    return {
        "id": group.questions[0].id,
        "domande": [(one, not here or one.id in ticked) for one in group.questions],
        "volte": group.times,
        "dal": group.first_day,
        "al": group.last_day,
        "ipotesi": [
            (guess.service, words.service_words(guess.service, sight.catalogue), round(100 * guess.score))
            for guess in group.guesses
            if guess.service in sight.catalogue
        ],
        "valori": {name: visit.text(name) if here else "" for name in _FIELDS} | _first_choice(here, group),
        "errori": here.errors if here else {},
        "esiti": here.outcomes if here else (),
    }


def _first_choice(here: Trouble | None, group: Group) -> dict[str, str]:
    """What is chosen already in a form that nobody has filled: most questions without a guess tell a need."""
    return {"intento": NEED} if not here and not group.guesses else {}


def _seen(visit: Visit, problem: str = "") -> Response:
    sight = Sight.of(visit.console.draft)
    dealt = questions.dealt_with(visit.console.statistics(), visit.console.draft, _MOST_SEEN)
    rows = [
        {
            "domanda": one.question,
            "stato": _STATES[one.question.state],
            "dove": one.where.value,
            "frase": shown.row(one.phrase, sight.catalogue) if one.phrase else None,
            "annullabile": one.can_be_undone,
        }
        for one in dealt
    ]
    return visit.page("domande/viste.html", 422 if problem else 200, righe=rows, problema=problem)


def _sent(visit: Visit, name: str) -> str:
    """A value from the form, where one was sent, or else from the address."""
    return visit.text(name) if visit.form else visit.request.query_params.get(name, "")


def _ids(visit: Visit, name: str) -> list[int]:
    return [number for number in map(_id, visit.texts(name)) if number is not None]


def _id(sent: str) -> int | None:
    """The id that was sent; None where it cannot be one."""
    number = int(sent) if sent.isdecimal() and len(sent) < _ID_DIGITS else 0
    return number if 0 < number < _NO_ID else None


def _here(visit: Visit) -> str:
    return "/domande" + query({"settimane": visit.text("settimane"), "pagina": visit.text("pagina")})


def _counted(number: int, one: str, several: str) -> str:
    return f"Una domanda {one}." if number == 1 else f"{number} domande {several}."
