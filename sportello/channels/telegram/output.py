"""What Rasa says, collected for Telegram."""

from __future__ import annotations

from typing import Any, Dict, Text

from sportello.channels.messages import StructuredOutput

# The name in trackers and statistics, and the one that responses may be written for.
CHANNEL = "telegram"


class TelegramOutput(StructuredOutput):
    """The messages of the web channel, with every choice: a chat has room for those that the page leaves out."""

    @classmethod
    def name(cls) -> Text:
        """The name that responses may be written for."""
        return CHANNEL

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keeps one message."""
        buttons = [*(message.get("buttons") or []), *(message.get("altri_bottoni") or [])]
        await super().send_response(recipient_id, {**message, "buttons": buttons})
