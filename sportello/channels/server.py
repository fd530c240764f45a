"""What holds for the whole server of Rasa, whichever channel or path is asked for."""

from __future__ import annotations

import logging

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from sportello.carta import get_catalogue
from sportello.carta.pages import Pages
from sportello.channels import metrics, replies
from sportello.channels.errors import Refusal, Refused, people, sentence
from sportello.privacy import logs
from sportello.settings import Settings

logger = logging.getLogger(__name__)

# A longer body is not even read away: the connection is closed.
_LARGEST_BODY = 2 * 1024 * 1024
_HOME = "/assistente/"
_TRY_AGAIN_SECONDS = "60"
_PASSING = {Refusal.TOO_FAST, Refusal.BUSY}
_OF_STATUS = {404: Refusal.NOT_FOUND, 405: Refusal.WRONG_METHOD, 413: Refusal.TOO_LONG, 503: Refusal.NO_ANSWER}


class Front:
    """Gives every answer our headers, and every failure a sentence in Italian with a phone."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._settings = settings
        self._pages = pages

    def stand_before(self, app: Sanic) -> None:
        """Takes over from Rasa its welcome, its error pages, its headers, its rules for other sites and its logs."""
        logs.protect()
        # A line a request would put addresses of people beside ids of conversations.
        app.config.ACCESS_LOG = False
        app.config.REQUEST_MAX_SIZE = _LARGEST_BODY
        # Sanic-CORS would promise credentials to everybody; `ORIGINI` alone says who may ask.
        app.ctx.sanic_cors.resources.clear()
        app.error_handler.add(Exception, self.failure)
        app.register_middleware(self._before, "request")
        app.register_middleware(self._add_headers, "response")

    def failure(self, request: Request, exception: Exception) -> HTTPResponse:
        """A status and a sentence; what happened goes to the log, without what the citizen wrote."""
        refusal = _refusal(exception)
        metrics.count(refusal)
        if refusal is Refusal.FAILED:
            logger.error("Una richiesta non ha avuto risposta.", exc_info=exception)
        elif isinstance(exception, TimeoutError):
            logger.error("Nessuna risposta entro %s secondi.", self._settings.answer_timeout_seconds)
        text = sentence(refusal, limite=str(self._settings.max_characters))
        headers = dict(getattr(exception, "headers", None) or {})
        if refusal in _PASSING:
            headers["Retry-After"] = _TRY_AGAIN_SECONDS
        if replies.wants_a_page(request):
            return replies.page(self._pages.failure(get_catalogue(), text), refusal.status, headers)
        content = {"errore": text, "codice": refusal.code, "contatti": people()}
        return replies.json(content, refusal.status, headers)

    async def _before(self, request: Request) -> HTTPResponse | None:
        if request.method == "OPTIONS":
            return replies.nothing()
        # Rasa greets at the root with its version: visitors get our page instead.
        return redirect(_HOME) if request.path == "/" else None

    async def _add_headers(self, request: Request, response: HTTPResponse) -> None:
        response.headers.update(replies.SECURITY)
        if self._settings.origins:
            response.headers.add("Vary", "Origin")
        origin = request.headers.get("origin")
        if origin in self._settings.origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Methods"] = "POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = "86400"


def _refusal(exception: Exception) -> Refusal:
    if isinstance(exception, Refused):
        return exception.refusal
    if isinstance(exception, TimeoutError):
        return Refusal.NO_ANSWER
    if isinstance(exception, SanicException):
        status = exception.status_code or 500
        return _OF_STATUS.get(status, Refusal.NOT_JSON if status < 500 else Refusal.FAILED)
    return Refusal.FAILED
