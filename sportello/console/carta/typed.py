"""What an operator has typed of a service or a group: from a form, into the file's own words, and back.

The names of the fields are those of the file: `cose-testo` is the text of `cose`, `contatti-1-email` the e-mail
of the second contact. Long lists are typed one per line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData

from sportello.console.carta import values

Entry = dict[str, Any]
Row = dict[str, str]

GROUPS, SERVICES = "gruppi", "servizi"
# What the Carta may not state at all.
FACTS = ("destinatari", "accesso", "orari", "costi", "documenti", "dove", "contatti")
# Where an operator says that the Carta does not state it.
UNSTATED = "tace"
_LINES = ("nome", "sigla", "nome_breve", "padre", "sezione", "accesso-appuntamento", "costi-tipo")
_TEXTS = (
    *("cose-testo", "destinatari-testo", "accesso-testo", "orari-testo", "costi-testo"),
    *("documenti-testo", "documenti-dettagli", "dove-testo", "note"),
)
_LISTS = ("alias", "cose-dettagli", "documenti-elenco")
_DATE = "verificato_il"
_OF_SERVICES_ALONE = ("sigla", "nome_breve", "categorie", "cose", _DATE, "note")
ROWS: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "fasce": {"giorno": values.line, "dalle": values.clock, "alle": values.clock, "tipo": values.line},
    "importi": {"nome": values.line, "euro": values.line},
    "contatti": {name: values.line for name in ("etichetta", "telefono", "avviso", "email")},
}
_IN_ORDER = (
    *("id", "nome", "sigla", "nome_breve", "sezione", "alias", "categorie", "padre", "cose", "destinatari", "accesso"),
    *("fasce", "orari", "costi", "importi", "documenti", "dove", "contatti", "verificato_il", "note"),
)
_ROW = re.compile(r"([a-z]+)-(\d{1,4})-([a-z]+)")


@dataclass(frozen=True)
class Typed:
    """The content of the form.

    Attributes:
        texts: every field that holds a text, by its name; lists have a line for each.
        rows: the rows of openings, amounts and contacts that are not empty, in order.
        categories: those that are ticked.
        unstated: the facts of which it is said that the Carta does not state them.
        numbers: of each row, the number that it had in the form, where empty rows may lie between.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    unstated: frozenset[str] = frozenset()
    numbers: Mapping[str, list[int]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """One field; empty where nothing was typed."""
        return self.texts.get(name, "")

    def at(self, name: str) -> str:
        """What was typed or ticked in any field of the form, a cell of a row included."""
        where = cell(name)
        if where:
            kind, number, column = where
            rows = self.of(kind)
            return rows[number][column] if number < len(rows) else ""
        if name.startswith(f"{UNSTATED}-"):
            return name if name.removeprefix(f"{UNSTATED}-") in self.unstated else ""
        return " ".join(self.categories) if name == "categorie" else self.text(name)

    def as_sent(self, name: str) -> str:
        """The name that a cell had in the form, where empty rows may lie before it."""
        kind, number, column = cell(name) or ("", 0, "")
        numbers = self.numbers.get(kind, [])
        return f"{kind}-{numbers[number]}-{column}" if number < len(numbers) else name

    def of(self, name: str) -> list[Row]:
        """The rows of openings, amounts or contacts."""
        return self.rows.get(name, [])

    def says(self, fact: str) -> bool:
        """Whether anything was typed of a fact."""
        inner = {"orari": "fasce", "costi": "importi", "contatti": "contatti"}.get(fact, "")
        return bool(self.of(inner)) or any(self.texts[name] for name in self.texts if name.startswith(f"{fact}-"))


def cell(name: str) -> tuple[str, int, str] | None:
    """The kind of row, the row and the column of a field that is part of one."""
    match = _ROW.fullmatch(name)
    if not match or match[3] not in ROWS.get(match[1], {}):
        return None
    return match[1], int(match[2]), match[3]


def place_in_form(name: str) -> tuple[int, bool]:
    """Where a field stands in the form, to sort by: of each fact first what is chosen, then what is written."""
    first = name.removeprefix(f"{UNSTATED}-").partition("-")[0]
    return _IN_ORDER.index(first) if first in _IN_ORDER else len(_IN_ORDER), name not in _LINES


def from_form(form: FormData) -> Typed:
    """What was typed, without what cannot be seen."""
    sent = {name: str(value) for name, value in form.multi_items() if isinstance(value, str)}
    texts = {name: values.line(sent.get(name, "")) for name in _LINES}
    texts |= {name: values.paragraphs(sent.get(name, "")) for name in (*_TEXTS, *_LISTS)}
    texts[_DATE] = values.date(sent.get(_DATE, ""))
    rows, numbers = _rows(sent)
    ticked = {name: [str(each) for each in form.getlist(name)] for name in ("categorie", UNSTATED)}
    unstated = frozenset(ticked[UNSTATED]) & set(FACTS)
    return Typed(texts, rows, tuple(dict.fromkeys(ticked["categorie"])), unstated, numbers)


def _rows(sent: Mapping[str, str]) -> tuple[dict[str, list[Row]], dict[str, list[int]]]:
    """The rows that are not empty, and their numbers."""
    found: dict[str, dict[int, Row]] = {name: {} for name in ROWS}
    for name, value in sent.items():
        kind, number, column = cell(name) or ("", 0, "")
        if kind and (clean := ROWS[kind][column](value)):
            found[kind].setdefault(number, dict.fromkeys(ROWS[kind], ""))[column] = clean
    numbers = {name: sorted(numbered) for name, numbered in found.items()}
    return {name: [found[name][number] for number in numbers[name]] for name in found}, numbers


def from_entry(entry: Mapping[str, Any]) -> Typed:
    """What the form shows of a service or group; what has not the right shape in the file is left out."""
    texts = {name: values.line(_text(entry, name)) for name in _LINES}
    texts |= {name: values.paragraphs(_text(entry, name)) for name in _TEXTS}
    texts |= {name: "\n".join(map(values.line, _list(entry, name))) for name in _LISTS}
    texts[_DATE] = values.date(_text(entry, _DATE))
    amounts = _inner(entry, "costi").get("importi")
    rows = {
        "fasce": [_row("fasce", item) for item in _listed(_inner(entry, "orari").get("fasce"))],
        "importi": [
            {"nome": str(name), "euro": values.euro(str(amount))}
            for name, amount in (amounts.items() if isinstance(amounts, Mapping) else ())
        ],
        "contatti": [_row("contatti", item) for item in _listed(entry.get("contatti"))],
    }
    unstated = frozenset(fact for fact in FACTS if not entry.get(fact))
    return Typed(texts, rows, tuple(_list(entry, "categorie")), unstated)


def to_entry(typed: Typed, section: str) -> Entry:
    """What was typed in the words of the file, in its order; None for what is not stated.

    What cannot be right is taken over as it was typed, so that the checks of the file say so.
    """
    entry: Entry = {
        "nome": typed.text("nome"),
        "sigla": typed.text("sigla") or None,
        "nome_breve": typed.text("nome_breve") or None,
        "padre": typed.text("padre") or None,
        "sezione": typed.text("sezione") or None,
        "alias": _split(typed, "alias"),
        # Their order says nothing, and a form sends them in its own.
        "categorie": sorted(typed.categories),
        "cose": _stated({"testo": typed.text("cose-testo"), "dettagli?": _split(typed, "cose-dettagli")}),
        **{fact: _FACT[fact](typed) if typed.says(fact) else None for fact in FACTS},
        _DATE: typed.text(_DATE) or None,
        "note": typed.text("note") or None,
    }
    gone = _OF_SERVICES_ALONE if section == GROUPS else ()
    return {name: value for name, value in entry.items() if name not in gone}


def canonical(entry: Mapping[str, Any], section: str) -> Entry:
    """A service or group as the form would write it again if nothing were changed."""
    return to_entry(from_entry(entry), section)


def _access(typed: Typed) -> Entry:
    return _stated({"appuntamento?": typed.text("accesso-appuntamento"), "testo": typed.text("accesso-testo")})


def _hours(typed: Typed) -> Entry:
    return _stated({"fasce?": [dict(row) for row in typed.of("fasce")], "testo?": typed.text("orari-testo")})


def _costs(typed: Typed) -> Entry:
    amounts = {row["nome"]: values.cents(row["euro"]) or row["euro"] for row in typed.of("importi")}
    return _stated({"tipo": typed.text("costi-tipo"), "testo": typed.text("costi-testo"), "importi?": amounts})


def _documents(typed: Typed) -> Entry:
    listed, details = _split(typed, "documenti-elenco"), typed.text("documenti-dettagli")
    return _stated({"testo": typed.text("documenti-testo"), "elenco": listed, "dettagli?": details})


def _contacts(typed: Typed) -> list[Entry]:
    return [
        _stated({name if name == "etichetta" else f"{name}?": value for name, value in row.items()})
        for row in typed.of("contatti")
    ]


_FACT: Mapping[str, Callable[[Typed], Any]] = {
    "destinatari": lambda typed: {"testo": typed.text("destinatari-testo")},
    "accesso": _access,
    "orari": _hours,
    "costi": _costs,
    "documenti": _documents,
    "dove": lambda typed: {"testo": typed.text("dove-testo")},
    "contatti": _contacts,
}


def _stated(fact: Mapping[str, Any]) -> Entry:
    """The entries of a fact; those whose name ends in `?` are left out where they are empty."""
    return {name.rstrip("?"): value for name, value in fact.items() if value or not name.endswith("?")}


def _split(typed: Typed, name: str) -> list[str]:
    return values.lines(typed.text(name))


def _inner(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, Mapping) else {}


def _value(entry: Mapping[str, Any], name: str) -> Any:
    outer, _, inner = name.partition("-")
    return _inner(entry, outer).get(inner) if inner else entry.get(outer)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = _value(entry, name)
    return value if isinstance(value, str) else ""


def _list(entry: Mapping[str, Any], name: str) -> list[str]:
    return [item for item in _listed(_value(entry, name)) if isinstance(item, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _row(name: str, item: Any) -> Row:
    cells = item if isinstance(item, Mapping) else {}
    return {column: clean(str(cells.get(column) or "")) for column, clean in ROWS[name].items()}
