"""What Rasa says, as the channels send it."""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.core.channels.channel import CollectingOutputChannel

from sportello.dialogue import choices


class StructuredOutput(CollectingOutputChannel):
    """Collects whole messages: text, choices, contacts and source together, never split.

    Rasa's own collector drops what an action attached to a response and cuts texts at blank lines.
    """

    @classmethod
    def name(cls) -> Text:
        """The name that responses may be written for."""
        return "web"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keeps one message as the web channel answers it (DESIGN section 11)."""
        self.messages.append(as_message(message))


def as_message(message: Dict[Text, Any]) -> dict[str, Any]:
    """One message of the API from what Rasa utters.

    Raises:
        choices.UnknownChoice: when a button carries a payload that no channel could send back.
    """
    return {
        "testo": message.get("text") or "",
        "bottoni": [
            {"titolo": button["title"], "scelta": choices.to_code(button["payload"])}
            for button in message.get("buttons") or []
        ],
        "contatti": message.get("contatti_dati") or [],
        "fonte": message.get("fonte"),
    }
