"""What is published to the world, as far as the files say."""

from __future__ import annotations

import re

from sportello.channels.internal import TRIAL_PATH
from tests.contract.files import ROOT

_LOCATION = re.compile(r"^ *location (?:(?P<how>=|~) )?(?P<what>\S+) \{\n(?P<body>.*?)^ *\}$", re.MULTILINE | re.DOTALL)


def test_nginx_publishes_the_assistant_the_carta_and_the_bot_and_nothing_else() -> None:
    locations = {match["what"]: match for match in _LOCATION.finditer((ROOT / "deploy" / "nginx.conf").read_text())}
    published = {what for what, match in locations.items() if "proxy_pass http://sportello" in match["body"]}
    assert published == {"^/(assistente|carta)(/|$)", "/telegram", "/favicon.ico"}
    assert locations["/"]["body"].split() == ["return", "404;"]
    patterns = [what for what, match in locations.items() if match["how"] == "~"]
    assert not any(re.search(pattern, TRIAL_PATH) for pattern in patterns)
