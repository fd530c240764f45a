"""The rooms of the console, one module each; a room that is not listed here is not reachable."""

from sportello.console.pages import account, home, people, phrase_trial, phrases, publish, questions, register
from sportello.console.routing import Room

ROOMS: tuple[Room, ...] = (
    home.room,
    phrases.room,
    phrase_trial.room,
    questions.room,
    publish.room,
    people.room,
    register.room,
    account.room,
)
