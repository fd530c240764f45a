"""The rooms of the console, one module each; a room that is not listed here is not reachable."""

from sportello.console.pages import account, home, people, publish, register, sentences, statistics
from sportello.console.routing import Room

ROOMS: tuple[Room, ...] = (
    home.room,
    publish.room,
    sentences.room,
    statistics.room,
    people.room,
    register.room,
    account.room,
)
