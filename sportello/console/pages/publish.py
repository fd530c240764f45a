"""The room «Pubblica»: what is drafted, how it did in its trial, and the versions that were published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sportello.carta import Problem
from sportello.console import catalogue, changes, live, sentences
from sportello.console.access.accounts import Role
from sportello.console.draft import ChangedMeanwhile
from sportello.console.pages.services import readable
from sportello.console.phrases import words
from sportello.console.publication import StaleModel
from sportello.console.publishing import NotNow
from sportello.console.routing import Room, Visit
from sportello.console.trial import Phase, Trial
from sportello.console.versions import NoSuchVersion, Version
from sportello.console.workshop import Busy
from sportello.nlu.reading import EMERGENCY

room = Room()

_MOST_LETTERS = 300
_MOST_SHOWN = 200


@room.get("/pubblica")
@readable
def show(visit: Visit) -> Response:
    """The draft against what is live, the last trial, and what can be done now."""
    return visit.page("pubblica/pubblica.html", **_standing(visit), perche="", errori={}, guai=(), nota="", motivo="")


@room.get("/pubblica/prova")
@readable
def progress(visit: Visit) -> Response:
    """The part of the page that tells how far a trial has come, for HTMX to ask again."""
    standing = _standing(visit)
    answer = visit.page("pubblica/prova.html", **standing)
    if standing["prova"] is None or standing["prova"].phase.is_over:
        # What can be done now stands elsewhere in the page.
        answer.headers["HX-Refresh"] = "true"
    return answer


@room.post("/pubblica/prova", Role.PUBLISH)
def try_out(visit: Visit) -> Response:
    """Trains and tests the draft."""
    console = visit.console
    try:
        console.workshop.begin(visit.account.name, console.publishing.figures_in_force())
    except Busy:
        return visit.go("/pubblica", "Una prova è già in corso.")
    visit.note("avvia una prova")
    return visit.go(
        "/pubblica", "La prova è cominciata: ci vogliono alcuni minuti. Intanto non salvi altro nella bozza."
    )


@room.post("/pubblica/ferma", Role.PUBLISH)
def stop(visit: Visit) -> Response:
    """Ends the trial that is under way."""
    visit.console.workshop.stop()
    visit.note("ferma la prova")
    return visit.go("/pubblica", "La prova si sta fermando.")


@room.post("/pubblica/fatti", Role.PUBLISH)
def publish_facts(visit: Visit) -> Response:
    """Publishes facts alone, at once."""
    note = visit.text("nota")
    if not note or len(note) > _MOST_LETTERS:
        return _refused(visit, "", errori={"nota": [_NOTE_ERROR]})
    try:
        version = visit.console.publishing.publish_facts(visit.account.name, note, visit.text("impronta"))
    except NotNow as reason:
        return _refused(visit, str(reason), guai=_in_words(visit, reason.problems))
    return _published(visit, version)


@room.post("/pubblica/pubblica", Role.PUBLISH)
def publish(visit: Visit) -> Response:
    """Publishes what was trained and tested; against the tests only with a reason."""
    note, reason = visit.text("nota"), visit.text("motivo")
    if not note or max(len(note), len(reason)) > _MOST_LETTERS:
        return _refused(visit, "", errori={"nota": [_NOTE_ERROR]})
    if not reason and _in_danger(visit, visit.console.workshop.trial()):
        return _refused(visit, "forse_pericolo", errori={"motivo": [_REASON_ERROR]})
    try:
        version = visit.console.publishing.publish_trial(visit.account.name, note, reason)
    except NotNow as why:
        errors = {"motivo": [_REASON_ERROR]} if str(why) == "serve_motivo" else {}
        return _refused(visit, str(why), errori=errors)
    except StaleModel:
        return _refused(visit, "programma_cambiato")
    return _published(visit, version)


@room.post("/pubblica/scarta", Role.EDIT)
def discard(visit: Visit) -> Response:
    """Throws away the draft of one file, or all of it."""
    name = visit.text("nome")
    try:
        visit.console.draft.discard(name or None, visit.text("impronta"))
    except ChangedMeanwhile:
        return visit.go("/pubblica", "Intanto qualcuno ha cambiato queste modifiche: le guardi, poi riprovi.")
    visit.note("scarta le modifiche", name or "tutte")
    return visit.go("/pubblica", "Le modifiche sono state scartate.")


@room.post("/pubblica/tieni", Role.EDIT)
def keep_mine(visit: Visit) -> Response:
    """Where the live file was changed by hand as well: the draft is to replace it."""
    name = visit.text("nome")
    visit.console.draft.keep_mine(name)
    visit.note("tiene le proprie modifiche", name)
    return visit.go("/pubblica", "Resta la Sua versione.")


@room.get("/versioni")
def versions(visit: Visit) -> Response:
    """What was published, the newest first."""
    return visit.page("pubblica/versioni.html", **_versions(visit), perche="")


@room.get("/versioni/{numero:int}/torna", Role.PUBLISH)
def ask_to_go_back(visit: Visit) -> Response:
    """What going back to a version means, before it is done."""
    known = _versions(visit)
    found = [version for version in known["versioni"] if version.number == int(visit.path["numero"])]
    if not found:
        return visit.page("pubblica/versioni.html", 404, **known, perche="non_c_e")
    return visit.page("pubblica/torna.html", **known, versione=found[0])


@room.post("/versioni/{numero:int}/torna", Role.PUBLISH)
def go_back(visit: Visit) -> Response:
    """Puts a former version in force again."""
    number = int(visit.path["numero"])
    try:
        version = visit.console.publishing.go_back(number)
    except (NoSuchVersion, StaleModel) as why:
        word = "non_c_e" if isinstance(why, NoSuchVersion) else "programma_cambiato"
        return visit.page("pubblica/versioni.html", 409, **_versions(visit), perche=word)
    visit.note("torna alla versione", str(version.number))
    return visit.go("/versioni", f"Ora è in uso la versione {version.number}: l'assistente la prende in pochi secondi.")


_NOTE_ERROR = f"Scriva in poche parole che cosa è cambiato (al massimo {_MOST_LETTERS} lettere)."
_REASON_ERROR = "Per pubblicare lo stesso scriva perché. Resterà scritto tra le versioni e nel registro."


def _standing(visit: Visit) -> dict[str, Any]:
    console = visit.console
    trial, listed = console.workshop.trial(), console.publication.versions.listed()
    return {
        "chiesta_da": _called(visit, trial.author) if trial else "",
        "modificati": changes.told(console.draft),
        "impronta": console.draft.mark(),
        "prova": trial,
        "lette_male": _readings(visit, trial.mistakes[:_MOST_SHOWN]) if trial else [],
        "pericoli": _in_danger(visit, trial),
        "insegnate_male": _readings(visit, (one for one in trial.taught if not one["giusta"])) if trial else [],
        "prova_attuale": console.publishing.is_of_this_draft(trial),
        "solo_fatti": console.publishing.is_facts_only(),
        "in_uso": console.publication.in_force(),
        "ultima": listed[0] if listed else None,
    }


def _in_danger(visit: Visit, trial: Trial | None) -> list[str]:
    """The phrases that this draft teaches as harmless, and that get the emergency numbers today."""
    if trial is None or trial.phase is not Phase.DONE or not visit.console.publishing.is_of_this_draft(trial):
        return []
    harmless = [one["testo"] for one in trial.taught if not one["atteso"]["chiesto"][0].startswith(EMERGENCY)]
    found = live.alarming(harmless, visit.console.settings)
    return [text for text in harmless if text in found]


def _readings(visit: Visit, told: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Phrases with what was read of them and what is right, in words."""
    services = catalogue.drafted(visit.console.draft)

    def said(reading: Mapping[str, Any]) -> str:
        return words.reading_words(reading["chiesto"], reading["servizi"], services)

    return [(one["testo"], said(one["letto"]), said(one["atteso"])) for one in told]


