"""A person on Telegram, as a test drives one."""

from __future__ import annotations

import itertools

from tests.channels.telegram.bot_api import BotApi
from tests.channels.telegram.wire import Sent

# An unknown command is answered at once and last: it marks where an answer ends.
_FENCE, _FENCE_ANSWER = "/fine", "Non conosco questo comando"
_numbers = itertools.count(880_000_001)


class Citizen:
    """Writes and taps, and hears the whole answer."""

    def __init__(self, telegram: BotApi) -> None:
        self.telegram = telegram
        self.chat_id = next(_numbers)

    def heard(self) -> list[Sent]:
        return [
            message for message in self.telegram.in_chat(self.chat_id) if not message.text.startswith(_FENCE_ANSWER)
        ]

    def hear(self, before: int) -> list[Sent]:
        """What came after `before` messages, when everything has come."""
        fences = self._fences()
        self.telegram.write(self.chat_id, _FENCE)
        self.telegram.wait(lambda: self._fences() > fences)
        return self.heard()[before:]

    def say(self, text: str, **beside: object) -> list[Sent]:
        before = len(self.heard())
        self.telegram.write(self.chat_id, text, **beside)
        return self.hear(before)

    def send(self, **content: object) -> list[Sent]:
        """A message without text."""
        before = len(self.heard())
        self.telegram.write(self.chat_id, **content)
        return self.hear(before)

    def tap(self, title: str, on: Sent | None = None) -> list[Sent]:
        """The button that says this, on this message or the latest that has it."""
        before = len(self.heard())
        message = on or next(m for m in reversed(self.heard()) if title in dict(m.buttons))
        self.telegram.tap(self.chat_id, message.code(title), message)
        return self.hear(before)

    def text(self, said: str) -> str:
        return "\n".join(message.text for message in self.say(said))

    def _fences(self) -> int:
        return sum(message.text.startswith(_FENCE_ANSWER) for message in self.telegram.in_chat(self.chat_id))
