"""An operator at the console, as tests need one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sportello.console.access.accounts import Account
from sportello.console.access.sessions import csrf_of
from sportello.console.app import Console
from sportello.console.routing import COOKIE

# What the cookies of `http://testserver` are kept under.
_DOMAIN = "testserver.local"


class Operator:
    """A browser of the console; with an account it has entered already.

    `get` and `post` follow redirects, so that what comes back is the page that the operator sees.
    """

    def __init__(self, app: Starlette, account: Account | None = None, **client: Any) -> None:
        self.http = TestClient(app, raise_server_exceptions=False, **client)
        self.account = account
        self._console: Console = app.state.console
        if account is not None:
            self.hold(self._console.sessions.begin(account))

    def hold(self, token: str) -> None:
        """Puts a token into the browser, as the console would."""
        self.http.cookies.set(COOKIE, token, domain=_DOMAIN, path="/")

    def expire(self) -> None:
        """The session ends, as after a long pause; the cookie stays in the browser."""
        session = self._console.sessions.find(self.token)
        assert session
        self._console.sessions.end(session)

    @property
    def token(self) -> str:
        """What opens the session."""
        return self.http.cookies.get(COOKIE) or ""

    @property
    def csrf(self) -> str:
        """What the forms of the session carry."""
        return csrf_of(self.token)

    def get(self, path: str, follow: bool = True, **headers: str) -> httpx.Response:
        """A page."""
        return self.http.get(path, follow_redirects=follow, headers=headers)

    def post(self, path: str, *, files: Any = None, follow: bool = True, **fields: Any) -> httpx.Response:
        """Sends a form with the token of the session; a list sends a field several times."""
        data = {"csrf": self.csrf, **fields}
        return self.http.post(path, data=data, files=files, follow_redirects=follow)

    def enter(self, name: str, password: str, after: str = "", follow: bool = True, **fields: str) -> httpx.Response:
        """Types name and password into the page where one enters."""
        page = self.http.get("/entra")
        data = {"nome": name, "password": password, "poi": after, "csrf": field(page, "csrf"), **fields}
        return self.http.post("/entra", data=data, follow_redirects=follow)


def field(page: httpx.Response, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page.text)
    assert found, f"no field {name} in {page.text}"
    return unescape(found[1])
