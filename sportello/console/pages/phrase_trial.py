"""The test box: how the model in force reads a phrase, and what a citizen would be answered."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sportello.carta import Catalogue
from sportello.console import catalogue as carta
from sportello.console import live
from sportello.console.access.accounts import Role
from sportello.console.live import NoTrial, Trial
from sportello.console.phrases import words
from sportello.console.phrases.lines import tidy
from sportello.console.routing import Room, Visit
from sportello.nlu.reading import ASK

room = Room()


@room.get("/frasi/prova")
def box(visit: Visit) -> Response:
    """The box alone."""
    return visit.page("frasi/prova.html", provata="", esito=None, errore="")


@room.post("/frasi/prova", Role.READ)
def attempt(visit: Visit) -> Response:
    """Has the assistant read a phrase; to HTMX only what came of it."""
    text = tidy(visit.secret("testo"))
    part = "hx-request" in visit.request.headers
    template = "frasi/esito.html" if part else "frasi/prova.html"
    try:
        trial = live.read(text, visit.console.settings)
    except NoTrial as problem:
        # HTMX shows nothing of an answer that failed.
        return visit.page(template, 200 if part else 422, provata=text, esito=None, errore=str(problem))
    said = _in_words(trial, carta.drafted(visit.console.draft))
    return visit.page(template, provata=text, esito=said, errore="")


def _in_words(trial: Trial, catalogue: Catalogue) -> dict[str, Any]:
    """What the template tells of a trial."""
    asked = [words.intent_words(ASK + aspect) for aspect in trial.aspects] or [words.intent_words(trial.intent)]
    group = words.group_of(trial.intent)
    return {
        "letta": trial.text,
        "gruppo": "" if group in (words.Group.SERVICES, words.Group.ASKED) else group.value,
        "chiede": asked,
        "sicurezza": round(100 * trial.score),
        "servizi": [words.service_words(service, catalogue) for service in trial.services],
        "forse": words.service_words(trial.likely, catalogue) if trial.likely else "",
        "candidati": [(words.service_words(c.service, catalogue), round(100 * c.score)) for c in trial.candidates],
        "pericolo": trial.maybe_danger,
        "messaggi": trial.messages,
        "modello": trial.model,
    }
