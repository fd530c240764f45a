"""What the Carta states of no single service: the Comune, the first contact, the lists and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from sportello.carta import Problem
from sportello.console.carta import checks, values
from sportello.console.carta.gaps import Errors
from sportello.console.carta.typed import Entry

# The fields of the form, as paths in the file.
TEXTS = (
    *("comune", "carta-titolo", "carta-ente", "carta-sigla_fonte", "primo_contatto"),
    *("modi_di_ricevimento-appuntamento", "modi_di_ricevimento-libero"),
)
LISTS = ("parole_degli_elenchi-gratuiti", "parole_degli_elenchi-senza_appuntamento")
CATEGORIES = "categorie"
_ROW = re.compile(r"categorie-(\d{1,4})-(id|nome|alias)")


def texts_from_form(form: FormData) -> dict[str, str]:
    """What was typed of the Comune and its words."""
    sent = {name: str(form.get(name) or "") for name in (*TEXTS, *LISTS)}
    return {name: values.paragraphs(text) if name in LISTS else values.line(text) for name, text in sent.items()}


def texts_from_entry(entry: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows of it."""
    found = {name: _value(entry, name) for name in TEXTS}
    shown = {name: values.line(value) if isinstance(value, str) else "" for name, value in found.items()}
    return shown | {name: "\n".join(map(values.line, _words(_value(entry, name)))) for name in LISTS}


def to_entry(texts: Mapping[str, str]) -> Entry:
    """What was typed in the words of the file."""
    entry: Entry = {}
    for name in (*TEXTS, *LISTS):
        outer, _, inner = name.partition("-")
        value: Any = values.lines(texts[name]) if name in LISTS else texts[name]
        if inner:
            entry.setdefault(outer, {})[inner] = value
        else:
            entry[outer] = value
    return entry


def categories_from_form(form: FormData) -> list[dict[str, str]]:
    """The rows of the categories that are not empty; one without an id gets it from its name."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.multi_items():
        match = _ROW.fullmatch(name)
        if match and isinstance(value, str):
            clean = values.paragraphs(value) if match[2] == "alias" else values.line(value)
            rows.setdefault(int(match[1]), {"id": "", "nome": "", "alias": ""})[match[2]] = clean
    kept = [row for _, row in sorted(rows.items()) if row["nome"] or row["alias"]]
    taken = [row["id"] for row in kept]
    return [{**row, "id": row["id"] or values.proposed_id(row["nome"], taken)} for row in kept]


def categories_from_entry(entry: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the form shows of the categories."""
    return [
        {
            "id": str(item.get("id")),
            "nome": values.line(str(item.get("nome"))),
            "alias": "\n".join(_words(item.get("alias"))),
        }
        for item in entry.get(CATEGORIES) or ()
        if isinstance(item, dict)
    ]


def categories_to_entry(rows: list[dict[str, str]]) -> Entry:
    """What was typed of the categories in the words of the file."""
    return {CATEGORIES: [{**row, "alias": values.lines(row["alias"])} for row in rows]}


def canonical(entry: Mapping[str, Any]) -> Entry:
    """What both forms would write again if nothing were changed."""
    return to_entry(texts_from_entry(entry)) | categories_to_entry(categories_from_entry(entry))


def gaps(texts: Mapping[str, str]) -> Errors:
    """What is missing in the form of the Comune and its words."""
    return {name: ["Manca. Lo scriva: questa voce è obbligatoria."] for name in (*TEXTS, *LISTS) if not texts[name]}


def category_gaps(rows: list[dict[str, str]]) -> Errors:
    """What is missing in the rows of the categories."""
    return dict(_category_gaps(rows))


def _category_gaps(rows: list[dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for number, row in enumerate(rows):
        if not row["nome"]:
            yield (
                f"categorie-{number}-nome",
                ["Manca il nome. Lo scriva, o svuoti anche le parole per togliere la categoria."],
            )


def beside(found: Sequence[Problem], entry: Entry, names: Mapping[str, str]) -> Errors:
    """The problems of the file's own entries by the field that they belong to.

    Args:
        found: problems of the file's own entries.
        entry: what was typed.
        names: how services and groups are called, by id.
    """
    errors: Errors = {}
    ids = [category["id"] for category in entry.get(CATEGORIES, ())]
    for problem in found:
        first, *rest = problem.steps or ("comune",)
        field = "-".join([str(first), *map(str, rest[:1])])
        if first == CATEGORIES and rest:
            field = f"categorie-{ids.index(rest[0]) if rest[0] in ids else 0}-{'alias' if len(rest) < 2 else rest[1]}"
        errors.setdefault(field, []).append(checks.sentence(problem, names))
    return errors


def _value(entry: Mapping[str, Any], name: str) -> Any:
    outer, _, inner = name.partition("-")
    value = entry.get(outer)
    if not inner:
        return value
    return value.get(inner) if isinstance(value, Mapping) else None


def _words(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
