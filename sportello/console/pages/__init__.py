"""The rooms of the console, one module each; a room that is not listed here is not reachable."""

from sportello.console.pages import account, home, people, phrase_trial, phrases, questions, register
from sportello.console.routing import Room

ROOMS: tuple[Room, ...] = (
    home.room,
    people.room,
    register.room,
    account.room,
    phrases.room,
    phrase_trial.room,
    questions.room,
)
