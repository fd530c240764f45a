"""Refuses to serve with less than what was asked for, where Rasa would go on in silence.

Rasa keeps serving without a model when loading fails, keeps conversations in memory when the
tracker store cannot be made, counts nothing without our event broker, and utters placeholders
unfilled without our response generator.
"""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore

from sportello.nlg import CartaNaturalLanguageGenerator
from sportello.statistics.broker import StatisticsBroker


class NotFitToServe(SystemExit):
    """Ends the server with a sentence for the technician."""


def check(agent: Agent | None) -> None:
    """Nothing when the agent is complete.

    Raises:
        NotFitToServe: when it has no model, would forget conversations or never could, counts nothing, or lacks
            the facts of the Carta.
    """
    if agent is None or not agent.is_ready():
        raise NotFitToServe("Il modello non si è caricato: il motivo è nelle righe qui sopra. Provi con `make train`.")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if isinstance(store, InMemoryTrackerStore):
        raise NotFitToServe(
            "Le conversazioni resterebbero in memoria: in endpoints.yml la voce tracker_store manca o non va."
        )
    if not isinstance(store, SQLTrackerStore):
        raise NotFitToServe("Le conversazioni non si potrebbero cancellare: in endpoints.yml serve un archivio SQL.")
    if not isinstance(store.event_broker, StatisticsBroker):
        raise NotFitToServe("In endpoints.yml manca la voce event_broker: le statistiche resterebbero vuote.")
    if not isinstance(agent.nlg, CartaNaturalLanguageGenerator):
        raise NotFitToServe("In endpoints.yml manca la voce nlg: le risposte resterebbero senza i fatti della Carta.")
