"""Sentences, facts and choices fit together, and each fact stands in one place."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import pytest

from sportello.carta import Aspect, Catalogue, present, read
from sportello.dialogue import choices
from sportello.nlg import SETTINGS_KEYS
from sportello.nlu.reading import MAYBE_EMERGENCY
from sportello.settings import Settings
from tests.contract.files import ROOT, domain, phrases, python_files, responses

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
SERVICE_KEYS = {key for service in CATALOGUE.services for key in present.facts(CATALOGUE, service.id)}
OPENING_KEYS = {"chiude", "prossimo_giorno", "prossima_ora", "prossimo_modo", "festa"}
LIST_KEYS = {"elenco"}
MAX_CHARACTERS = 600
TELEGRAM_BYTES = 64
# Emergency, price, clock, e-mail, long number: what only the Carta may hold.
FACT = re.compile(r"\b(?:112|1522|114|118)\b|€|\beuro\b|\b\d{1,2}[.:]\d{2}\b|\w@\w|\d{6,}|\bvia [A-Z]", re.I)


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in texts(part)]


def used_responses() -> set[str]:
    """The names of responses that the code gives, with what it appends to them."""
    names: set[str] = set()
    for path in python_files():
        names |= set(re.findall(r'"(utter_[a-z_/{}]+)"', path.read_text(encoding="utf-8")))
    sentences = {"aperto_libero", "aperto_appuntamento", "chiuso", "chiuso_festivo"}
    aspects = {aspect.value for aspect in Aspect}
    expanded = {name.replace("{aspect}", aspect) for name in names for aspect in aspects}
    # What a service is, is always stated; `utter_action` is a key of Rasa's.
    never = {"utter_non_indicato_cose", "utter_action"}
    return {name.replace("{sentence}", sentence) for name in expanded for sentence in sentences} - never


@pytest.mark.parametrize("name", sorted(responses()))
def test_every_placeholder_is_a_fact(name: str) -> None:
    allowed = SERVICE_KEYS | present.SHARED_KEYS | OPENING_KEYS | LIST_KEYS | SETTINGS_KEYS
    found = {field for text in texts(responses()[name]) for _, field, _, _ in string.Formatter().parse(text) if field}
    assert found <= allowed


def test_the_shared_facts_are_those_that_are_promised() -> None:
    assert set(present.shared(CATALOGUE)) == present.SHARED_KEYS


def test_every_response_has_one_variant_for_a_channel_the_first_for_any() -> None:
    channels = {name: [variant.get("channel") for variant in variants] for name, variants in responses().items()}
    assert {name: each for name, each in channels.items() if each not in ([None], [None, "telegram"])} == {}


def test_every_response_that_the_code_gives_is_written() -> None:
    assert used_responses() <= set(responses())


def test_every_written_response_can_be_given() -> None:
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "data" / "regole").glob("*.yml"))
    by_rules = set(re.findall(r"action: (utter_\w+)", rules))
    orphans = {
        name
        for name in responses()
        if name not in used_responses() | {"utter_restart"} and name.split("/")[0] not in by_rules
    }
    assert orphans == set()


def test_every_sub_intent_has_its_response() -> None:
    by_actions = ("bisogno", "scegli")
    sub_intents = {p.intent for p in phrases() if "/" in p.intent and p.intent.split("/")[0] not in by_actions}
    assert {f"utter_{intent}" for intent in sub_intents | {MAYBE_EMERGENCY}} == {
        name for name in responses() if "/" in name
    }


def test_every_button_can_come_back_and_fits_telegram() -> None:
    for name, variants in responses().items():
        for button in variants[0].get("buttons", []):
            for service in CATALOGUE.services:
                facts = {**present.shared(CATALOGUE), **present.facts(CATALOGUE, service.id)}
                payload = button["payload"].format(**facts)
                code = choices.to_code(payload)
                assert choices.to_payload(code, CATALOGUE) == payload, name
                assert len(code.encode()) <= TELEGRAM_BYTES


@pytest.mark.parametrize("service", [service.id for service in CATALOGUE.services])
def test_an_answer_fits_a_phone_screen(service: str) -> None:
    facts = {**present.shared(CATALOGUE), **present.facts(CATALOGUE, service), "chiude": "18.00", "festa": "Natale"}
    facts |= dict.fromkeys(SETTINGS_KEYS, "30")
    facts |= {
        "prossimo_giorno": "mercoledì 30 settembre 2026",
        "prossima_ora": "16.00",
        "prossimo_modo": "su appuntamento",
    }
    for name, variants in responses().items():
        needed = {field for _, field, _, _ in string.Formatter().parse(variants[0]["text"]) if field}
        if needed <= set(facts):
            assert len(variants[0]["text"].format(**facts)) <= MAX_CHARACTERS, name


def test_no_fact_stands_outside_the_carta() -> None:
    places = [*(ROOT / "data" / "risposte").glob("*.yml"), *(ROOT / "data" / "regole").glob("*.yml")]
    places += [ROOT / "domain.yml", *(ROOT / "web").glob("*.js")]
    places += [*(ROOT / "sportello" / "carta" / "templates").glob("*.html")]
    found = {f"{path.name}: {match.group()}" for path in places for match in FACT.finditer(without_comments(path))}
    assert found == set()


def without_comments(path: Path) -> str:
    return re.sub(r"(?m)^\s*(#|//).*$", "", path.read_text(encoding="utf-8"))


def test_no_contact_of_the_carta_stands_in_the_code() -> None:
    secrets = {c.telefono for s in CATALOGUE.services for c in CATALOGUE.contacts(s.id)}
    secrets |= {c.email for s in CATALOGUE.services for c in CATALOGUE.contacts(s.id)}
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret and secret in text], path


def test_the_environment_is_read_in_one_place() -> None:
    readers = {path.name for path in python_files() if re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))}
    assert readers == {"settings.py"}


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = {field.field_info.extra["env"] for field in Settings.__fields__.values()}
    assert {name for name in names if f"| `{name}` |" not in documented} == set()


def test_actions_and_domain_agree() -> None:
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    ours = {name for name, run in executor.actions.items() if run.__self__.__module__.startswith("actions.")}
    assert ours == set(domain()["actions"])


def test_the_actions_do_not_import_rasa() -> None:
    for path in (ROOT / "actions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) rasa[ .]", path.read_text("utf-8"), re.M)
