"""What goes over the wire between a bot and the Bot API: calls, refusals, updates, messages sent."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

NO_NUMBER = 2**62


@dataclass
class Sent:
    """A message of the bot as it stands in a chat now."""

    chat_id: int
    message_id: int
    text: str
    html: str
    buttons: list[tuple[str, str]]
    answers: int | None

    def code(self, title: str) -> str:
        return next(code for shown, code in self.buttons if shown == title)


@dataclass
class Answer:
    """What a call gets instead of success."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def parameters(body: str) -> dict[str, Any]:
    """Form fields; numbers, lists and objects come as JSON in them."""

    def value(name: str, text: str) -> Any:
        if name in {"text", "url", "secret_token", "callback_query_id"}:
            return text
        with contextlib.suppress(ValueError):
            return json.loads(text)
        return text

    return {name: value(name, text) for name, text in parse_qsl(body, keep_blank_values=True)}


def refused(answer: Answer) -> tuple[int, dict[str, Any]]:
    content: dict[str, Any] = {"ok": False, "error_code": answer.status, "description": answer.description}
    if answer.parameters:
        content["parameters"] = answer.parameters
    return answer.status, content


def number(update: Any) -> int:
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) and found < NO_NUMBER else NO_NUMBER


def chat_of(update: Any) -> str:
    """Updates of one person are brought in order."""
    for kind in ("message", "callback_query", "edited_message", "my_chat_member"):
        content = update.get(kind) if isinstance(update, dict) else None
        if isinstance(content, dict) and isinstance(content.get("from"), dict):
            return str(content["from"].get("id"))
    return "?"
