"""What the server shows besides the chat: the demo site, the widget's files, the pages of the Carta."""

from __future__ import annotations

import asyncio
import logging

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.carta import UnknownService, get_catalogue
from sportello.carta.pages import Pages
from sportello.channels import replies
from sportello.channels.errors import Refusal, Refused
from sportello.channels.files import Content, PublicFiles
from sportello.privacy.page import notice_of
from sportello.settings import ROOT, get_settings

logger = logging.getLogger(__name__)

_FILES = PublicFiles(ROOT / "web")
_BASE = "/assistente"
# The common look of public bodies where its package is installed, then ours, which suffices alone.
_STYLESHEETS = ("vendor/bootstrap-italia/css/bootstrap-italia.min.css", "carta.css")
_HTML = "text/html; charset=utf-8"
_READ = ["GET", "HEAD"]
_PRIVACY_TITLE = "Informativa sulla privacy"


def carta_pages() -> Pages:
    """The demo site and the pages of the Carta, with the stylesheets that this installation has."""
    found = [path for path in _STYLESHEETS if _FILES.has(path)]
    if len(found) < len(_STYLESHEETS):
        logger.warning("Mancano i pacchetti grafici: le pagine usano lo stile semplice. Per averli: `make install`.")
    return Pages([f"{_BASE}/{path}" for path in found])


def add_routes(routes: Blueprint, pages: Pages) -> None:
    """Serves the demo site and the files of `web/` below `/assistente/`, and the Carta below `/carta/`."""

    @routes.route(f"{_BASE}/", methods=_READ, name="home")
    async def home(request: Request) -> HTTPResponse:
        return _page(request, pages.site(get_catalogue()))

    @routes.route(f"{_BASE}/privacy", methods=_READ, name="privacy")
    async def privacy(request: Request) -> HTTPResponse:
        catalogue = get_catalogue()
        return _page(request, pages.text(catalogue, _PRIVACY_TITLE, notice_of(catalogue, get_settings())))

    @routes.route(f"{_BASE}/<path:path>", methods=_READ, name="file")
    async def file(request: Request, path: str) -> HTTPResponse:
        return await _file(request, path) if path else await home(request)

    @routes.route("/favicon.ico", methods=_READ, name="favicon")
    async def favicon(request: Request) -> HTTPResponse:
        return await _file(request, "favicon.svg")

    @routes.route("/carta/", methods=_READ, name="carta")
    async def index(request: Request) -> HTTPResponse:
        return _page(request, pages.index(get_catalogue()))

    @routes.route("/carta/<service_id:str>", methods=_READ, name="carta_service")
    async def service(request: Request, service_id: str) -> HTTPResponse:
        if not service_id:  # Sanic takes the empty name, too
            return await index(request)
        try:
            return _page(request, pages.service(get_catalogue(), service_id))
        except UnknownService:
            raise Refused(Refusal.NOT_FOUND) from None


async def _file(request: Request, path: str) -> HTTPResponse:
    # In a thread: a message must not wait for a file to be read and compressed.
    content = await asyncio.to_thread(_FILES.get, path)
    if content is None:
        raise Refused(Refusal.NOT_FOUND)
    return replies.published(request, content)


def _page(request: Request, text: str) -> HTTPResponse:
    return replies.published(request, Content.of(text.encode(), _HTML))
