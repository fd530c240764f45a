"""What is counted, in words that people say."""

from __future__ import annotations

from sportello.carta import Catalogue, present
from sportello.statistics.turns import FAILED

OUTCOMES = {
    "risposto": "risposte date",
    "non_indicato": "la Carta non lo indica",
    "elenco": "elenchi di servizi",
    "fuori_ambito": "fuori dai servizi sociali",
    "conversazione": "saluti e conversazione",
    "emergenza": "qualcuno in pericolo",
    "chiarito": "chiesto quale servizio",
    "non_capito": "non capiti",
    FAILED: "guasti",
}
ASPECTS = {
    "": "soltanto un bisogno",
    "cose": "che cos'è",
    "dettagli": "altre informazioni",
    "destinatari": "per chi è",
    "accesso": "come si accede",
    "orari": "quando",
    "costi": "quanto costa",
    "documenti": "quali documenti",
    "dove": "dove",
    "telefono": "il telefono",
    "email": "l'e-mail",
    "contatti": "i contatti",
}
# What stands in the place of a number that is not shown.
NOT_SHOWN = "n.d."
CHANNELS = {"web": "sito", "telegram": "Telegram"}


def service_name(catalogue: Catalogue, service_id: str) -> str:
    """The short name of a service; one that the Carta has no more is told by its id."""
    if service_id not in catalogue:
        return f"{service_id} (non più nella Carta)"
    return present.button_title(catalogue.service(service_id))


def duration(milliseconds: int) -> str:
    """E.g. `75 ms`, `2 s`, `1 min`."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    return f"{milliseconds // 1000} s" if milliseconds < 60_000 else f"{milliseconds // 60_000} min"
