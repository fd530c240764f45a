"""Sentences, facts and choices fit together, and each fact stands in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sportello.carta import Aspect, Catalogue, present, read
from sportello.nlu.reading import MAYBE_EMERGENCY
from sportello.sentences.checks import facts_in
from sportello.sentences.descriptions import FILE, Descriptions, stem_of
from sportello.sentences.placeholders import is_about_service, places_of
from sportello.sentences.shelf import Shelf
from sportello.settings import Settings
from tests.contract.files import ROOT, domain, phrases, python_files, responses

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
SHELF = Shelf.of(ROOT / "data", CATALOGUE)


def used_responses() -> set[str]:
    """The names of responses that the code gives, with what it appends to them."""
    names: set[str] = set()
    # What `sportello.sentences` names is known there, not said.
    for path in (path for path in python_files() if path.parent.name != "sentences"):
        names |= set(re.findall(r'"(utter_[a-z_/{}]+)"', path.read_text(encoding="utf-8")))
    sentences = {"aperto_libero", "aperto_appuntamento", "chiuso", "chiuso_festivo"}
    aspects = {aspect.value for aspect in Aspect}
    expanded = {name.replace("{aspect}", aspect) for name in names for aspect in aspects}
    # What a service is, is always stated; `utter_action` is a key of Rasa's.
    never = {"utter_non_indicato_cose", "utter_action"}
    return {name.replace("{sentence}", sentence) for name in expanded for sentence in sentences} - never


def test_every_file_of_sentences_is_read() -> None:
    assert SHELF.unreadable == []
    assert set(responses()) < set(SHELF.sentences)


@pytest.mark.parametrize("name", sorted(SHELF.sentences))
def test_a_sentence_is_whole_wherever_it_is_said(name: str) -> None:
    """Its placeholders are filled, it says what it must, it fits a phone, holds no fact, its buttons come back."""
    assert SHELF.problems(SHELF.sentences[name]) == {}


@pytest.mark.parametrize("name", sorted(SHELF.sentences))
def test_what_a_sentence_may_say_is_known_whenever_it_is_said(name: str) -> None:
    for occasion in SHELF.occasions(name):
        assert places_of(name).may <= set(occasion.facts), occasion.service


def test_every_sentence_is_described_for_who_edits_it_and_nothing_else_is() -> None:
    described = Descriptions((ROOT / "data" / FILE).read_text(encoding="utf-8"))
    assert described.names == set(SHELF.sentences)
    assert set(described.groups) == {stem_of(sentence.file) for sentence in SHELF.sentences.values()}
    titles = [described.of(name).title for name in described.names]
    assert len(set(titles)) == len(titles)


def test_rasa_takes_no_notice_of_the_descriptions() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.data import is_config_file, is_nlu_file

    path = ROOT / "data" / FILE
    readers = (is_nlu_file, is_config_file, Domain.is_domain_file, YAMLStoryReader.is_stories_file)
    assert not any(reads(path) for reads in readers)


def test_what_is_about_no_service_reads_easily() -> None:
    alone = [each for each in SHELF.sentences.values() if not is_about_service(each.name)]
    assert [each.name for each in alone if not SHELF.readability(each).is_enough] == []


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


def test_no_fact_stands_outside_the_carta() -> None:
    places = [*(ROOT / "data" / "risposte").glob("*.yml"), *(ROOT / "data" / "regole").glob("*.yml")]
    places += [ROOT / "domain.yml", *(ROOT / "web").glob("*.js")]
    places += [*(ROOT / "sportello" / "carta" / "templates").glob("*.html")]
    found = {f"{path.name}: {fact}" for path in places for fact, _, _ in facts_in(without_comments(path))}
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
