"""All the sentences together, with the Carta whose facts fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sportello.carta import Catalogue
from sportello.carta.errors import Problem
from sportello.sentences import checks
from sportello.sentences.book import UnreadableFile, sentences_in
from sportello.sentences.model import Sentence, Variant
from sportello.sentences.occasions import Occasion, occasions
from sportello.sentences.placeholders import MENU, fill
from sportello.sentences.readability import Readability, readability

FOLDER = "risposte"


@dataclass(frozen=True)
class Filled:
    """What a citizen reads: a text, its buttons, and the choices that come after them."""

    text: str
    buttons: tuple[str, ...]
    choices: tuple[str, ...]


class Shelf:
    """The sentences of some files by their names, and the occasions on which each is said.

    Attributes:
        sentences: every sentence by its name, in the order of the files.
        unreadable: what is to be said of each file that cannot be read.
    """

    def __init__(self, files: Mapping[str, str], catalogue: Catalogue) -> None:
        """Reads the files.

        Args:
            files: the text of each file by its name within `data/`.
            catalogue: the Carta that fills the sentences.
        """
        self._catalogue = catalogue
        self.sentences: dict[str, Sentence] = {}
        self.unreadable: list[str] = []
        for file, text in files.items():
            try:
                self.sentences |= {sentence.name: sentence for sentence in sentences_in(file, text)}
            except UnreadableFile as error:
                self.unreadable.append(str(error))

    @classmethod
    def of(cls, data: Path, catalogue: Catalogue) -> Shelf:
        """The sentences of a folder `data/`."""
        paths = sorted((data / FOLDER).glob("*.yml"))
        return cls({f"{FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in paths}, catalogue)

    def occasions(self, name: str) -> tuple[Occasion, ...]:
        """When a sentence is said; see `sportello.sentences.occasions`."""
        found = occasions(name, self._catalogue)
        if not any("comandi" in each.facts for each in found):
            return found
        commands = [each for each in self.sentences.values() if each.name.startswith(MENU)]
        menu = "\n".join(f"/{each.name.removeprefix(MENU)} – {each.variants[0].text.text}" for each in commands)
        return tuple(replace(each, facts={**each.facts, "comandi": menu}) for each in found)

    def problems(self, sentence: Sentence) -> dict[str, list[Problem]]:
        """What is wrong with a sentence, as it is or would be written, by the keys of its pieces."""
        return checks.problems(sentence, self.occasions(sentence.name), self._catalogue)

    def all_problems(self) -> Iterator[Problem]:
        """What is wrong with any of them."""
        for said in self.unreadable:
            yield Problem(FOLDER, said, "")
        for sentence in self.sentences.values():
            for found in self.problems(sentence).values():
                for problem in found:
                    yield replace(problem, place=f"{sentence.file} → {problem.place}")

    def readability(self, sentence: Sentence) -> Readability:
        """That of the hardest case: the channel and the service with whose facts it reads worst.

        Raises:
            KeyError: when a placeholder is not filled.
            ValueError: when there are braces that are no placeholder.
        """
        read = (
            readability(fill(variant.text.text, occasion.facts))
            for variant in sentence.variants
            for occasion in self.occasions(sentence.name)
        )
        return min(read, key=lambda each: each.index)


def filled(variant: Variant, occasion: Occasion) -> Filled:
    """What is read of a variant on an occasion.

    Raises:
        KeyError: when a placeholder is not filled.
        ValueError: when there are braces that are no placeholder.
    """
    facts = occasion.facts
    titles = tuple(fill(button.text, facts) for button in variant.buttons)
    return Filled(fill(variant.text.text, facts), titles, occasion.choices)
