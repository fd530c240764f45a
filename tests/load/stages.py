"""Where the time of a turn goes: `python -m tests.load.stages [endpoints.yml]`.

One Rasa agent in this process, its action server beside it, a few hundred turns; around each stage stands a
clock. Waiting for another process counts in its stage, the web server does not.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import structlog
import yaml

from sportello.evaluation.rehearsal import free_port
from tests.conftest import ROOT
from tests.load.measures import questions

TURNS, LENGTH = 400, 20


def main() -> None:
    """Prints the milliseconds of every stage, largest first."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "endpoints.yml"
    with tempfile.TemporaryDirectory() as work:
        asyncio.run(_measure(_endpoints(file, Path(work))))


def _endpoints(file: Path, work: Path) -> Path:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["action_endpoint"]["url"] = f"http://127.0.0.1:{free_port()}/webhook"
    content["tracker_store"]["db"] = str(work / "prova.db")
    content.pop("event_broker", None)
    (work / "endpoints.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return work / "endpoints.yml"


async def _measure(endpoints: Path) -> None:
    from rasa.core.actions.action import RemoteAction
    from rasa.core.agent import load_agent
    from rasa.core.processor import MessageProcessor
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig

    read = AvailableEndpoints.read_endpoints(str(endpoints))
    port = read.action.url.rsplit(":", 1)[1].split("/")[0]
    actions = subprocess.Popen([sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", port], cwd=ROOT)
    try:
        clock = _Clock()
        agent = await load_agent(str(max((ROOT / "models").glob("*.tar.gz"))), endpoints=read)
        while not await asyncio.to_thread(_answers, f"http://127.0.0.1:{port}/health"):
            await asyncio.sleep(0.2)
        await _turns(agent, "prima", 40)
        clock.around("the whole turn", MessageProcessor, "handle_message")
        clock.around("loading the conversation", MessageProcessor, "get_tracker")
        clock.around("understanding", MessageProcessor, "parse_message")
        clock.around("rules, twice", MessageProcessor, "_predict_next_with_tracker")
        clock.around("calling the actions", EndpointConfig, "request")
        clock.around("checking the answer of the actions", RemoteAction, "_validate_action_result")
        clock.around("filling the sentences", RemoteAction, "_utter_responses")
        clock.around("storing the turn", MessageProcessor, "save_tracker")
        for number in range(TURNS // LENGTH):
            await _turns(agent, f"conversazione {number}", LENGTH)
        clock.report(TURNS)
    finally:
        actions.terminate()
        actions.wait(10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.HTTPError:
        return False


async def _turns(agent: Any, name: str, turns: int) -> None:
    from rasa.core.channels.channel import UserMessage

    from sportello.channels.messages import StructuredOutput

    question, first = questions(), 7 * sum(map(ord, name))
    for turn in range(turns):
        await agent.handle_message(UserMessage(question(first + turn), StructuredOutput(), name, input_channel="web"))


class _Clock:
    """Adds up what calls take, by stage."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = defaultdict(list)

    def around(self, stage: str, owner: type, name: str) -> None:
        called: Callable[..., Any] = getattr(owner, name)
        kept = self._seconds[stage]

        async def timed_coroutine(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            result = await called(*args, **kwargs)
            kept.append(time.perf_counter() - started)
            return result

        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            result = called(*args, **kwargs)
            kept.append(time.perf_counter() - started)
            return result

        wrapped = timed_coroutine if inspect.iscoroutinefunction(called) else timed
        is_static = isinstance(inspect.getattr_static(owner, name), staticmethod)
        setattr(owner, name, staticmethod(wrapped) if is_static else wrapped)

    def report(self, turns: int) -> None:
        for stage, seconds in sorted(self._seconds.items(), key=lambda item: -sum(item[1])):
            each, median = sum(seconds) / turns * 1000, np.median(seconds) * 1000
            print(f"{stage:36}{each:7.2f} ms a turn, median call {median:6.2f} ms")


if __name__ == "__main__":
    main()
