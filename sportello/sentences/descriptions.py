"""What each sentence is called and when it is said, in words for whoever edits it: `data/risposte/quando.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

FILE = "risposte/quando.yml"


@dataclass(frozen=True)
class Description:
    """The name of a sentence for people, and when it is said; empty where nobody has written it."""

    title: str
    when: str = ""


class Descriptions:
    """The descriptions of a file."""

    def __init__(self, text: str) -> None:
        """Takes the text of the file; one that cannot be read describes nothing.

        Args:
            text: see `FILE`.
        """
        try:
            content: Any = yaml.load(text, Loader=yaml.CSafeLoader) or {}
            self._groups = {str(name): str(said) for name, said in (content.get("gruppi") or {}).items()}
            self._sentences = {
                str(name): Description(str(said["titolo"]), str(said["quando"]))
                for name, said in (content.get("quando") or {}).items()
            }
        except (yaml.YAMLError, AttributeError, KeyError, TypeError):
            self._groups, self._sentences = {}, {}

    @property
    def names(self) -> frozenset[str]:
        """The sentences that are described."""
        return frozenset(self._sentences)

    @property
    def groups(self) -> tuple[str, ...]:
        """The files that are described, in the order in which they are to be shown."""
        return tuple(self._groups)

    def of(self, name: str) -> Description:
        """That of a sentence; without one it is called by its own name."""
        return self._sentences.get(name, Description(name))

    def group(self, file: str) -> str:
        """What a file holds, e.g. of `risposte/servizi.yml`."""
        stem = stem_of(file)
        return self._groups.get(stem, stem)


def stem_of(file: str) -> str:
    """The name of a file without folder and ending."""
    return file.rpartition("/")[2].removesuffix(".yml")


@lru_cache(maxsize=4)
def descriptions(text: str) -> Descriptions:
    """The descriptions in a text, read once."""
    return Descriptions(text)
