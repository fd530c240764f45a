"""What a watch (Prometheus) may know: how many, how fast, how often refused; never what or who."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sanic.response import HTTPResponse

from sportello.channels.errors import Refusal

ANSWER_SECONDS = Histogram(
    "sportello_risposta_secondi",
    "Seconds from a message to its answer",
    ["canale"],
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
)
IN_WORK = Gauge("sportello_messaggi_in_corso", "Messages that wait for their answer now")
_REFUSED = Counter("sportello_rifiuti", "Requests refused or failed, by the word that the client gets", ["codice"])
for _refusal in Refusal:
    _REFUSED.labels(_refusal.code)  # a watch sees zeros, not gaps


def count(refusal: Refusal) -> None:
    """Counts a request that was not answered."""
    _REFUSED.labels(refusal.code).inc()


def page() -> HTTPResponse:
    """Everything, as Prometheus reads it, with memory and processor time of this process."""
    return HTTPResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
