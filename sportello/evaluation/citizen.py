"""A citizen who talks to a running assistant through the web channel."""

from __future__ import annotations

from typing import Any

import httpx

_PATH = "/assistente/conversazioni"

Message = dict[str, Any]


class Citizen:
    """One conversation, begun when it is made.

    Raises:
        httpx.HTTPError: here and in `say`, when the assistant does not answer, or refuses.
    """

    def __init__(self, client: httpx.Client) -> None:
        """Begins; the client knows the address of the assistant."""
        self._client = client
        begun = client.post(_PATH, json={}).raise_for_status().json()
        self._messages = f"{_PATH}/{begun['id']}/messaggi"

    def say(self, text: str) -> list[Message]:
        """What the assistant answers, message by message."""
        answer = self._client.post(self._messages, json={"testo": text}).raise_for_status()
        return list(answer.json()["messaggi"])

    def hear(self, text: str) -> str:
        """The whole answer as one text."""
        return "\n".join(message["testo"] for message in self.say(text))