def _called(visit: Visit, name: str) -> str:
    """The full name of an account."""
    account = visit.console.accounts.get(name)
    return account.full_name if account else name


def _versions(visit: Visit) -> dict[str, Any]:
    publication = visit.console.publication
    listed = publication.versions.listed()
    called = {version.author: _called(visit, version.author) for version in listed if version.author}
    return {"versioni": listed, "in_uso": publication.in_force(), "nomi": called}


def _published(visit: Visit, version: Version) -> Response:
    visit.note(
        "pubblica la versione",
        f"{version.number}" + (f", lo stesso: {version.override}" if version.override else ""),
    )
    said = f"Pubblicata la versione {version.number}: l'assistente la prende in pochi secondi."
    return visit.go("/pubblica", said)


def _in_words(visit: Visit, problems: Sequence[Problem]) -> list[str]:
    """What is wrong with sentences, each by its title."""
    names = sentences.described(visit.console.draft)
    places = [problem.place.split(" → ")[1:2] or [problem.place] for problem in problems]
    return [f"«{names.of(name).title}» {each.wrong} {each.cure}" for each, [name] in zip(problems, places, strict=True)]


def _refused(visit: Visit, why: str, errori: dict[str, list[str]] | None = None, guai: Sequence[str] = ()) -> Response:
    typed = {"nota": visit.text("nota"), "motivo": visit.text("motivo")}
    page = {**_standing(visit), "perche": why, "errori": errori or {}, "guai": guai, **typed}
    return visit.page("pubblica/pubblica.html", 409, **page)
