"""The channel of the municipal website: DESIGN section 11, served by the Rasa server itself."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.carta import get_catalogue
from sportello.channels import guard
from sportello.channels.errors import Refusal, sentence
from sportello.channels.files import PublicFiles
from sportello.channels.identity import ConversationIds, key_from
from sportello.channels.limits import RateLimit
from sportello.channels.messages import StructuredOutput
from sportello.dialogue import choices
from sportello.privacy.forget import forget
from sportello.settings import ROOT, Settings, get_settings

logger = logging.getLogger(__name__)

_WEB = ROOT / "web"
_WELCOME = choices.payload("ricomincia")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Refused(Exception):
    """A message that is not answered, and why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


class WebInput(InputChannel):
    """Conversations over plain HTTP and JSON.

    Guarantees that what a citizen types is never a command, that only choices that we issue are
    taken, that ids are made here, and that every message ends in an answer or in an error with a
    sentence in Italian and a phone number.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ids = ConversationIds(key_from(settings.key_file))
        self._rate = RateLimit(settings.max_messages_per_minute)
        self._files = PublicFiles(_WEB)

    @classmethod
    def name(cls) -> Text:
        """The name of the channel in trackers and statistics."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """The channel, set up by the environment (`sportello.settings`)."""
        return cls(get_settings())

    def url_prefix(self) -> Text:
        """At the root, so that addresses are those of DESIGN section 11 and not `/webhooks/web`."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("sportello_web")

        @routes.listener("after_server_start")
        async def refuse_to_serve_incomplete(app: Sanic, loop: Any) -> None:
            guard.check(app.ctx.agent)

        @routes.get("/salute")
        async def health(request: Request) -> HTTPResponse:
            ready = bool(request.app.ctx.agent and request.app.ctx.agent.is_ready())
            return _json({"stato": "pronto" if ready else "in_avvio"}, 200 if ready else 503)

        @routes.get("/assistente/")
        async def page(request: Request) -> HTTPResponse:
            return await self._file(request, "index.html")

        @routes.get("/assistente/<path:path>")
        async def asset(request: Request, path: str) -> HTTPResponse:
            return await self._file(request, path or "index.html")

        @routes.post("/assistente/conversazioni")
        async def begin(request: Request) -> HTTPResponse:
            return await self._guard(self._begin(request, on_new_message))

        @routes.post("/assistente/conversazioni/<conversation_id:str>/messaggi")
        async def message(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._guard(self._message(request, conversation_id, on_new_message))

        @routes.delete("/assistente/conversazioni/<conversation_id:str>")
        async def delete(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._guard(self._delete(request, conversation_id))

        return routes

    async def _file(self, request: Request, path: str) -> HTTPResponse:
        content = await asyncio.to_thread(self._files.get, path)
        if content is None:
            return self._error(Refusal.NOT_FOUND)
        headers = {**_HEADERS, "Cache-Control": content.cache, "ETag": content.etag}
        return HTTPResponse(content.body, headers=headers, content_type=content.kind)

    async def _guard(self, work: Awaitable[HTTPResponse]) -> HTTPResponse:
        """Every failure becomes a status and a sentence; what happened goes to the log, without text."""
        try:
            return await work
        except Refused as refused:
            return self._error(refused.refusal)
        except TimeoutError:
            logger.error("Nessuna risposta entro %s secondi.", self._settings.answer_timeout_seconds)
            return self._error(Refusal.NO_ANSWER)
        except Exception:
            logger.exception("Un messaggio non ha avuto risposta.")
            return self._error(Refusal.FAILED)

    def _error(self, refusal: Refusal) -> HTTPResponse:
        text = sentence(refusal, limite=str(self._settings.max_characters))
        return _json({"errore": text, "codice": refusal.code}, refusal.status)

    async def _begin(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        self._check_rate(request)
        conversation_id = self._ids.new()
        messages = await self._ask(conversation_id, _WELCOME, on_new_message)
        return _json({"id": conversation_id, "messaggi": messages}, 201)

    async def _message(self, request: Request, conversation_id: str, on_new_message: OnNewMessage) -> HTTPResponse:
        if not self._ids.knows(conversation_id):
            raise Refused(Refusal.NO_CONVERSATION)
        self._check_rate(request)
        text = self._text_for_rasa(self._body(request))
        return _json({"messaggi": await self._ask(conversation_id, text, on_new_message)})

    async def _delete(self, request: Request, conversation_id: str) -> HTTPResponse:
        if not self._ids.knows(conversation_id):
            raise Refused(Refusal.NO_CONVERSATION)
        await forget(request.app.ctx.agent, conversation_id)
        return HTTPResponse(status=204, headers=_HEADERS)

    def _check_rate(self, request: Request) -> None:
        if not self._rate.allows(request.ip):
            raise Refused(Refusal.TOO_FAST)

    def _body(self, request: Request) -> dict[str, Any]:
        if len(request.body) > self._settings.max_body_bytes:
            raise Refused(Refusal.TOO_LONG)
        try:
            body = json.loads(request.body)
        except ValueError:
            raise Refused(Refusal.NOT_JSON) from None
        if not isinstance(body, dict):
            raise Refused(Refusal.NOT_JSON)
        return body

    def _text_for_rasa(self, body: dict[str, Any]) -> str:
        """The payload of a choice, or what was typed with nothing in front that makes it a command."""
        choice, typed = body.get("scelta"), body.get("testo")
        if isinstance(choice, str):
            try:
                return choices.to_payload(choice, get_catalogue())
            except choices.UnknownChoice:
                raise Refused(Refusal.UNKNOWN_CHOICE) from None
        if not isinstance(typed, str):
            raise Refused(Refusal.NOT_JSON)
        if len(typed) > self._settings.max_characters:
            raise Refused(Refusal.TOO_LONG)
        text = " ".join(typed.split()).lstrip("/ ")
        if not text:
            raise Refused(Refusal.EMPTY)
        return text

    async def _ask(self, conversation_id: str, text: str, on_new_message: OnNewMessage) -> list[dict[str, Any]]:
        output = StructuredOutput()
        message = UserMessage(text, output, conversation_id, input_channel=self.name())
        await asyncio.wait_for(on_new_message(message), self._settings.answer_timeout_seconds)
        if not output.messages:
            raise Refused(Refusal.NO_ANSWER)
        return output.messages


def _json(content: dict[str, Any], status: int = 200) -> HTTPResponse:
    return response.json(content, status=status, headers=_HEADERS, ensure_ascii=False)
