"""The draft as a file: the present knowledge file with what differs, every comment and the order kept."""

from __future__ import annotations

import copy
import io
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
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

Comment = tuple[str, str, str]


class _Representer(RoundTripRepresenter):
    """Writes what is empty as `null`, as the file does."""

    def represent_none(self, data: object) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_none)


def _round_trip() -> YAML:
    whole: Any = YAML()
    whole.preserve_quotes = True
    whole.width = 1_000_000
    whole.indent(mapping=2, sequence=2, offset=0)
    whole.Representer = _Representer
    return whole


class KnowledgeText:
    """A knowledge file in hand: fields are changed and services added, everything else stays as it was written."""

    def __init__(self, text: str) -> None:
        """Takes the text of a valid knowledge file."""
        self._data = _round_trip().load(text)
        self._cards = {card["id"]: card for part in ("gruppi", "servizi") for card in self._data.get(part) or ()}
        self._added: list[tuple[str, CommentedMap]] = []
        self._comments: list[Comment] = []
        self._before = copy.deepcopy(self._cards)

    def differences(self) -> list[Difference]:
        """What has been changed since, field by field; services that were added are not in it."""
        return [each for name, card in self._cards.items() for each in of_card(name, self._before[name], card)]

    def states(self, card_id: str, name: str) -> bool:
        """Whether a field of a service or group says something."""
        return self._cards[card_id].get(name) is not None

    def put(self, card_id: str, name: str, value: Any) -> None:
        """Gives a field of a service or group its new value, as plain data."""
        card = self._cards[card_id]
        if name in card:
            card[name] = _node(value)
        else:
            later = FIELDS[FIELDS.index(name) + 1 :]
            place = next((i for i, key in enumerate(card) if key in later), len(card))
            card.insert(place, name, _node(value))

    def comment(self, card_id: str, name: str, comment: str) -> None:
        """Says something above a field."""
        self._comments.append((card_id, name, comment))

    def add(self, data: Mapping[str, Any]) -> None:
        """Adds a service after the last of its section, or at the end."""
        services = self._data["servizi"]
        alike = [service["id"] for service in services if str(service["sezione"]) == str(data["sezione"])]
        after = alike[-1] if alike else services[-1]["id"]
        self._added.append((after, _node(data)))

    def text(self, header: Sequence[str]) -> str:
        """The whole file, under these comments."""
        text = _dumped(self._data)
        for after, service in reversed(self._added):
            text = _inserted(text, after, _dumped([service]))
        return "".join(f"# {line}\n" for line in header) + "\n" + _commented(text, self._comments)


def _dumped(data: Any) -> str:
    out = io.StringIO()
    _round_trip().dump(data, out)
    return out.getvalue()


def _inserted(text: str, after: str, block: str) -> str:
    """The text with a block after a service, before the blanks and comments that lead to the next one."""
    lines = text.splitlines(keepends=True)
    places = _places(text)
    starts = sorted(place.line for (part, _, name), place in places.items() if (part, name) == ("servizi", "id"))
    end = next((line for line in starts if line > places["servizi", after, "id"].line), len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "".join([*lines[:end], "\n", block, *lines[end:]])


def _commented(text: str, comments: Iterable[Comment]) -> str:
    """The text with each comment above its field; what is said of the first field stands above the whole."""
    places, lines = _places(text), text.splitlines(keepends=True)
    placed = []
    for card_id, name, comment in comments:
        place = places.get(("servizi", card_id, name)) or places["gruppi", card_id, name]
        placed.append((place.line, 0 if lines[place.line].startswith("- ") else place.column, comment))
    for line, column, comment in sorted(placed, key=lambda each: -each[0]):
        indent = " " * column + "# "
        wrapped = textwrap.wrap(comment, _WIDTH, initial_indent=indent, subsequent_indent=indent)
        lines[line:line] = [f"{part}\n" for part in wrapped]
    return "".join(lines)


def _places(text: str) -> dict[tuple[str, str, str], Any]:
    """Where each field of each group and service stands, by part, id and name."""
    root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    places: dict[tuple[str, str, str], Any] = {}
    for key, cards in root.value:
        for card in cards.value if key.value in ("gruppi", "servizi") else ():
            card_id = next(value.value for name, value in card.value if name.value == "id")
            places |= {(key.value, card_id, name.value): name.start_mark for name, _ in card.value}
    return places


def _node(value: Any, flow: bool = False) -> Any:
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
