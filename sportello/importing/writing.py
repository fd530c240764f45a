"""The draft as a file: the present knowledge file with what differs, every comment and the order kept."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sportello.carta import style
from sportello.carta.difference import Difference, of_card
from sportello.carta.edit import ORDER, Edit, indented, rewritten
from sportello.carta.written import Part, Written

_WIDTH = 110


class KnowledgeText:
    """A knowledge file in hand: fields are changed and services added, everything else stays as it was written."""

    def __init__(self, text: str) -> None:
        """Takes the text of a valid knowledge file."""
        self._written = written = Written(text)
        parts = [Part(section, card_id) for section in ("gruppi", "servizi") for card_id in written.ids(section)]
        blocks = [written.block(part) for part in parts]
        self._lines = [line.rstrip("\n") for line in written.lines]
        self._cards = {block.data["id"]: block.data for block in blocks}
        self._places = {block.data["id"]: written.places(block.node) for block in blocks}
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
        section = data["sezione"]
        alike = [service["id"] for service in services if section and service.get("sezione") == str(section)]
        fields = [
            line
            for name, value in data.items()
            for line in (*_comment(comments.get(name, "") if name != "id" else "", 0), *_entry(name, value))
        ]
        block = ["- " + fields[0], *(f"  {line}" for line in fields[1:])]
        self._added[alike[-1] if alike else services[-1]["id"]] += ["", *_comment(comments["id"], 0), *block]

    def text(self, header: Sequence[str]) -> str:
        """The whole file, under these comments."""
        edits: list[Edit] = []
        for card_id, fields in self._places.items():
            comments = self._comments.get(card_id, {})
            last = max(place.end for place in fields.values())
            edits.append((last, last, self._added.get(card_id, [])))
            edits += [self._edit(card_id, name) for name in reversed(ORDER) if name in comments]
        lines = list(self._lines)
        for begin, end, new in sorted(edits, key=lambda edit: -edit[0]):
            lines[begin:end] = new
        return "\n".join([*(f"# {line}" for line in header), "", *lines, ""])

    def _edit(self, card_id: str, name: str) -> Edit:
        """The lines of a field with its new value, where it gets one, and the comment above them."""
        fields, values, comment = self._places[card_id], self._values[card_id], self._comments[card_id][name]
        place, column = fields.get(name), fields["id"].column
        if place is None:
            following = [fields[later].start for later in ORDER[ORDER.index(name) + 1 :] if later in fields]
            at = min(following, default=max(each.end for each in fields.values()))
            return at, at, [*_comment(comment, column), *indented(_entry(name, values[name]), column)]
        start, end, lines = place.start, place.end, self._lines[place.start : place.end]
        if name in values:
            before = self._cards[card_id][name]
            start, end, lines = rewritten(self._written, place, name, before, _as_written(values[name]))
        is_above_all = lines[0].startswith("- ")
        return start, end, [*_comment(comment, 0 if is_above_all else column), *lines]


def _comment(text: str, column: int) -> list[str]:
    indent = " " * column + "# "
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _entry(name: str, value: Any) -> list[str]:
    """The lines of a field."""
    return style.entry(name, _as_written(value))


def _as_written(value: Any) -> Any:
    """Plain data as the file would be read: mappings, lists and texts alone, and None."""
    if isinstance(value, Mapping):
        return {key: _as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_written(each) for each in value]
    return None if value is None else " ".join(str(value).split())
