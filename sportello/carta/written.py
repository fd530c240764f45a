"""Where each thing stands in the text of `carta.yml`, so that one can be changed and the rest stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sportello.carta import load

NAME = "carta.yml"
# What YAML takes for the end of a line.
_LINE_ENDS = re.compile(r"(?<=[\n\x85\u2028\u2029])")
# A line that separates sections belongs to no service.
_SEPARATOR = re.compile(r"#\s*[-=*#~]{3,}")


@dataclass(frozen=True)
class Part:
    """What a form changes: a service or a group by its id, or the file's own entries, where both are empty."""

    section: str = ""
    id: str = ""


ROOT = Part()


@dataclass(frozen=True)
class Block:
    """One mapping of the file and the lines that it takes.

    Attributes:
        data: what is written there; texts, lists and mappings alone, and None.
        node: the same with the place of every part.
        first: its first line, counted from 0.
        end: the line after its last one, comments within included.
        lead: its first line where the comments right above it count as well.
        margin: the column of the dash that it begins with; 0 for the whole file.
    """

    data: dict[str, Any]
    node: yaml.MappingNode
    first: int
    end: int
    lead: int
    margin: int


class Place(NamedTuple):
    """The first line of an entry, the line after it, the column of its name, and its value."""

    start: int
    end: int
    column: int
    node: yaml.Node


class Written:
    """The text of `carta.yml`, read once."""

    def __init__(self, text: str) -> None:
        """Reads a text.

        Raises:
            CartaError: when it is no YAML.
        """
        self.text = text
        self.lines = [line for line in _LINE_ENDS.split(text) if line]
        content = load.parse(text, Path(NAME))
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}
        self._root = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._blocks = {
            Part(section, block.data["id"]): block
            for section in ("servizi", "gruppi")
            for block in self._items(section)
            if isinstance(block.data.get("id"), str)
        }

    def block(self, part: Part) -> Block:
        """A service or a group, or the whole file.

        Raises:
            KeyError: where there is none with this id, or it is no mapping.
        """
        if part != ROOT:
            return self._blocks[part]
        if not isinstance(self._root, yaml.MappingNode):
            raise KeyError(part)
        return Block(self.content, self._root, 0, len(self.lines), 0, 0)

    def ids(self, section: str = "servizi") -> list[str]:
        """The ids of the services, or of the groups, in their order."""
        return [part.id for part in self._blocks if part.section == section]

    def find(self, card_id: str) -> Part | None:
        """The service or group with this id."""
        return next((part for part in self._blocks if part.id == card_id), None)

    def places(self, node: yaml.MappingNode) -> dict[str, Place]:
        """Where each entry of a mapping stands, by its name."""
        found = {}
        for key, value in node.value:
            start = key.start_mark
            found[key.value] = Place(start.line, self.last_line(value, start.line) + 1, start.column, value)
        return found

    def last_line(self, node: yaml.Node, floor: int) -> int:
        """The last line of a value that does not begin above the line `floor`."""
        if node.start_mark.line < floor:
            return floor  # an alias, whose node is that of its anchor
        children = node.value if isinstance(node, yaml.CollectionNode) and not node.flow_style else None
        if children:
            last = children[-1][1] if isinstance(node, yaml.MappingNode) else children[-1]
            return self.last_line(last, node.start_mark.line)
        end = node.end_mark.line if node.end_mark.column else node.end_mark.line - 1
        while end > node.start_mark.line and not self.lines[end].strip():
            end -= 1
        return end

    def _items(self, section: str) -> list[Block]:
        """The mappings of a list, each with its lines."""
        data = self.content.get(section)
        pairs = self._root.value if isinstance(self._root, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == section), None)
        if not isinstance(data, list) or not isinstance(node, yaml.SequenceNode) or node.flow_style:
            return []
        margin = node.start_mark.column
        return [
            self._block(item, child, margin)
            for item, child in zip(data, node.value, strict=True)
            if isinstance(item, dict)
        ]

    def _block(self, data: dict[str, Any], node: yaml.MappingNode, margin: int) -> Block:
        first = node.start_mark.line
        end = self.last_line(node, first) + 1
        for number in range(end, len(self.lines)):
            line = self.lines[number].strip()
            if line and not (line.startswith("#") and self._indent(number) > margin):
                break
            if line:
                end = number + 1
        lead = first
        while lead and self._is_comment_of_the_next(lead - 1, margin):
            lead -= 1
        return Block(data, node, first, end, lead, margin)

    def _indent(self, number: int) -> int:
        line = self.lines[number]
        return len(line) - len(line.lstrip(" "))

    def _is_comment_of_the_next(self, number: int, margin: int) -> bool:
        line = self.lines[number].strip()
        return line.startswith("#") and self._indent(number) == margin and not _SEPARATOR.match(line)
