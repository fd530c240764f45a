from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sportello.carta import Catalogue
from sportello.console import preview
from sportello.console.draft import Draft
from sportello.settings import DATA

NOW = dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC)


@pytest.fixture
def known(tmp_path: Path) -> preview.Responses:
    return preview.responses(Draft(DATA, tmp_path))


def test_every_service_can_be_previewed_whole(known: preview.Responses, real_catalogue: Catalogue) -> None:
    for service in real_catalogue.services:
        said = list(preview.answers_about(service.id, known, real_catalogue, NOW))
        assert len(said) >= 11
        assert all(each.text and "{" not in each.text for each in said)
        assert service.nome in said[0].text


def test_a_drafted_sentence_is_the_one_that_is_read(tmp_path: Path, real_catalogue: Catalogue) -> None:
    draft = Draft(DATA, tmp_path)
    text = draft.read("risposte/servizi.yml")
    assert text
    draft.write("risposte/servizi.yml", text.replace("Può esserle utile: {nome}.", "Le consiglio: {nome}."))
    said = next(iter(preview.answers_about("sad", preview.responses(draft), real_catalogue, NOW)))
    assert said.text.startswith("Le consiglio: ")


def test_a_placeholder_that_nothing_fills_is_named(real_catalogue: Catalogue) -> None:
    with pytest.raises(KeyError, match="inventato"):
        preview.filled({"text": "Chiami {inventato}"}, real_catalogue, {})
