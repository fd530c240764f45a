"""What somebody was typing when their session ended, or became another: shown again, to be sent once more.

The form travels through the browser that typed it and is kept nowhere else. Only a form of ours is taken, and
only a person's click sends it again.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from sportello.console.access.peers import is_from_our_site, is_surely_from_our_site
from sportello.console.access.sessions import csrf_of
from sportello.console.routing import COOKIE, CSRF_FIELD, Visit, is_own_path, read_form

_LARGEST_BYTES = 256 * 1024
# Passwords are never given back.
_NEVER = "password"


async def keep(request: Request) -> str:
    """What a form sent, as one text to be given back to `page`; empty where there is nothing to keep.

    The form must be of the session that ended: its token is made from the cookie, which outlasts the session.
    """
    token = request.cookies.get(COOKIE)
    announced = request.headers.get("content-length", "")
    if not token or not announced.isdecimal() or int(announced) > _LARGEST_BYTES or not is_from_our_site(request):
        return ""
    form = await read_form(request, _LARGEST_BYTES)
    sent = form.get(CSRF_FIELD)
    if not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), csrf_of(token).encode()):
        return ""
    return json.dumps({"indirizzo": request.url.path, "campi": _fields(form)}, ensure_ascii=False)


def page(visit: Visit, kept: str) -> Response | None:
    """The form again, to be sent with the token of the new session; None where what was kept is not ours."""
    try:
        content: Any = json.loads(kept)
        address, fields = str(content["indirizzo"]), [(str(name), str(value)) for name, value in content["campi"]]
    except (ValueError, TypeError, KeyError):
        return None
    if not is_own_path(address):
        return None
    return visit.page("riprende.html", indirizzo=address, campi=fields)


def again(visit: Visit) -> Response | None:
    """A form of a former session, sent by who has entered anew in another window; None where it may not be ours."""
    fields = _fields(visit.form)
    if not fields or not is_surely_from_our_site(visit.request):
        return None
    return visit.page("riprende.html", 403, indirizzo=visit.request.url.path, campi=fields)


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != CSRF_FIELD and not name.startswith(_NEVER)
    ]
