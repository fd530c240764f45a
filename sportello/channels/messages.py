"""What Rasa says, as the channels send it."""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.core.channels.channel import CollectingOutputChannel

from sportello.dialogue import choices

# The response that promises a deletion, which the channel then carries out (`sportello.privacy.forget`).
_DELETION = "utter_cancella_dati"


class StructuredOutput(CollectingOutputChannel):
    """Collects whole messages: text, choices, contacts and source together, never split.

    Rasa's own collector drops what an action attached to a response and cuts texts at blank lines.
    `wants_deletion` says whether the citizen asked for the conversation to be deleted: no action can
    do that, because Rasa stores the conversation after the last of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.wants_deletion = False

    @classmethod
    def name(cls) -> Text:
        """The name that responses may be written for."""
        return "web"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keeps one message as the web channel answers it."""
        self.wants_deletion = self.wants_deletion or asks_for_deletion(message)
        self.messages.append(as_message(message))


def asks_for_deletion(message: Dict[Text, Any]) -> bool:
    """Whether what Rasa utters says that the conversation is deleted: the channel is to make it true."""
    return message.get("utter_action") == _DELETION


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
