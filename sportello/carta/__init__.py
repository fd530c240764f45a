"""The knowledge of the assistant: facts in, placeholders out. Imports no Rasa."""

from sportello.carta.errors import CartaError, Problem, UnknownService
from sportello.carta.load import CartaStore, get_catalogue, read
from sportello.carta.model import Aspect, Carta, Contact, Service
from sportello.carta.query import Catalogue

__all__ = [
    "Aspect",
    "Carta",
    "CartaError",
    "CartaStore",
    "Catalogue",
    "Contact",
    "Problem",
    "Service",
    "UnknownService",
    "get_catalogue",
    "read",
]
