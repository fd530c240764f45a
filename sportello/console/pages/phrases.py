"""The citizens' phrases: looked at, taught, moved, reworded and taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from sportello.console import live
from sportello.console.access.accounts import Role
from sportello.console.paging import page_of, query
from sportello.console.phrases import book, shown, teach, words
from sportello.console.phrases.book import Gone
from sportello.console.phrases.lines import StrangeFile, tidy
from sportello.console.phrases.shown import Sight
from sportello.console.phrases.teach import Judged, LastOne, Refused
from sportello.console.routing import Room, Visit
from sportello.nlu.phrase_amounts import Amounts
from sportello.nlu.phrases import Lesson, Phrase, PhrasesError
from sportello.nlu.reading import EMERGENCY, NEED

room = Room()

_ON_A_PAGE = 50
_KEPT = "Resta nella bozza: l'assistente lo saprà alla prossima pubblicazione."
Errors = dict[str, list[str]]


@room.get("/frasi")
def overview(visit: Visit) -> Response:
    """The groups with their counts, or the phrases that hold the words looked for."""
    sight, sought = Sight.of(visit.console.draft), _asked(visit, "cerca")
    if sought:
        return _list(visit, sight, lambda phrase: True, "/frasi", titolo="Frasi trovate")
    sections = shown.sections(sight.book, sight.catalogue)
    return visit.page("frasi/inizio.html", sezioni=sections, problemi=sight.book.problems)


@room.get("/frasi/servizio/{servizio}")
def of_service(visit: Visit) -> Response:
    """The phrases about a service: its needs and what is asked of it."""
    sight, service, intent = Sight.of(visit.console.draft), visit.path["servizio"], _asked(visit, "che")
    about = [phrase for phrase in sight.book.phrases if phrase.service == service]
    if not about and service not in sight.catalogue:
        raise HTTPException(404)
    amounts = Amounts.of(about, [service])
    return _list(
        visit,
        sight,
        lambda phrase: phrase.service == service and intent in ("", shown.base_of(phrase.intent)),
        shown.service_address(service),
        shown.OF_SERVICE,
        titolo=words.service_words(service, sight.catalogue),
        quanto=amounts.services[service],
        bisogni=amounts.needs[service],
        filtro=shown.Filter("che", "Che cosa insegnano", shown.intents_of(about), intent),
        lezione={"intento": intent or NEED, "servizio": service} if service in sight.catalogue else None,
    )


@room.get("/frasi/intento/{intento:path}")
def of_intent(visit: Visit) -> Response:
    """The phrases of an intent, of any service or of none."""
    sight, intent, service = Sight.of(visit.console.draft), visit.path["intento"], _asked(visit, "servizio")
    base, _, need_of = intent.partition("/")
    if base == NEED:
        return visit.go(shown.service_address(need_of, NEED))
    about = [phrase for phrase in sight.book.phrases if phrase.intent == intent]
    if not about:
        raise HTTPException(404)
    return _list(
        visit,
        sight,
        lambda phrase: phrase.intent == intent and service in ("", phrase.service or shown.NO_SERVICE),
        shown.intent_address(intent),
        shown.OF_INTENT,
        titolo=words.intent_words(intent),
        quanto=shown.amount_of(intent, about),
        filtro=shown.Filter("servizio", "Di quale servizio", shown.services_of(about, sight.catalogue), service),
        lezione={"intento": intent, "servizio": "" if service == shown.NO_SERVICE else service},
    )


@room.get("/frasi/aggiungi", Role.EDIT)
def new(visit: Visit) -> Response:
    """The form for more phrases, with what was chosen or tried before in it."""
    return _form(
        visit, Sight.of(visit.console.draft), {name: _asked(visit, name) for name in ("intento", "servizio", "frasi")}
    )


@room.post("/frasi/aggiungi", Role.EDIT)
def add(visit: Visit) -> Response:
    """Teaches the phrases that are fit, a line each; the others come back with the reason."""
    sight, typed = Sight.of(visit.console.draft), visit.secret("frasi")
    lines = teach.lines_of(typed)
    values = {name: visit.text(name) for name in ("intento", "servizio", "anche", "voce")} | {"frasi": typed}
    try:
        lesson = _lesson(visit, sight)
    except Refused as refused:
        return _form(visit, sight, values, refused.problems)
    wrong = _wrong_number(lines)
    if wrong:
        return _form(visit, sight, values, {"frasi": [wrong]})
    voice = values["voce"] if values["voce"] in words.VOICES else words.OPERATOR
    longest = visit.console.settings.max_characters
    try:
        judged = teach.teach(visit.console.draft, lines, lesson, voice, longest, _alarming(visit, lines, lesson))
    except (StrangeFile, PhrasesError):
        return _form(visit, sight, values, {"frasi": [teach.STRANGE]})
    taught = sum(one.phrase is not None for one in judged)
    if taught:
        visit.note("aggiunge frasi", f"{taught} in «{words.lesson_words(lesson, sight.catalogue)}»")
    if not any(one.findings for one in judged):
        return visit.go(shown.lesson_address(lesson), f"{_added(taught)} {_KEPT}")
    outcomes = [shown.outcome(one, lesson, sight.catalogue, longest) for one in judged]
    left = "\n".join(one.text for one in judged if one.phrase is None)
    values |= {"frasi": left, "pericolo": "\n".join(one.text for one in judged if one.is_alarming)}
    return _form(visit, Sight.of(visit.console.draft), values, {}, esiti=outcomes, lezione=lesson)


@room.get("/frasi/frase/{frase}")
def one(visit: Visit) -> Response:
    """One phrase, with what can be done with it."""
    return _one(visit)


@room.post("/frasi/frase/{frase}/riscrivi", Role.EDIT)
def reword(visit: Visit) -> Response:
    """Other words for a phrase."""
    text = tidy(visit.secret("testo"))
    longest = visit.console.settings.max_characters
    return _changed(
        visit,
        "testo",
        lambda: teach.reword(visit.console.draft, visit.path["frase"], text, longest, _alarming(visit, [text])),
        "riscrive una frase",
        f"La frase è cambiata. {_KEPT}",
    )


@room.post("/frasi/frase/{frase}/sposta", Role.EDIT)
def move(visit: Visit) -> Response:
    """Another lesson for a phrase."""
    sight = Sight.of(visit.console.draft)
    try:
        lesson = _lesson(visit, sight)
    except Refused as refused:
        return _one(visit, refused.problems)
    longest = visit.console.settings.max_characters
    known = [phrase.text for phrase in sight.book.phrases if book.id_of(phrase) == visit.path["frase"]]
    return _changed(
        visit,
        "intento",
        lambda: teach.move(visit.console.draft, visit.path["frase"], lesson, longest, _alarming(visit, known, lesson)),
        "sposta una frase",
        f"La frase è spostata. {_KEPT}",
    )


@room.post("/frasi/frase/{frase}/togli", Role.EDIT)
def take_out(visit: Visit) -> Response:
    """Takes a phrase out."""
    return _changed(
        visit,
        "togli",
        lambda: Judged("", (), teach.remove(visit.console.draft, visit.path["frase"])),
        "toglie una frase",
        "La frase è tolta dalla bozza: l'assistente smetterà di usarla alla prossima pubblicazione.",
        stays=False,
    )


def _changed(
    visit: Visit, field: str, change: Callable[[], Judged], action: str, said: str, stays: bool = True
) -> Response:
    """Does something to a phrase; what is in the way is told beside the field, with what was typed still in it."""
    try:
        done = change()
    except Gone:
        return _one(visit)
    except (StrangeFile, PhrasesError):
        return _one(visit, {field: [teach.STRANGE]})
    except LastOne:
        return _one(visit, {field: [teach.LAST]})
    sight, phrase = Sight.of(visit.console.draft), done.phrase
    if phrase is None:
        return _one(visit, {field: []}, done)
    visit.note(action, words.lesson_words(phrase.lesson, sight.catalogue))
    return visit.go(f"/frasi/frase/{book.id_of(phrase)}" if stays else shown.lesson_address(phrase.lesson), said)


def _one(visit: Visit, errors: Errors | None = None, judged: Judged | None = None) -> Response:
    sight, typed = Sight.of(visit.console.draft), visit.text("testo")
    try:
        phrase = sight.book.get(visit.path["frase"])
    except Gone:
        return visit.page("frasi/sparita.html", 409 if typed else 404, scritto=typed)
    alarming = judged.text if judged and judged.is_alarming else ""
    fields = {"testo": phrase.text, "pericolo": alarming, **shown.fields_of(phrase.lesson)}
    longest = visit.console.settings.max_characters
    outcome = shown.outcome(judged, phrase.lesson, sight.catalogue, longest) if judged else None
    if errors and outcome:
        errors = {field: [remark.sentence for remark in outcome.remarks] for field in errors}
    return visit.page(
        "frasi/frase.html",
        422 if errors else 200,
        frase=shown.row(phrase, sight.catalogue),
        emergenza=phrase.intent.startswith(EMERGENCY),
        dove=shown.lesson_address(phrase.lesson),
        valori={name: visit.text(name) if name in visit.form else value for name, value in fields.items()},
        errori=errors or {},
        altre=[other for remark in outcome.remarks for other in remark.others] if outcome else [],
        **sight.choices(),
    )


def _list(
    visit: Visit, sight: Sight, chosen: Callable[[Phrase], bool], here: str, of: str = "", **values: Any
) -> Response:
    sought = _asked(visit, "cerca")
    found = shown.in_order(sight.book.where(chosen, sought), sight)
    page = page_of(found, _asked(visit, "pagina"), _ON_A_PAGE)
    filtered = values.get("filtro")
    kept = {"cerca": sought, **({filtered.name: filtered.value} if filtered else {})}
    nothing: dict[str, Any] = {"quanto": None, "bisogni": None, "filtro": None, "lezione": None}
    return visit.page(
        "frasi/elenco.html",
        **{**nothing, **values},
        righe=shown.rows(page.items, sight, of),
        pagina=page,
        cercato=sought,
        qui=here,
        domanda=query(kept),
        **sight.choices(),
    )


def _form(visit: Visit, sight: Sight, values: dict[str, str], errors: Errors | None = None, **more: Any) -> Response:
    outcomes: list[shown.Outcome] = more.get("esiti", [])
    wrong = bool(errors) or any(not outcome.taught for outcome in outcomes)
    return visit.page(
        "frasi/aggiungi.html",
        422 if wrong else 200,
        valori={"anche": "", "voce": words.OPERATOR, **values},
        errori=errors or {},
        esiti=outcomes,
        aggiunte=_added(sum(outcome.taught for outcome in outcomes)),
        dove=shown.lesson_address(more["lezione"]) if outcomes else "",
        **sight.choices(),
    )


def _alarming(visit: Visit, texts: list[str], lesson: Lesson | None = None) -> frozenset[str]:
    """What the assistant reads as an emergency today; not where one is taught, nor what somebody has vouched for."""
    if lesson and lesson.intent.startswith(EMERGENCY):
        return frozenset()
    vouched = set(visit.texts("sicura"))
    return live.alarming((text for text in texts if text not in vouched), visit.console.settings)


def _lesson(visit: Visit, sight: Sight) -> Lesson:
    chosen = (visit.text("intento"), visit.text("servizio"), visit.text("anche"))
    return teach.lesson_of(*chosen, sight.book, sight.catalogue)


def _wrong_number(lines: list[str]) -> str:
    most = teach.MOST_AT_ONCE
    if len(lines) > most:
        return f"Sono {len(lines)} frasi, al massimo {most} alla volta. Ne tolga una parte, che aggiungerà dopo."
    return "" if lines else "Non c'è ancora nessuna frase. Ne scriva una per riga."


def _added(number: int) -> str:
    return {0: "Nessuna frase aggiunta.", 1: "Una frase aggiunta."}.get(number, f"{number} frasi aggiunte.")


def _asked(visit: Visit, name: str) -> str:
    return visit.request.query_params.get(name, "").strip()
