"""Where Rasa would silently fall back, it does not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import EndpointConfig

from sportello.channels import guard
from sportello.channels.web import WebInput
from sportello.lock_store import RedisLocks
from sportello.nlg import CartaNaturalLanguageGenerator
from sportello.nlu.importer import CartaImporter
from sportello.settings import Settings
from sportello.statistics import broker
from sportello.statistics.broker import StatisticsBroker
from sportello.statistics.store import open_store
from sportello.statistics.writer import Writer
from sportello.tracker_store import ConversationStore
from tests.contract.files import ROOT, load


@pytest.fixture
def endpoints() -> AvailableEndpoints:
    return AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))


def inner_importers(importer: Any) -> list[Any]:
    while hasattr(importer, "importer") or hasattr(importer, "_importer"):
        importer = getattr(importer, "importer", None) or importer._importer
    return importer._importers


def test_our_importer_is_the_one_in_use() -> None:
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"))
    assert [type(inner) for inner in inner_importers(importer)] == [CartaImporter]


def test_the_components_stand_in_the_order_that_they_need() -> None:
    names = [component["name"].rsplit(".", 1)[-1] for component in load(ROOT / "config.yml")["pipeline"]]
    ours = ["Tokenizer", "Featurizer", "AspectClassifier", "AliasMatcher", "ServiceLinker"]
    order = [*(f"Sportello{name}" for name in ours), "FallbackClassifier"]
    assert [name for name in names if name in order] == order


def test_conversations_are_kept_in_sql(endpoints: AvailableEndpoints, tmp_path: Path) -> None:
    endpoints.tracker_store.kwargs["db"] = str(tmp_path / "prova.db")
    assert isinstance(TrackerStore.create(endpoints.tracker_store, Domain.empty()), SQLTrackerStore)


def test_for_several_processes_conversations_and_locks_are_shared() -> None:
    content = yaml.safe_load((ROOT / "deploy" / "endpoints.yml").read_text(encoding="utf-8"))
    assert content["tracker_store"]["dialect"] == "postgresql"
    assert class_from_module_path(content["tracker_store"]["type"]) is ConversationStore
    settings = EndpointConfig(type=content["lock_store"]["type"], url="127.0.0.1", port=1)
    assert isinstance(LockStore.create(settings), RedisLocks)


def test_both_files_of_endpoints_differ_only_in_where_things_are_kept() -> None:
    one, several = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "endpoints.yml", ROOT / "deploy" / "endpoints.yml")
    )
    for kept in ("tracker_store", "lock_store"):
        one.pop(kept, None)
        several.pop(kept, None)
    assert one == several


def test_sentences_are_filled_from_the_carta(endpoints: AvailableEndpoints) -> None:
    domain = Domain.from_dict({"responses": {"utter_prova": [{"text": "{numero_emergenza}"}]}})
    nlg = NaturalLanguageGenerator.create(endpoints.nlg, domain)
    assert isinstance(nlg, CartaNaturalLanguageGenerator)
    tracker = DialogueStateTracker.from_events("prova", [])
    assert asyncio.run(nlg.generate("utter_prova", tracker, "web")) == {"text": "112"}


def test_the_channels_of_the_credentials_exist() -> None:
    channels = [class_from_module_path(name) for name in load(ROOT / "credentials.yml")]
    assert channels == [WebInput]


def test_turns_are_counted(endpoints: AvailableEndpoints, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(statistics_url=f"sqlite:///{tmp_path / 'prova.db'}")
    monkeypatch.setattr(broker, "get_settings", lambda: settings)

    async def create() -> EventBroker | None:
        made = await EventBroker.create(endpoints.event_broker)
        assert made is not None
        await made.close()
        return made

    assert isinstance(asyncio.run(create()), StatisticsBroker)


def sql_store(**changes: Any) -> SQLTrackerStore:
    counting = StatisticsBroker(Writer(open_store("sqlite://"), question_days=1))
    return SQLTrackerStore(Domain.empty(), db=":memory:", event_broker=changes.get("broker", counting))


def complete_agent(**changes: Any) -> Agent:
    agent = Agent(domain=Domain.empty())
    agent.processor = object()
    agent.tracker_store = changes.get("store", sql_store())
    agent.nlg = changes.get("nlg", CartaNaturalLanguageGenerator(None, Domain.empty()))
    return agent


def test_a_complete_agent_may_serve() -> None:
    guard.check(complete_agent())


@pytest.mark.parametrize(
    "agent",
    [
        None,
        Agent(),
        complete_agent(store=InMemoryTrackerStore(Domain.empty())),
        complete_agent(store=TrackerStore(Domain.empty())),
        complete_agent(store=sql_store(broker=None)),
        complete_agent(nlg=TemplatedNaturalLanguageGenerator({})),
    ],
    ids=["none", "no model", "forgetful", "never forgets", "no statistics", "no facts"],
)
def test_an_incomplete_agent_may_not_serve(agent: Agent | None) -> None:
    with pytest.raises(guard.NotFitToServe):
        guard.check(agent)
