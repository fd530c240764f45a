"""How the model in force reads a phrase, and what a citizen would be answered: for the operators' console alone."""

from __future__ import annotations

import asyncio
import copy
import hmac
import json
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from sanic import Blueprint
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.channels import incoming, replies
from sportello.channels.errors import Refusal, Refused
from sportello.channels.internal import TRIAL_PATH, authorization
from sportello.channels.messages import StructuredOutput
from sportello.settings import Settings

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_SENDER = "prova"


def add_route(routes: Blueprint, settings: Settings) -> None:
    """Adds `POST /interno/prova`, which is not there for whoever cannot show our permit.

    `{"testo": "…"}` is answered with `{"lettura": {…}, "messaggi": […], "modello": "…"}`: what was understood, what
    the citizen would read, and by which model. Of a trial nothing is stored and nothing is counted.
    """
    expected = authorization(settings.key_file).encode()

    # Every method, or a wrong one would tell that there is something. `stream`: the body of a stranger is not read.
    @routes.route(TRIAL_PATH, methods=_METHODS, stream=True)
    async def trial(request: Request) -> HTTPResponse:
        shown = request.headers.get("authorization", "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), expected) or request.method != "POST":
            raise Refused(Refusal.NOT_FOUND)
        async with asyncio.timeout(settings.answer_timeout_seconds):
            text = incoming.typed(await _text(request, settings.max_body_bytes), settings.max_characters)
            return replies.json(await read_and_answer(request.app.ctx.agent, text))


async def read_and_answer(agent: Agent, text: str) -> dict[str, Any]:
    """What the model makes of a first message, and what it answers.

    Args:
        agent: the one that serves citizens, which is left as it is.
        text: as `sportello.channels.incoming` made it.

    Raises:
        Refused: when the assistant says nothing, as happens without the action server.
    """
    # Rasa's processor writes to its store at every turn, and the store tells the statistics: this copy has one
    # of its own, in memory and with nobody to tell, for this turn alone.
    processor = copy.copy(agent.processor)
    store = InMemoryTrackerStore(processor.domain)
    processor.tracker_store = store
    output = StructuredOutput()
    await processor.handle_message(UserMessage(text, output, _SENDER, input_channel="web"))
    tracker = await store.retrieve(_SENDER)
    if not output.messages or tracker is None or tracker.latest_message is None:
        raise Refused(Refusal.NO_ANSWER)
    parsed = tracker.latest_message.parse_data or {}
    reading = {**(parsed.get("lettura") or {}), "punteggio": (parsed.get("intent") or {}).get("confidence")}
    return {"lettura": reading, "messaggi": output.messages, "modello": processor.model_filename}


async def _text(request: Request, most_bytes: int) -> str:
    request.stream.request_max_size = most_bytes
    try:
        await request.receive_body()
        text = json.loads(request.body)["testo"]
    except PayloadTooLarge:
        raise
    except (ValueError, RecursionError, TypeError, KeyError):
        raise Refused(Refusal.NOT_JSON) from None
    if not isinstance(text, str):
        raise Refused(Refusal.NOT_JSON)
    return text
