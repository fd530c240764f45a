"""The rooms of the console, one module each; a room that is not listed here is not reachable."""

from sportello.console.pages import account, general, home, people, register, service, services
from sportello.console.routing import Room

ROOMS: tuple[Room, ...] = (
    home.room,
    people.room,
    register.room,
    account.room,
    services.room,
    service.room,
    general.room,
)
