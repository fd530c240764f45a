"""What can be believed of a request, when a proxy of the Comune's may stand in front."""

from __future__ import annotations

from starlette.requests import Request

from sportello.channels import callers
from sportello.settings import Settings


def client(request: Request, settings: Settings) -> str:
    """The address that a request comes from, as far as proxies of ours vouch for it."""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return callers.client(_peer(request), forwarded, settings.trusted_proxies)


def is_https(request: Request, settings: Settings) -> bool:
    """Whether the browser came by HTTPS, to us or to a proxy of ours."""
    if request.url.scheme == "https":
        return True
    said = request.headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
    return said == "https" and _is_from_proxy(request, settings)


def signed_on(request: Request, settings: Settings) -> str | None:
    """The account that the Comune's own sign-on names; None where there is none, or who says so is a stranger."""
    if not settings.console_user_header or not _is_from_proxy(request, settings):
        return None
    named = request.headers.getlist(settings.console_user_header)
    # Two of them: one is not the proxy's.
    return (named[0].strip().lower() or None) if len(named) == 1 else None


def is_from_our_site(request: Request) -> bool:
    """Whether a form comes from a page of this very site, as far as the browser says."""
    headers = request.headers
    return callers.is_welcome(headers.get("origin"), headers.get("sec-fetch-site"), headers.get("host", ""), ())


def is_surely_from_our_site(request: Request) -> bool:
    """The same, where the browser says so itself: no header, as old ones send none, is not enough."""
    told = "origin" in request.headers or "sec-fetch-site" in request.headers
    return told and is_from_our_site(request)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _is_from_proxy(request: Request, settings: Settings) -> bool:
    return callers.is_one_of(_peer(request), settings.trusted_proxies)
