from __future__ import annotations

import string

import factories
import pytest

from sportello.carta import Catalogue, present
from sportello.channels import errors
from sportello.channels.errors import Refusal, sentence


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(errors, "get_catalogue", lambda: catalogue)


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_a_whole_sentence_with_a_phone_to_call(refusal: Refusal) -> None:
    said = sentence(refusal, limite="500")
    assert said.endswith(".")
    assert "02 953 3334" in said
    assert not set("{}") & set(said)


@pytest.mark.parametrize(
    ("refusal", "code", "status"),
    [
        (Refusal.NOT_JSON, "non_json", 400),
        (Refusal.EMPTY, "vuoto", 400),
        (Refusal.UNKNOWN_CHOICE, "scelta_sconosciuta", 400),
        (Refusal.FOREIGN_SITE, "sito_non_ammesso", 403),
        (Refusal.WRONG_METHOD, "metodo_non_ammesso", 405),
        (Refusal.TOO_LONG, "troppo_lungo", 413),
        (Refusal.WRONG_TYPE, "tipo_non_ammesso", 415),
        (Refusal.NO_CONVERSATION, "conversazione_sconosciuta", 404),
        (Refusal.NOT_FOUND, "non_trovato", 404),
        (Refusal.TOO_FAST, "troppi_messaggi", 429),
        (Refusal.FAILED, "errore", 500),
        (Refusal.NO_ANSWER, "nessuna_risposta", 503),
    ],
)
def test_words_and_statuses_that_clients_rely_on_do_not_change(refusal: Refusal, code: str, status: int) -> None:
    assert (refusal.code, refusal.status) == (code, status)


def test_no_two_refusals_share_a_word() -> None:
    assert len({refusal.code for refusal in Refusal}) == len(Refusal)


def test_the_limit_is_in_the_sentence_of_what_is_too_long() -> None:
    assert "1234" in sentence(Refusal.TOO_LONG, limite="1234")


def test_only_what_is_too_long_needs_a_value_of_its_own() -> None:
    for refusal in set(Refusal) - {Refusal.TOO_LONG}:
        assert sentence(refusal)
    with pytest.raises(KeyError, match="limite"):
        sentence(Refusal.TOO_LONG)


def test_the_phone_is_that_of_the_carta_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = factories.catalogue(factories.town() | {"primo_contatto": "misura"})
    monkeypatch.setattr(errors, "get_catalogue", lambda: changed)
    said = sentence(Refusal.FAILED)
    assert "02 953 3351" in said
    assert "02 953 3334" not in said


def test_every_sentence_in_the_file_belongs_to_a_refusal() -> None:
    assert set(errors._sentences()) == {refusal.code for refusal in Refusal}
    names = {name for text in errors._sentences().values() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert names <= present.SHARED_KEYS | {"limite"}
