"""What the server shows besides the chat, and what every answer of it carries."""

from __future__ import annotations

import re
import time
from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest

from sportello.carta import read
from tests.channels.conftest import OTHER_SITE, SEGRETARIATO, refused
from tests.conftest import ROOT, Assistant

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SERVICES = [service.id for service in read(ROOT / "data" / "carta.yml").servizi]
EVERYWHERE = [
    "/assistente/",
    "/assistente/privacy",
    "/assistente/chat.js",
    "/carta/",
    f"/carta/{SERVICES[0]}",
    "/salute",
    "/favicon.ico",
]
FAILING = ["/nessuna", "/assistente/nessuna.js", "/carta/nessuna", "/assistente/conversazioni"]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}


@pytest.mark.parametrize("path", EVERYWHERE + FAILING)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, method: str, path: str) -> None:
    headers = client.request(method, path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_what_is_published_is_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.head(path).status_code in {200, 405}


@pytest.mark.parametrize("path", ["/nessuna", "/assistente/nessuna.js", "/carta/nessuna", "/webhooks/rest/webhook"])
def test_what_is_not_there_is_said_to_programs_and_to_people(client: httpx.Client, path: str) -> None:
    refused(client.get(path), 404, "non_trovato")
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert SEGRETARIATO in page.text
    assert '<html lang="it">' in page.text
    assert not re.search(r"sanic|rasa|not found|requested", page.text, re.I)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/assistente/conversazioni"), ("PUT", "/carta/"), ("DELETE", "/salute")]
)
def test_a_wrong_method_is_refused(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    refused(answer, 405, "metodo_non_ammesso")
    assert answer.headers["allow"]


def test_the_root_leads_to_the_assistant_and_tells_no_version(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.is_redirect
    assert answer.headers["location"] == "/assistente/"
    assert "Rasa" not in answer.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.js", "text/javascript"),
        ("chat.css", "text/css"),
        ("carta.css", "text/css"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_compressed_kept_and_asked_for_again(client: httpx.Client, name: str, kind: str) -> None:
    path, body = f"/assistente/{name}", (ROOT / "web" / name).read_bytes()
    answer = client.get(path)
    assert answer.headers["content-type"].startswith(kind)
    assert answer.content == body
    assert ("content-encoding" in answer.headers) is (len(body) > 512)
    assert client.get(path, headers={"Accept-Encoding": "identity"}).content == body
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"altro"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../README.md",
        "%2e%2e/README.md",
        "..%2fREADME.md",
        "vendor/../../config.yml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..\\config.yml",
        ".gitignore",
        "chat.js%00.png",
        "a" * 5000 + ".js",
    ],
    ids=lambda path: path[:20],
)
def test_nothing_outside_the_folder_of_the_site_is_published(public: Assistant, path: str) -> None:
    # A client that sends the path as it is, where a browser would clean it.
    with closing(HTTPConnection(public.client.base_url.host, public.client.base_url.port, timeout=10)) as connection:
        connection.request("GET", f"/assistente/{path}")
        answer = connection.getresponse()
        assert answer.status == 404
        assert b"non_trovato" in answer.read()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_its_page(client: httpx.Client, service: str) -> None:
    answer = client.get(f"/carta/{service}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<script type="application/ld+json">' in answer.text
    again = client.get(f"/carta/{service}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_source_of_an_answer_is_a_page(client: httpx.Client) -> None:
    conversation = f"/assistente/conversazioni/{client.post('/assistente/conversazioni', json={}).json()['id']}"
    answer = client.post(f"{conversation}/messaggi", json={"testo": "quanto costa il SAD?"}).json()
    assert answer["messaggi"][0]["fonte"]["url"] == "/carta/sad"
    assert "Servizio di Assistenza Domiciliare" in client.get("/carta/sad").text


def test_without_a_script_the_site_leads_to_the_carta(client: httpx.Client) -> None:
    outside = re.search(r"<noscript>(.*?)</noscript>", client.get("/assistente/").text, re.S)
    assert outside
    assert 'href="/carta/"' in outside[1]


def test_a_changed_carta_is_on_its_page_within_seconds(public: Assistant, client: httpx.Client) -> None:
    carta = public.log.parent / "carta.yml"
    good = carta.read_text(encoding="utf-8")
    try:
        carta.write_text(good.replace("02-9533351", "02-9533359"), encoding="utf-8")
        assert comes(client, "02 953 3359")
        carta.write_text("servizi: [", encoding="utf-8")
        assert not comes(client, "02 953 3351", seconds=1), "a broken file is not used"
    finally:
        carta.write_text(good, encoding="utf-8")
    assert comes(client, "02 953 3351")


def comes(client: httpx.Client, text: str, seconds: float = 5) -> bool:
    """Whether the page of a service shows a text in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if text in client.get("/carta/sad").text:
            return True
        time.sleep(0.05)
    return False


def test_nothing_of_the_pages_depends_on_who_asks(client: httpx.Client) -> None:
    own, other = client.get("/carta/"), client.get("/carta/", headers={"Origin": OTHER_SITE})
    assert own.content == other.content
    assert "Origin" in own.headers["vary"]
