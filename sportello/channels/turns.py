"""One turn of a conversation: what was sent goes to Rasa, what it says comes back whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from sportello.channels import metrics
from sportello.channels.errors import Refusal, Refused
from sportello.channels.messages import StructuredOutput

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


async def ask(
    text: str, conversation_id: str, channel: str, output: StructuredOutput, on_new_message: OnNewMessage
) -> list[dict[str, Any]]:
    """What the assistant says to a text or a payload, at least one message.

    Args:
        text: as `sportello.channels.incoming` made it.
        conversation_id: whose turn it is; it says nothing of the person.
        channel: the name in trackers and statistics.
        output: collects the messages.
        on_new_message: Rasa's own, given to the channel.

    Raises:
        Refused: when the assistant says nothing, as happens without the action server.
    """
    with metrics.IN_WORK.track_inprogress(), metrics.ANSWER_SECONDS.labels(channel).time():
        await on_new_message(UserMessage(text, output, conversation_id, input_channel=channel))
    if not output.messages:
        raise Refused(Refusal.NO_ANSWER)
    return output.messages
