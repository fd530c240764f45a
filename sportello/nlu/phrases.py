"""Reads the training phrases of `data/nlu/`: all of them, or the whole list of what to mend. Imports no Rasa.

The files are Rasa's own training format, narrowed to what this project uses: intents with phrases, and
beside them the service, a second aspect and the voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sportello.carta.errors import Problem, listed

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BESIDE = {"servizio", "anche", "voce"}
_BLOCK = {"intent", "metadata", "examples"}


@dataclass(frozen=True)
class Lesson:
    """What phrases teach.

    Attributes:
        intent: with its sub-intent, e.g. `bisogno/sad`.
        service: which service it is about, if any.
        also: the second aspect that is asked, if any.
    """

    intent: str
    service: str | None = None
    also: str | None = None


@dataclass(frozen=True)
class Phrase:
    """One training phrase with everything written beside it.

    Attributes:
        text: as a citizen writes it.
        intent: with its sub-intent, e.g. `bisogno/sad`.
        service: which service it is about, if any.
        also: the second aspect that it asks, if any.
        voice: who writes so.
        file: where it stands.
    """

    text: str
    intent: str
    service: str | None
    also: str | None
    voice: str | None
    file: Path

    @property
    def lesson(self) -> Lesson:
        """What it teaches."""
        return Lesson(self.intent, self.service, self.also)


class PhrasesError(Exception):
    """Training phrases cannot be used; `problems` lists everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(listed("Frasi di addestramento", self.problems))


def read_phrases(paths: Iterable[Path]) -> list[Phrase]:
    """The phrases of these files, in their order.

    Raises:
        PhrasesError: with every problem found in any of the files.
    """
    found: list[Phrase] = []
    problems: list[Problem] = []
    for path in paths:
        for item in _read(path):
            (problems if isinstance(item, Problem) else found).append(item)  # type: ignore[arg-type]
    if problems:
        raise PhrasesError(problems)
    return found


def parse_phrases(text: str, path: Path) -> list[Phrase]:
    """The phrases in the text of a file, in its order.

    Args:
        text: what stands in it.
        path: where it stands, for the phrases and for what is wrong.

    Raises:
        PhrasesError: with every problem found.
    """
    found = list(_parse(text, path))
    problems = [item for item in found if isinstance(item, Problem)]
    if problems:
        raise PhrasesError(problems)
    return [item for item in found if isinstance(item, Phrase)]


def _read(path: Path) -> Iterator[Phrase | Problem]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield Problem(path.name, f"non si può leggere ({error}).", "Lo salvi come testo UTF-8.")
        return
    yield from _parse(text, path)


def _parse(text: str, path: Path) -> Iterator[Phrase | Problem]:
    try:
        content = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}, riga {mark.line + 1}" if mark else path.name
        yield Problem(place, "il testo non si lascia leggere come YAML.", "Controlli rientri, due punti e virgolette.")
        return
    blocks = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        yield Problem(path.name, "manca l'elenco «nlu:».", "Copi la forma di un altro file della cartella.")
        return
    for number, block in enumerate(blocks, start=1):
        yield from _read_block(path, f"{path.name}, blocco {number}", block)


def _read_block(path: Path, place: str, block: Any) -> Iterator[Phrase | Problem]:
    if not isinstance(block, dict) or not isinstance(block.get("intent"), str):
        yield Problem(place, "manca «intent:».", "Ogni blocco comincia con «- intent: …».")
        return
    place = f"{place} ({block['intent']})"
    beside = block.get("metadata") or {}
    unknown = sorted(set(block) - _BLOCK) + sorted(set(beside) - _BESIDE if isinstance(beside, dict) else {"metadata"})
    if unknown:
        yield Problem(place, f"non so che cosa sia «{', '.join(unknown)}».", f"Conosco {', '.join(sorted(_BESIDE))}.")
        return
    lines = [line.strip() for line in str(block.get("examples") or "").splitlines() if line.strip()]
    if not lines:
        yield Problem(place, "non ha frasi.", "Sotto «examples: |» scriva una frase per riga, con «- » davanti.")
    for line in lines:
        text = line[1:].strip()
        if not line.startswith("- ") or not text:
            yield Problem(place, f"«{line}» non è una frase.", "Ogni riga comincia con «- » e poi la frase.")
        else:
            meta = (beside.get("servizio"), beside.get("anche"), beside.get("voce"))
            yield Phrase(text, block["intent"], *meta, path)
