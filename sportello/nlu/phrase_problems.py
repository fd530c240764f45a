"""What keeps training phrases from being taught together, said to whom is to mend it. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sportello.carta.errors import Problem
from sportello.nlu.phrase_amounts import copies, misplaced, repeated
from sportello.nlu.phrase_checks import Known
from sportello.nlu.phrases import Phrase


def problems(phrases: Sequence[Phrase], services: Collection[str], held_out: Collection[str]) -> list[Problem]:
    """Everything that is wrong with the phrases beside each other; empty where they can be taught.

    Args:
        phrases: all of them.
        services: the ids of the services of the Carta.
        held_out: the texts of the phrases that serve to measure.
    """
    return [*_twice(phrases), *_out_of_place(phrases, services), *_measuring(phrases, held_out)]


def _twice(phrases: Sequence[Phrase]) -> Iterator[Problem]:
    for same in repeated(phrases):
        yield Problem(_places(same), f"«{same[0].text}» c'è più volte.", "La lasci in un posto solo.")
    for alike in copies(phrases):
        if len({phrase.text for phrase in alike}) > 1:
            texts = ", ".join(f"«{phrase.text}»" for phrase in alike)
            yield Problem(_places(alike), f"dicono le stesse parole: {texts}.", "Ne lasci una sola.")


def _out_of_place(phrases: Sequence[Phrase], services: Collection[str]) -> Iterator[Problem]:
    for phrase in misplaced(phrases, services):
        wrong = f"«{phrase.text}» sta sotto un servizio o un aspetto che non c'è, o che non è il suo."
        yield Problem(phrase.file.name, wrong, "Controlli «intent», «servizio» e «anche» del suo blocco.")


def _measuring(phrases: Sequence[Phrase], held_out: Collection[str]) -> Iterator[Problem]:
    known = Known((), held_out)
    for phrase in phrases:
        if known.is_held_out(phrase.text):
            yield Problem(phrase.file.name, f"«{phrase.text}» serve a misurare.", "La scriva in un altro modo.")


def _places(phrases: Sequence[Phrase]) -> str:
    return " e ".join(dict.fromkeys(phrase.file.name for phrase in phrases))
