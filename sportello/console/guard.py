"""What holds for every request and every answer of the console."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FILE_BYTES = 20 * 1024 * 1024
_LARGEST_FORM_BYTES = 2 * 1024 * 1024
# Who has not entered yet sends a name and a password, and perhaps what they were writing.
_LARGEST_ENTRY_BYTES = 512 * 1024
_FORM_AROUND_FILE_BYTES = 64 * 1024

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PAGE, _LOOKS = "no-store", "no-cache"


class Guard:
    """Our headers on every answer, and an end to what a request may send: more is 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, _with_end(scope, receive), send_with_headers)


def add_headers(headers: MutableHeaders, path: str) -> None:
    """What every answer says of itself; only the looks may be kept, and are asked for again each time."""
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", _LOOKS if path.startswith("/aspetto/") else _PAGE)


def _with_end(scope: Scope, receive: Receive) -> Receive:
    headers = Headers(scope=scope)
    most = _most_bytes(scope["path"], headers.get("content-type", ""))
    announced = headers.get("content-length", "")
    received = int(announced) if announced.isdecimal() and int(announced) > most else 0

    async def counted() -> Message:
        nonlocal received
        if received > most:
            raise HTTPException(413)
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413)
        return message

    return counted


def _most_bytes(path: str, content_type: str) -> int:
    if path == "/entra":
        return _LARGEST_ENTRY_BYTES
    if content_type.startswith("multipart/form-data"):
        return LARGEST_FILE_BYTES + _FORM_AROUND_FILE_BYTES
    return _LARGEST_FORM_BYTES
