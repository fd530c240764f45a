"""Between the tracker of Rasa and the turns of `sportello.dialogue`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from sportello.carta import Aspect, Catalogue, get_catalogue, present
from sportello.dialogue import talk
from sportello.dialogue.state import Button, Memory, Reading, Reply, Turn

_ASPECT_NAMES = {f"chiedi_{name}": name for name in [*(aspect.value for aspect in Aspect), "dettagli"]}


def reading_of(tracker: Tracker) -> Reading:
    """The latest message as it was understood; a choice carries its service and aspect by itself."""
    message: dict[str, Any] = tracker.latest_message
    intent = str(message["intent"].get("name"))
    entities = {entity["entity"]: entity["value"] for entity in message.get("entities", [])}
    read = message.get("lettura")
    if read is None:
        return Reading(
            intent=intent,
            aspects=(_ASPECT_NAMES[intent],) if intent in _ASPECT_NAMES else (),
            services=(entities["servizio"],) if "servizio" in entities else (),
            category=entities.get("categoria"),
            is_choice=True,
        )
    return Reading(
        intent=read["intento"],
        text=read["testo"],
        aspects=tuple(read["aspetti"]),
        services=tuple(read["servizi"]),
        named=tuple(read["nominati"]),
        candidates=tuple(candidate["id"] for candidate in read["candidati"]),
        likely=read["forse"],
        maybe_danger=read["pericolo"],
    )


class TurnAction(Action, ABC):
    """An action that says a turn's replies and remembers its memory."""

    @abstractmethod
    def turn(self, reading: Reading, memory: Memory, catalogue: Catalogue) -> Turn:
        """What the latest message leads to."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the replies with their facts, contacts and source; returns the slots that changed."""
        catalogue = get_catalogue()
        before = Memory.from_slots(tracker.slots)
        reading = reading_of(tracker)
        turn = self.turn(reading, before, catalogue)
        for reply in (*talk.in_doubt(reading), *turn.replies):
            _utter(reply, catalogue, dispatcher)
        return [SlotSet(name, value) for name, value in turn.memory.changes(before).items()]


def _utter(reply: Reply, catalogue: Catalogue, dispatcher: CollectingDispatcher) -> None:
    # `esito`, `servizio` and `aspetto` are for the statistics, the rest for the channel.
    attached: dict[str, Any] = {"esito": reply.outcome}
    if reply.service:
        attached |= {"servizio": reply.service, "aspetto": reply.aspect}
        attached["contatti_dati"] = present.contact_cards(catalogue, reply.service)
        attached["fonte"] = present.source(catalogue, reply.service)
    if reply.more:
        attached["altri_bottoni"] = _as_rasa(reply.more)
    dispatcher.utter_message(response=reply.response, buttons=_as_rasa(reply.buttons), **reply.facts, **attached)


def _as_rasa(buttons: tuple[Button, ...]) -> list[dict[str, str]]:
    return [{"title": button.title, "payload": button.payload} for button in buttons]
