"""What comes in that does not belong, and what goes out with every answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from sportello.console.access.accounts import Account, Role
from sportello.console.app import Console
from sportello.console.guard import SECURITY
from sportello.console.routing import read_form
from tests.console.operators import Operator

Client = Callable[..., Operator]
FORM = "application/x-www-form-urlencoded"
TRAVERSALS = [
    "../../settings.py",
    "..%2f..%2fsettings.py",
    "%2e%2e/%2e%2e/settings.py",
    "....//settings.py",
    "%00",
    "/etc/passwd",
]


# What does not belong


@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_but_the_looks_is_served(path: str, client: Client, account: Callable[[Role], Account]) -> None:
    for start in ("/aspetto/", "/aspetto/vendor/", "/aspetto/../"):
        sent = client().get(start + path)
        assert sent.status_code in {404, 405} or sent.url.path == "/entra", start
        assert "class Settings" not in sent.text


@pytest.mark.parametrize("path", [*TRAVERSALS, "x" * 5000, "<script>alert(1)</script>", "%ff%fe", "ä€", "a'--"])
def test_odd_names_in_an_address_find_nobody(path: str, client: Client) -> None:
    sent = client(Role.ADMIN).get(f"/persone/account/{path}")
    assert sent.status_code == 404
    assert "<script>alert" not in sent.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(3000)), "application/x-www-form-urlencoded", 400),
        (b"non e' un modulo", "multipart/form-data", 400),
        (b"--x\r\nnon finisce", "multipart/form-data; boundary=x", 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--',
            "multipart/form-data; boundary=x; charset=boh",
            403,
        ),
        (b"{}", "application/json", 403),
        (b"", "", 403),
        (b"%ff%00=%ff", "application/x-www-form-urlencoded", 403),
    ],
)
def test_what_is_no_form_of_ours_gets_a_page_that_says_so(body: bytes, kind: str, status: int, client: Client) -> None:
    sent = client(Role.ADMIN).http.post("/persone/nuova", content=body, headers={"Content-Type": kind})
    assert sent.status_code == status
    assert "<h1>" in sent.text
    assert "Traceback" not in sent.text


async def test_who_leaves_while_sending_is_no_failure_of_ours() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", FORM.encode())]}
    with pytest.raises(HTTPException) as refused:
        await read_form(Request(scope, gone), 1000)
    assert refused.value.status_code == 400


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_not_taken(announced: bool, client: Client) -> None:
    who = client(Role.ADMIN)
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    parts = [head, *([b"x" * 1_000_000] * 22), b"\r\n--x--\r\n"]
    content: Any = b"".join(parts) if announced else iter(parts)
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    sent = who.http.post("/persone/nuova", content=content, headers=headers)
    assert sent.status_code == 413
    assert "20 MB" in sent.text


def test_several_files_at_once_are_not_taken(client: Client) -> None:
    sent = client(Role.ADMIN).post("/persone/nuova", files=[("f", ("a", b"1")), ("f", ("b", b"2"))])
    assert sent.status_code == 400


# Answers


def pages(client: Client) -> Iterator[httpx.Response]:
    stranger, who = client(), client(Role.ADMIN)
    yield stranger.get("/entra")
    yield stranger.get("/", follow=False)
    yield stranger.get("/nulla")
    yield stranger.get("/salute")
    yield stranger.get("/aspetto/console.css")
    yield stranger.get("/aspetto/nulla.css")
    yield stranger.http.post("/salute")
    yield stranger.enter("amministra", "sbagliata sbagliata")
    yield who.get("/")
    yield who.get("/persone/account/nessuno")
    yield client(Role.READ).get("/persone")
    yield who.http.post("/persone/nuova", data={"a": "x" * 3_000_000})


def test_every_answer_has_our_headers(client: Client) -> None:
    seen = set()
    for page in pages(client):
        seen.add(page.status_code)
        assert {name: page.headers.get(name) for name in SECURITY} == SECURITY, page.url
        looks = page.url.path.startswith("/aspetto/")
        assert page.headers["cache-control"] == ("no-cache" if looks else "no-store")
    assert seen == {200, 303, 401, 403, 404, 405, 413}


def test_scripts_and_styles_come_from_files_alone(client: Client) -> None:
    policy = SECURITY["Content-Security-Policy"]
    assert "unsafe" not in policy
    for page in pages(client):
        assert not re.search(r"<script(?! src=)|<style|\son\w+=|style=|javascript:", page.text), page.url


def test_a_failure_shows_and_logs_nothing_of_what_was_sent(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("le viscere del programma")

    who = client(Role.ADMIN)
    monkeypatch.setattr(console.accounts, "listed", fail)
    page = who.get("/persone")
    assert page.status_code == 500
    assert "viscere" not in page.text
    assert "tecnico" in page.text
    assert {name: page.headers.get(name) for name in SECURITY} == SECURITY


def test_what_people_are_called_cannot_become_part_of_the_page(client: Client, console: Console) -> None:
    console.accounts.add("eva", "<script>alert(1)</script>", Role.READ, "sei cani nel cortile")
    console.audit.note("eva", "<img src=x>", '"><script>alert(1)</script>')
    who = client(Role.ADMIN)
    for path in ("/persone", "/persone/account/eva", "/registro", "/registro?persona=%22%3E%3Cscript%3E"):
        assert "<script>" not in who.get(path).text
        assert "<img src=x>" not in who.get(path).text
