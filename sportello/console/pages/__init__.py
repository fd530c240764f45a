"""The rooms of the console, one module each; a room that is not listed here is not reachable."""

from sportello.console.pages import (
    account,
    general,
    home,
    people,
    phrase_trial,
    phrases,
    publish,
    questions,
    register,
    sentences,
    service,
    services,
    statistics,
)
from sportello.console.routing import Room

ROOMS: tuple[Room, ...] = (
    home.room,
    services.room,
    service.room,
    general.room,
    phrases.room,
    phrase_trial.room,
    questions.room,
    sentences.room,
    statistics.room,
    publish.room,
    people.room,
    register.room,
    account.room,
)
