"""The draft as a file: the present knowledge file with what differs, every comment and the order kept."""

from __future__ import annotations

import io
import re
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from sportello.carta.difference import Difference, of_card

# The order of the fields of a service.
FIELDS = (
    *("id", "nome", "sigla", "nome_breve", "padre", "sezione", "alias", "categorie", "cose", "destinatari"),
    *("accesso", "orari", "costi", "documenti", "dove", "contatti", "verificato_il", "note"),
)
_WIDTH = 110
_LONG = 90
# Short words that YAML, or a reader of it, might take for something else than words.
_QUOTED = re.compile(
    r"^[\d+ ./:()-]+$|^(?:s[iì]|no|null|true|false|on|off|y|n|~)$|^[-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #", re.I
)


class _Representer(RoundTripRepresenter):
    """Writes what is empty as `null`, as the file does."""

    def represent_none(self, data: object) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_none)


@dataclass(frozen=True)
class _Place:
    """The lines of a field, up to the blanks and comments that lead to the next one, and how far it is indented."""

    begin: int
    end: int
    column: int


class KnowledgeText:
    """A knowledge file in hand: fields are changed and services added, everything else stays as it was written."""

    def __init__(self, text: str) -> None:
        """Takes the text of a valid knowledge file."""
        content = yaml.load(text, Loader=yaml.CSafeLoader)
        self._lines = text.splitlines()
        self._cards = {card["id"]: card for part in ("gruppi", "servizi") for card in content.get(part) or ()}
        self._places = _places(text, self._lines)
        self._values: dict[str, dict[str, Any]] = defaultdict(dict)
        self._comments: dict[str, dict[str, str]] = defaultdict(dict)
        self._added: dict[str, list[str]] = defaultdict(list)

    def differences(self) -> list[Difference]:
        """What has been changed since, field by field; services that were added are not in it."""
        return [
            each
            for name, card in self._cards.items()
            for each in of_card(name, card, {**card, **self._values.get(name, {})})
        ]

    def states(self, card_id: str, name: str) -> bool:
        """Whether a field of a service or group says something."""
        return self._cards[card_id].get(name) is not None

    def put(self, card_id: str, name: str, value: Any, comment: str) -> None:
        """Gives a field of a service or group its new value, as plain data, and a comment above it."""
        self._values[card_id][name] = value
        self._comments[card_id][name] = comment

    def comment(self, card_id: str, comment: str) -> None:
        """Says something above a service."""
        self._comments[card_id]["id"] = comment

    def add(self, data: Mapping[str, Any], comments: Mapping[str, str]) -> None:
        """Adds a service with comments above its fields after the last of its section, or at the end."""
        services = [card for card in self._cards.values() if "cose" in card]
        alike = [service["id"] for service in services if str(service["sezione"]) == str(data["sezione"])]
        fields = [
            line
            for name, value in data.items()
            for line in (*_comment(comments.get(name, "") if name != "id" else "", 0), *_dumped(name, value))
        ]
        block = ["- " + fields[0], *(f"  {line}" for line in fields[1:])]
        self._added[alike[-1] if alike else services[-1]["id"]] += ["", *_comment(comments["id"], 0), *block]

    def text(self, header: Sequence[str]) -> str:
        """The whole file, under these comments."""
        edits: list[tuple[int, int, list[str]]] = []
        for card_id, fields in self._places.items():
            values, comments = self._values.get(card_id, {}), self._comments.get(card_id, {})
            last = max(place.end for place in fields.values())
            edits.append((last, last, self._added.get(card_id, [])))
            for name in reversed(FIELDS):
                if name in values or name in comments:
                    edits.append(self._edit(fields, name, values, comments[name]))
        lines = list(self._lines)
        for begin, end, new in sorted(edits, key=lambda edit: -edit[0]):
            lines[begin:end] = new
        return "\n".join([*(f"# {line}" for line in header), "", *lines, ""])

    def _edit(
        self, fields: Mapping[str, _Place], name: str, values: Mapping[str, Any], comment: str
    ) -> tuple[int, int, list[str]]:
        """From which line to which there are others instead."""
        place, column = fields.get(name), fields["id"].column
        if place is None:
            following = [fields[later].begin for later in FIELDS[FIELDS.index(name) + 1 :] if later in fields]
            begin = min(following, default=max(each.end for each in fields.values()))
            place = _Place(begin, begin, column)
        new = self._lines[place.begin : place.end]
        if name in values:
            first = new[0][:column] if new else " " * column
            new = [" " * column + line for line in _dumped(name, values[name])]
            new[0] = first + new[0][column:]
        is_above_all = new[0].startswith("- ")
        return place.begin, place.end, [*_comment(comment, 0 if is_above_all else column), *new]


def _comment(text: str, column: int) -> list[str]:
    indent = " " * column + "# "
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _dumped(name: str, value: Any) -> list[str]:
    """The lines of a field."""
    out = io.StringIO()
    whole: Any = YAML()
    whole.width = 1_000_000
    whole.Representer = _Representer
    whole.dump(CommentedMap({name: _node(value)}), out)
    return out.getvalue().splitlines()


def _places(text: str, lines: Sequence[str]) -> dict[str, dict[str, _Place]]:
    """Where each field of each group and service stands, by id and name."""
    root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    places: dict[str, dict[str, _Place]] = {}
    for key, cards in root.value:
        for card in cards.value if key.value in ("gruppi", "servizi") else ():
            card_id = next(value.value for name, value in card.value if name.value == "id")
            places[card_id] = {name.value: _place(name.start_mark, value.end_mark, lines) for name, value in card.value}
    return places


def _place(start: Any, end: Any, lines: Sequence[str]) -> _Place:
    last = end.line + 1 if end.column else end.line
    if end.line > start.line and not lines[min(end.line, len(lines) - 1)][: end.column].strip(" -"):
        last = end.line  # it ended before what stands there
    while last > start.line + 1 and _leads_on(lines[last - 1], start.column):
        last -= 1
    return _Place(start.line, last, start.column)


def _leads_on(line: str, column: int) -> bool:
    """Whether a line is empty, or a comment that is not part of a deeper text."""
    return not line.strip() or (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= column)


def _node(value: Any) -> Any:
    """Plain data as nodes in the style of the file."""
    if isinstance(value, Mapping):
        mapping = CommentedMap((key, _node(each)) for key, each in value.items())
        if set(mapping) == {"giorno", "dalle", "alle", "tipo"}:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq(_node(each) for each in value)
        if not any(isinstance(each, Mapping) or " " in str(each) for each in value):
            sequence.fa.set_flow_style()
        return sequence
    return _scalar(value) if isinstance(value, str) else value


def _scalar(value: str) -> Any:
    value = " ".join(value.split())
    if len(value) > _LONG:
        return _folded(value)
    return DoubleQuotedScalarString(value) if _QUOTED.search(value) else value


def _folded(value: str) -> Any:
    folded: Any = FoldedScalarString(value)
    at = -1
    folds = []
    for line in textwrap.wrap(value, _WIDTH, break_long_words=False, break_on_hyphens=False)[:-1]:
        at += len(line) + 1
        folds.append(at)
    folded.fold_pos = folds
    return folded
