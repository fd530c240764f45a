"""What the checks of the file find in it, sorted by whom it concerns and set beside the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sportello.carta import Problem, validation
from sportello.carta.model import Carta
from sportello.carta.written import ROOT, Part
from sportello.console.carta.gaps import Errors
from sportello.console.carta.typed import FACTS, Typed

_SECTIONS = ("gruppi", "servizi")
# Who reads a problem beside its field needs other words where the file's own speak of its lines.
_SUBJECTS = {"non ha né telefono né e-mail.": "Questo contatto", "torna al servizio stesso.": "Ciò da cui eredita"}
_CURES = {"Tolga uno dei due padri.": "Ne scelga un altro.", "Lo lasci a un servizio solo.": "Lo tolga da qui o da lì."}


@dataclass(frozen=True)
class Findings:
    """What is wrong in a drafted Carta, as seen from the part that is being changed.

    Attributes:
        own: in that part.
        caused: elsewhere, because of the change.
        elsewhere: elsewhere, already before.
    """

    own: tuple[Problem, ...]
    caused: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]


def problems(content: object) -> list[Problem]:
    """Everything that is wrong in what is written in a file."""
    try:
        carta = Carta.parse_obj(content)
    except ValidationError as error:
        return validation.shape_problems(error, content)
    return validation.problems(carta)


def findings(before: Mapping[str, Any], after: Mapping[str, Any], part: Part) -> Findings:
    """What is wrong after a change.

    Args:
        before: what was written in the file.
        after: what is written now.
        part: what was changed; the whole file's own entries where it is `ROOT`.
    """
    known, last = set(problems(before)), _last(after, part)
    found = problems(last)
    own = [problem for problem in found if _concerns(problem, part)]
    others = [problem for problem in found if problem not in own]
    if others and not own and part != ROOT:
        # Where a part has the wrong shape nothing else is checked: without it the rest is.
        again = problems(_without(last, others, part))
        own = [problem for problem in again if _concerns(problem, part) and "padre" not in problem.steps]
    return Findings(
        tuple(own),
        tuple(problem for problem in others if problem not in known),
        tuple(problem for problem in others if problem in known),
    )


def beside(found: Sequence[Problem], typed: Typed, names: Mapping[str, str]) -> Errors:
    """The problems of a service or group by the field that they belong to.

    Args:
        found: problems of one service or group.
        typed: its form.
        names: how services and groups are called, by id.
    """
    errors: Errors = {}
    for problem in found:
        errors.setdefault(field_of(problem.steps[2:], typed), []).append(sentence(problem, names))
    return errors


def sentence(problem: Problem, names: Mapping[str, str]) -> str:
    """A problem as one sentence and a cure, for who sees the field."""
    wrong, cure = problem.wrong, _CURES.get(problem.cure, problem.cure)
    wrong = " ".join(part for part in (_SUBJECTS.get(wrong), wrong) if part)
    for card_id, name in names.items():
        wrong = wrong.replace(f"«{card_id}».", f"«{name}».")
    return f"{wrong[:1].upper()}{wrong[1:]} {cure}"


def field_of(steps: Sequence[str | int], typed: Typed) -> str:
    """The field of the form for a place within a service or group."""
    match list(steps):
        case ["alias", str(name)]:
            return name
        case ["alias", *_]:
            return "alias"
        case ["orari", "fasce", int(number), *rest]:
            return f"fasce-{number}-{rest[0] if rest else 'giorno'}"
        case ["costi", "importi", *rest]:
            return _amount(str(rest[0]) if rest else "", "nome" if "__key__" in rest else "euro", typed)
        case ["contatti", int(number), *rest]:
            return f"contatti-{number}-{rest[0] if rest else 'etichetta'}"
        case ["contatti"]:
            return "contatti-0-etichetta"
        case [str(fact), str(inner), *_]:
            return f"{fact}-{inner}"
        case [str(fact)] if fact in FACTS or fact == "cose":
            return f"{fact}-testo"
        case [str(name)]:
            return name
    return "nome"


def _amount(name: str, column: str, typed: Typed) -> str:
    rows = [row["nome"] for row in typed.of("importi")]
    return f"importi-{rows.index(name) if name in rows else 0}-{column}"


def _concerns(problem: Problem, part: Part) -> bool:
    if part == ROOT:
        return problem.steps[:1] not in [(section,) for section in _SECTIONS]
    return problem.steps[:2] == (part.section, part.id)


def _last(content: Mapping[str, Any], part: Part) -> Mapping[str, Any]:
    """The same with the changed part at the end of its list: a name that is taken is then a problem of that part."""
    cards = content.get(part.section)
    if part == ROOT or not isinstance(cards, list):
        return content
    mine = [card for card in cards if isinstance(card, dict) and card.get("id") == part.id]
    return {**content, part.section: [card for card in cards if card not in mine] + mine}


def _without(content: Mapping[str, Any], found: Sequence[Problem], part: Part) -> Mapping[str, Any]:
    """The same without those services and groups in which something was found."""
    broken = {problem.steps[:2] for problem in found if not _concerns(problem, part)}
    kept = {
        section: [card for card in content.get(section) or () if (section, _id(card)) not in broken]
        for section in _SECTIONS
        if isinstance(content.get(section) or [], list)
    }
    return {**content, **kept}


def _id(card: object) -> object:
    return card.get("id") if isinstance(card, dict) else None
