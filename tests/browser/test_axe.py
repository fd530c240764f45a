"""axe-core on every state, size and colour scheme; a screenshot of each, for a person to look at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.citizen import SIZES, Citizen
from tests.browser.conftest import Arrive
from tests.browser.states import STATES

# What axe cannot decide and we can: the open menu lies over words, which its own ground hides.
EXPLAINED = {("menu", "color-contrast", "overlapped by another element")}


def assert_nothing_found(citizen: Citizen, state: str) -> None:
    found = citizen.axe()
    assert spelled(found["violations"]) == []
    unexplained = [
        line
        for line in spelled(found["incomplete"])
        if not any(state == where and line.startswith(rule) and why in line for where, rule, why in EXPLAINED)
    ]
    assert unexplained == []


def spelled(findings: list[dict[str, Any]]) -> list[str]:
    return [
        f"{finding['id']}: {node['target']} {node.get('failureSummary')}"
        for finding in findings
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_axe_finds_nothing_in_any_state(arrive: Arrive, size: tuple[int, int], scheme: str) -> None:
    citizen = arrive(size=size, color_scheme=scheme)
    for state in STATES:
        state(citizen)
        citizen.screenshot(f"{state.__name__}-{size[0]}-{scheme}")
        assert_nothing_found(citizen, state.__name__)


@pytest.mark.parametrize("path", ["/carta/", "/carta/sad", "/carta/segretariato_sociale", "/assistente/privacy"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_axe_finds_nothing_on_the_pages_of_the_carta(arrive: Arrive, path: str, size: tuple[int, int]) -> None:
    citizen = arrive(path, size=size)
    citizen.screenshot(f"{path.strip('/').replace('/', '-')}-{size[0]}")
    assert_nothing_found(citizen, "pagina")
