"""A Bot API server for this machine: keeps Telegram's rules, brings updates both ways, and fails on demand.

It knows one bot. What the bot does wrong is answered as Telegram would, and noted in `faults`, since
a bot that is patient with refusals would hide them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
import threading
import time
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.channels.telegram import rules
from tests.channels.telegram.wire import NO_NUMBER, Answer, Sent, chat_of, number, parameters, refused

TOKEN = "7000000001:AAH-prova_prova_prova_prova_prova_pr"
USERNAME = "sportello_prova_bot"
_BOT = {"id": 7000000001, "is_bot": True, "first_name": "Sportello", "username": USERNAME}
_WEBHOOK_LANES = 8
_WAIT_SECONDS = 60.0
_REDELIVER_SECONDS = 0.3
_LOOK_SECONDS = 0.05
_END = object()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed breaks its connections: that is no news here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class BotApi:
    """The server, from its port to the chats."""

    def __init__(self, port: int = 0) -> None:
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.refused_updates: list[int] = []
        self.blocked: set[int] = set()
        self.away = False
        self.deliver_to: str | None = None
        self.webhook: dict[str, Any] | None = None
        self._scripted: dict[str, deque[Answer]] = defaultdict(deque)
        self._pending: list[Any] = []
        self._update_ids = itertools.count(500_000)
        self._message_ids = itertools.count(1000)
        self._queries: set[str] = set()
        self._query_ids = itertools.count(1)
        self._changed = threading.Condition()
        self._lanes: list[Queue[Any]] = [Queue() for _ in range(_WEBHOOK_LANES)]
        self._server = _Server(("127.0.0.1", port), self._handler())
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)]
        self._threads += [threading.Thread(target=self._bring, args=(lane,), daemon=True) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self.away = True
        with self._changed:
            self._changed.notify_all()
        for lane in self._lanes:
            lane.put(_END)
        self._server.shutdown()
        self._server.server_close()

    # What people do.

    def write(self, chat_id: int, text: str | None = None, **beside: Any) -> int:
        """A message in a private chat; `beside` adds or replaces its fields."""
        content: dict[str, Any] = {"text": text} if text is not None else {}
        if text and text.startswith("/"):
            command = text.split()[0]
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": rules.units(command)}]
        return self.update(message={**self.envelope(chat_id), **content, **beside})

    def envelope(self, chat_id: int) -> dict[str, Any]:
        """Who writes, where and when: with names that nobody may find anywhere."""
        person = {"id": chat_id, "first_name": "Ermenegilda", "last_name": "Sbrodolini", "username": "ermenegilda_sbr"}
        return {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": {"type": "private", **person},
            "from": {"is_bot": False, "language_code": "it", **person},
        }

    def tap(self, chat_id: int, code: str, on: Sent | None = None, **beside: Any) -> int:
        """A tap on a button of a message as it stands now."""
        query_id = f"q{next(self._query_ids)}"
        self._queries.add(query_id)
        query: dict[str, Any] = {"id": query_id, "from": self.envelope(chat_id)["from"], "chat_instance": "1"}
        query["data"] = code
        if on:
            keyboard = [[{"text": title, "callback_data": data}] for title, data in on.buttons]
            query["message"] = {
                **self.envelope(chat_id),
                "from": _BOT,
                "message_id": on.message_id,
                "text": on.text,
                "reply_markup": {"inline_keyboard": keyboard},
            }
        return self.update(callback_query={**query, **beside})

    def update(self, update_id: int | None = None, **content: Any) -> int:
        """An update with any content; with a number of before, once more."""
        own = next(self._update_ids) if update_id is None else update_id
        self.push({"update_id": own, **content})
        return own

    def push(self, update: Any) -> None:
        """An update exactly as it is."""
        if self.webhook:
            self._lanes[zlib.crc32(chat_of(update).encode()) % _WEBHOOK_LANES].put(update)
            return
        with self._changed:
            self._pending.append(update)
            self._changed.notify_all()

    # What Telegram does.

    def fail(self, method: str, *answers: Answer) -> None:
        """The next calls of this method get these answers."""
        self._scripted[method].extend(answers)

    @contextlib.contextmanager
    def unreachable(self) -> Iterator[None]:
        """Telegram is away for a while: connections break without an answer."""
        self.away = True
        with self._changed:
            self._changed.notify_all()
        try:
            yield
        finally:
            self.away = False

    # What tests ask.

    def in_chat(self, chat_id: int) -> list[Sent]:
        return [message for message in list(self.sent) if message.chat_id == chat_id]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in list(self.calls) if name == method]

    def wait(self, condition: Callable[[], Any], seconds: float = _WAIT_SECONDS) -> Any:
        """Returns what the condition gives as soon as that is true; it is tried at each call, and in between."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < deadline, "it did not happen"
            with self._changed:
                self._changed.wait(_LOOK_SECONDS)
        return found

    # The server itself.

    def _bring(self, lane: Queue[Any]) -> None:
        """Posts updates in order, each again until the bot says that it has it."""
        with httpx.Client(timeout=10) as client:
            while (update := lane.get()) is not _END:
                while not self.away and not self._post(client, update):
                    time.sleep(_REDELIVER_SECONDS)

    def _post(self, client: httpx.Client, update: dict[str, Any]) -> bool:
        if not (self.webhook and self.deliver_to):
            return False
        path = urlsplit(self.webhook["url"]).path
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        try:
            answer = client.post(f"{self.deliver_to}{path}", json=update, headers=headers)
        except httpx.HTTPError:
            return False
        if not answer.is_success:
            self.refused_updates.append(number(update))
        return answer.is_success

    def _handler(api) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:  # noqa: N802 - the name that the library calls
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                _, token, method = self.path.split("/", 2)
                if api.away or len(body) < length:  # the second: the bot hung up in the middle
                    self.close_connection = True
                    return
                status, content = api._answer(token, method.partition("?")[0], parameters(body.decode()))
                if api.away:
                    self.close_connection = True
                    return
                payload = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(payload)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def _answer(self, token: str, method: str, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if token != f"bot{TOKEN}":
            return refused(Answer(401, "Unauthorized"))
        with self._changed:
            self.calls.append((method, params))
            self._changed.notify_all()
            if self._scripted[method]:
                return refused(self._scripted[method].popleft())
        found = rules.faults(method, params)
        if found:
            self.faults += [f"{method}: {fault}" for fault in found]
            return refused(Answer(400, f"Bad Request: {found[0]}"))
        if params.get("chat_id") in self.blocked:
            return refused(Answer(403, "Forbidden: bot was blocked by the user"))
        handler = {
            "getMe": lambda: _BOT,
            "setMyCommands": lambda: True,
            "setWebhook": lambda: self._set_webhook(params),
            "deleteWebhook": lambda: self._set_webhook(None),
            "getUpdates": lambda: self._updates(params),
            "sendMessage": lambda: self._send(params),
            "sendChatAction": lambda: True,
            "answerCallbackQuery": lambda: self._acknowledge(params),
            "editMessageReplyMarkup": lambda: self._edit(params),
        }[method]
        result = handler()
        if isinstance(result, Answer):
            return refused(result)
        return 200, {"ok": True, "result": result}

    def _set_webhook(self, params: dict[str, Any] | None) -> bool:
        self.webhook = params
        return True

    def _updates(self, params: dict[str, Any]) -> Any:
        if self.webhook:
            return Answer(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, until = params.get("offset", 0), time.monotonic() + params.get("timeout", 0)
        with self._changed:
            self._pending = [update for update in self._pending if number(update) >= offset]
            while not self._pending and not self.away and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            given = sorted(self._pending, key=number)[:100]
            # What has no number cannot be confirmed: it is handed out once.
            self._pending = [update for update in self._pending if update not in given or number(update) < NO_NUMBER]
            return given

    def _send(self, params: dict[str, Any]) -> Any:
        is_html = params.get("parse_mode") == "HTML"
        rows = params.get("reply_markup", {}).get("inline_keyboard", [])
        message = Sent(
            params["chat_id"],
            next(self._message_ids),
            rules.plain_text(params["text"]) if is_html else params["text"],
            params["text"] if is_html else "",
            [(button["text"], button["callback_data"]) for row in rows for button in row],
            params.get("reply_parameters", {}).get("message_id"),
        )
        with self._changed:
            self.sent.append(message)
            self._changed.notify_all()
        return {**self.envelope(message.chat_id), "message_id": message.message_id, "from": _BOT, "text": message.text}

    def _acknowledge(self, params: dict[str, Any]) -> Any:
        if params["callback_query_id"] not in self._queries:
            return Answer(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        return True

    def _edit(self, params: dict[str, Any]) -> Any:
        found = [m for m in self.sent if (m.chat_id, m.message_id) == (params["chat_id"], params["message_id"])]
        if not found:
            return Answer(400, "Bad Request: message to edit not found")
        buttons = [(b["text"], b["callback_data"]) for row in params["reply_markup"]["inline_keyboard"] for b in row]
        if found[0].buttons == buttons:
            return Answer(400, "Bad Request: message is not modified")
        with self._changed:
            found[0].buttons = buttons
            self._changed.notify_all()
        return {**self.envelope(found[0].chat_id), "message_id": found[0].message_id, "from": _BOT}
