"""Trying a phrase: how the assistant that is running reads it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sportello.console import live
from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.live import Message, NoTrial, Scored, Trial
from sportello.console.phrases.book import id_of
from sportello.settings import Settings
from tests.console.operators import Operator
from tests.console.phrases import NEW, Client, box, some


@pytest.fixture
def editor(client: Client) -> Operator:
    return client(Role.EDIT)


TRIAL = Trial(
    text="quanto costa il sad",
    intent="chiedi_costi",
    score=0.87,
    aspects=("costi",),
    services=(),
    candidates=(Scored("sad", 0.5), Scored("pasto_domicilio", 0.25)),
    likely="sad",
    maybe_danger=True,
    messages=(Message("Si paga.\nPoco.", ("Dove?",)),),
    model="modello-di-prova",
)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was tried; a phrase with «fermo» finds no assistant."""
    texts: list[str] = []

    def read(text: str, settings: Settings) -> Trial:
        texts.append(text)
        if "fermo" in text or not text:
            raise NoTrial("L'assistente è fermo, riprovi.")
        return TRIAL

    monkeypatch.setattr(live, "read", read)
    return texts


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_phrase_is_tried_with_and_without_htmx(headers: dict[str, str], client: Client, tried: list[str]) -> None:
    who = client(Role.READ)
    page = who.http.post("/frasi/prova", data={"csrf": who.csrf, "testo": " quánto  costa "}, headers=headers)
    assert page.status_code == 200
    assert tried == ["quánto costa"]
    assert ("<html" in page.text) is not bool(headers)
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))
    for said in (
        "Quanto costa",
        "sicuro al 87%",
        "50%",
        "ci prova",
        "in pericolo",
        "Bottoni: Dove?",
        "modello-di-prova",
    ):
        assert said in text
    assert "Le insegni" not in text


@pytest.mark.parametrize(("headers", "status"), [({}, 422), ({"HX-Request": "true"}, 200)])
def test_why_it_could_not_be_tried_is_said(
    headers: dict[str, str], status: int, client: Client, tried: list[str]
) -> None:
    who = client(Role.READ)
    page = who.http.post("/frasi/prova", data={"csrf": who.csrf, "testo": "fermo <i>"}, headers=headers)
    assert page.status_code == status
    assert "L&#39;assistente è fermo, riprovi." in page.text
    assert "<i>" not in page.text


def test_a_phrase_that_was_misread_is_taught_from_there(editor: Operator, tried: list[str]) -> None:
    page = editor.post("/frasi/prova", testo=NEW)
    assert '<form method="get" action="/frasi/aggiungi">' in page.text
    assert box(editor.http.get("/frasi/aggiungi", params={"frasi": NEW})) == NEW


def test_every_page_of_the_room_has_the_box(editor: Operator, console: Console) -> None:
    paths = ["", "?cerca=casa", "/servizio/sad", "/intento/nega", "/aggiungi", "/prova"]
    for path in [*paths, f"/frase/{id_of(some(console, service='sad'))}"]:
        assert 'hx-post="/frasi/prova"' in editor.get(f"/frasi{path}").text, path
