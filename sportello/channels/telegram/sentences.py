"""What the assistant says on Telegram alone: the sentences of `data/risposte/telegram.yml`."""

from __future__ import annotations

from typing import Any

import yaml

from sportello.carta import get_catalogue, present
from sportello.files import Followed
from sportello.sentences.placeholders import MESSAGE, can_be_filled
from sportello.settings import DATA


def _read(text: str) -> dict[str, dict[str, str]]:
    found = dict(yaml.safe_load(text)["telegram"])
    if not all(can_be_filled(MESSAGE + name, said) for name, said in found["messaggi"].items()):
        raise ValueError("a placeholder that nothing fills")
    return {"comandi": dict(found["comandi"]), "messaggi": dict(found["messaggi"])}


_file = Followed(DATA / "risposte" / "telegram.yml", _read)


def _content() -> dict[str, dict[str, str]]:
    return _file.current()


def commands() -> dict[str, str]:
    """The commands of the menu with what each does, in order."""
    return dict(_content()["comandi"])


def sentence(name: str, **values: str) -> str:
    """A sentence with the shared facts of the Carta in it, the list of commands and these values."""
    listed = "\n".join(f"/{command} – {what}" for command, what in commands().items())
    facts = {**present.shared(get_catalogue()), "comandi": listed, **values}
    return _content()["messaggi"][name].format(**facts)


def message(name: str, **values: str) -> dict[str, Any]:
    """The same, in the shape of the messages that Rasa utters (`sportello.channels.messages`)."""
    return plain_message(sentence(name, **values))


def plain_message(text: str) -> dict[str, Any]:
    """A message that is nothing but its text."""
    return {"testo": text, "bottoni": [], "contatti": [], "fonte": None}
