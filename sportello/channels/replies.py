"""How the server answers over HTTP, whatever was asked."""

from __future__ import annotations

from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.channels.files import Content

# On everything. `data:` is for the icons inside the stylesheet of Bootstrap Italia.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NOT_KEPT = {"Cache-Control": "no-store"}


def json(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """An answer of the API, which nobody keeps."""
    return response.json(content, status=status, headers={**_NOT_KEPT, **(headers or {})}, ensure_ascii=False)


def nothing() -> HTTPResponse:
    """Done, with nothing to say."""
    return HTTPResponse(status=204, headers=dict(_NOT_KEPT))


def page(text: str, status: int, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A page for this moment only."""
    return response.html(text, status=status, headers={**_NOT_KEPT, **(headers or {})})


def published(request: Request, content: Content) -> HTTPResponse:
    """Something to keep: compressed where the client takes it, and only where the client's copy is old."""
    headers = {"ETag": content.etag, "Cache-Control": content.cache, "Vary": "Accept-Encoding"}
    if content.etag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=headers)
    body = content.body
    if content.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = content.compressed, "gzip"
    return HTTPResponse(body, headers=headers, content_type=content.kind)


def wants_a_page(request: Request) -> bool:
    """Whether a person's browser asks, rather than a program."""
    return "text/html" in request.headers.get("accept", "")
