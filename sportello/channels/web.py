"""The channel of the municipal website, served by the Rasa server itself: see `docs/operations.md`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.carta.pages import Pages
from sportello.channels import callers, guard, health, incoming, replies, site, trial
from sportello.channels.conversations import OpenConversations
from sportello.channels.errors import Refusal, Refused, people
from sportello.channels.identity import ConversationIds, key_from
from sportello.channels.limits import Capacity, RateLimit
from sportello.channels.messages import StructuredOutput
from sportello.channels.server import Front
from sportello.channels.turns import OnNewMessage, ask
from sportello.dialogue import choices
from sportello.model_watch import ModelWatch
from sportello.privacy import retention
from sportello.privacy.forget import forget, remembers
from sportello.settings import MODELS, Settings, get_settings

_WELCOME = choices.payload("ricomincia")
_JSON = "application/json"


class WebInput(InputChannel):
    """Conversations over plain HTTP and JSON.

    Guarantees that what a citizen types is never a command, that only choices that we issue are
    taken, that ids are made here and end with their conversation, and that every message ends in
    an answer or in an error with a sentence in Italian and a phone number.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._conversations = OpenConversations(ConversationIds(key_from(settings.key_file)))
        self._rate = RateLimit(settings.max_messages_per_minute)
        self._capacity = Capacity(settings.max_messages_at_once)

    @classmethod
    def name(cls) -> Text:
        """The name of the channel in trackers and statistics."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """The channel, set up by the environment (`sportello.settings`)."""
        return cls(get_settings())

    def url_prefix(self) -> Text:
        """At the root, so that addresses begin with `/assistente/` and not with `/webhooks/web`."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of the channel, and what the whole server does around them."""
        routes = Blueprint("sportello_web")
        pages = site.carta_pages()
        site.add_routes(routes, pages)
        trial.add_route(routes, self._settings)
        health.add_routes(routes)
        self._stand_around(routes, pages)
        self._add_conversations(routes, on_new_message)
        return routes

    def _stand_around(self, routes: Blueprint, pages: Pages) -> None:
        """What the whole server does from its start to its end."""

        @routes.listener("before_server_start")
        async def stand_before_rasa(app: Sanic, loop: Any) -> None:
            Front(self._settings, pages).stand_before(app)

        @routes.listener("after_server_start")
        async def refuse_to_serve_incomplete(app: Sanic, loop: Any) -> None:
            guard.check(app.ctx.agent)
            watch = ModelWatch(app.ctx.agent, MODELS)
            beside = (retention.keep(app, self._settings.retention_days), watch.keep())
            app.ctx.beside = [asyncio.create_task(work) for work in beside]

        @routes.listener("before_server_stop")
        async def end_what_runs_beside(app: Sanic, loop: Any) -> None:
            for task in app.ctx.beside:
                task.cancel()

    def _add_conversations(self, routes: Blueprint, on_new_message: OnNewMessage) -> None:
        # `stream`: the body is not read before we have looked at who sends it and how long it is.
        @routes.post("/assistente/conversazioni", stream=True)
        async def begin(request: Request) -> HTTPResponse:
            return await self._begin(request, on_new_message)

        @routes.post("/assistente/conversazioni/<conversation_id:str>/messaggi", stream=True)
        async def message(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._message(request, conversation_id, on_new_message)

        @routes.delete("/assistente/conversazioni/<conversation_id:str>")
        async def delete(request: Request, conversation_id: str) -> HTTPResponse:
            return await self._delete(request, conversation_id)

    async def _begin(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        self._check_caller(request)
        await self._body(request)
        conversation_id = self._conversations.begin()
        async with self._turn(request, conversation_id):
            output = await self._ask(conversation_id, _WELCOME, on_new_message)
        return replies.json({"id": conversation_id, "messaggi": output.messages, "contatti": people()}, 201)

    async def _message(self, request: Request, conversation_id: str, on_new_message: OnNewMessage) -> HTTPResponse:
        self._check_caller(request)
        text = self._text_for_rasa(await self._body(request))
        async with self._turn(request, conversation_id):
            output = await self._ask(conversation_id, text, on_new_message)
            if output.wants_deletion:
                await self._forget(request, conversation_id)
        return replies.json({"messaggi": output.messages, **({"finita": True} if output.wants_deletion else {})})

    async def _delete(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._check_caller(request)
        async with self._turn(request, conversation_id):
            await self._forget(request, conversation_id)
        return replies.nothing()

    async def _forget(self, request: Request, conversation_id: str) -> None:
        await forget(request.app.ctx.agent, conversation_id)
        self._conversations.end(conversation_id)

    @asynccontextmanager
    async def _turn(self, request: Request, conversation_id: str) -> AsyncIterator[None]:
        """Waits for what came before in this conversation, then refuses if it has ended meanwhile."""
        stored = partial(remembers, request.app.ctx.agent)
        with self._capacity.place():
            async with (
                asyncio.timeout(self._settings.answer_timeout_seconds),
                self._conversations.turn(conversation_id),
            ):
                if not await self._conversations.has(conversation_id, stored):
                    raise Refused(Refusal.NO_CONVERSATION)
                yield

    def _check_caller(self, request: Request) -> None:
        headers = request.headers
        origin, fetch_site = headers.get("origin"), headers.get("sec-fetch-site")
        if not callers.is_welcome(origin, fetch_site, request.host, self._settings.origins):
            raise Refused(Refusal.FOREIGN_SITE)
        forwarded_for = ",".join(headers.getall("x-forwarded-for", []))
        if not self._rate.allows(callers.client(request.ip, forwarded_for, self._settings.trusted_proxies)):
            raise Refused(Refusal.TOO_FAST)

    async def _body(self, request: Request) -> dict[str, Any]:
        """The JSON object in the body, of which no more than the limit is ever kept in memory."""
        # A page of another site can send any other type blindly, without asking us first.
        if request.content_type.partition(";")[0].strip().lower() != _JSON:
            raise Refused(Refusal.WRONG_TYPE)
        request.stream.request_max_size = self._settings.max_body_bytes
        try:
            async with asyncio.timeout(self._settings.answer_timeout_seconds):
                await request.receive_body()
            body = json.loads(request.body)
        except PayloadTooLarge:
            # Sanic throws the rest away as it comes, or else the client could not hear the answer.
            request.stream.request_max_size = float("inf")
            raise
        except (ValueError, RecursionError):
            raise Refused(Refusal.NOT_JSON) from None
        if not isinstance(body, dict):
            raise Refused(Refusal.NOT_JSON)
        return body

    def _text_for_rasa(self, body: dict[str, Any]) -> str:
        """The payload of a choice, or what was typed."""
        match body:
            case {"scelta": str(code)}:
                return incoming.chosen(code)
            case {"testo": str(text)}:
                return incoming.typed(text, self._settings.max_characters)
            case _:
                raise Refused(Refusal.NOT_JSON)

    async def _ask(self, conversation_id: str, text: str, on_new_message: OnNewMessage) -> StructuredOutput:
        output = StructuredOutput()
        await ask(text, conversation_id, self.name(), output, on_new_message)
        return output
