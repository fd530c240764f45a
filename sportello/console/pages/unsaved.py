"""What somebody was typing when their session ended: shown again once they have entered anew.

The form travels through the browser that typed it and is kept nowhere else. Only one that we gave to
that browser is taken: its token is made from the cookie, which outlasts the session.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from sportello.console.access.peers import is_from_our_site
from sportello.console.access.sessions import csrf_of
from sportello.console.routing import COOKIE, CSRF_FIELD, Visit, read_form

_LARGEST_BYTES = 256 * 1024
# Passwords are never given back.
_NEVER = "password"


async def keep(request: Request) -> str:
    """What a form sent, as one text to be given back to `page`; empty where there is nothing to keep."""
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
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    return visit.page("riprende.html", indirizzo=address, campi=fields)


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != CSRF_FIELD and not name.startswith(_NEVER)
    ]
