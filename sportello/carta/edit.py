"""The text of `carta.yml` with one thing changed; every line that does not say it stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from sportello.carta import CartaError, style
from sportello.carta.model import Carta
from sportello.carta.written import ROOT, Block, Part, Place, Written

# The order of what a service states.
ORDER = (
    *("id", "nome", "sigla", "nome_breve", "padre", "sezione", "alias", "categorie"),
    *("cose", "destinatari", "accesso", "orari", "costi", "documenti", "dove", "contatti", "verificato_il", "note"),
)
# What the Carta does not state is written as null; any other entry without a value goes.
STATED_AS_NULL = frozenset({"sezione", "destinatari", "accesso", "orari", "costi", "documenti", "dove", "contatti"})

# From which line up to which there are others instead.
Edit = tuple[int, int, list[str]]
_GONE = object()


class CannotEdit(Exception):
    """The file is written in a way that forms cannot change: nothing was changed."""


def changed(written: Written, part: Part, values: Mapping[str, Any]) -> str:
    """The text with other values in one part of it.

    Args:
        written: the text as it is.
        part: a service, a group, or the file's own entries.
        values: those entries that change; None for what is not stated.

    Raises:
        KeyError: where there is no such part.
        CannotEdit: when the text cannot be changed so.
    """
    block = written.block(part)
    order = tuple(Carta.__fields__) if part == ROOT else ORDER
    expected = copy.deepcopy(written.content)
    target = _find(expected, part)
    wanted: dict[str, Any] = {}
    for name in sorted(values, key=order.index):
        is_first = block.node.value[0][0].value == name
        if values[name] is None and name not in STATED_AS_NULL and not is_first:
            target.pop(name, None)
            wanted[name] = _GONE
        else:
            target[name] = wanted[name] = values[name]
    return _checked(_applied(written.lines, _edits(written, block.node, block.data, wanted, order)), expected)


def added(written: Written, section: str, values: Mapping[str, Any], after: str) -> str:
    """The text with one more service, or group, behind the one whose id is `after`.

    Raises:
        KeyError: where there is none to put it behind.
        CannotEdit: when the text cannot be changed so.
    """
    block = written.block(Part(section, after))
    stated = {
        name: values[name] for name in ORDER if name in values and (values[name] is not None or name in STATED_AS_NULL)
    }
    expected = copy.deepcopy(written.content)
    position = written.ids(section).index(after) + 1
    expected[section].insert(position, copy.deepcopy(stated))
    lines = ["", *indented(style.item(stated), block.margin)]
    return _checked(_applied(written.lines, [(block.end, block.end, lines)]), expected)


def moved(written: Written, part: Part, by: int) -> str:
    """The text with a service, or group, one place higher (-1) or lower (1); at the end of the list it stays.

    Raises:
        KeyError: where there is none with this id.
        CannotEdit: when the text cannot be changed so.
    """
    block, ids = written.block(part), written.ids(part.section)
    place = ids.index(part.id) + by
    if not 0 <= place < len(ids):
        return written.text
    other = written.block(Part(part.section, ids[place]))
    expected = copy.deepcopy(written.content)
    entries = expected[part.section]
    entries.insert(entries.index(other.data), entries.pop(entries.index(block.data)))
    lines = [line.rstrip("\n") for line in written.lines[block.lead : block.end]]
    edit = (other.lead, other.lead, [*lines, ""]) if by < 0 else (other.end, other.end, ["", *lines])
    return _checked(_applied(written.lines, [edit, _cut(written, block)]), expected)


def removed(written: Written, part: Part) -> str:
    """The text without a service or a group.

    Raises:
        KeyError: where there is none with this id.
        CannotEdit: when the text cannot be changed so.
    """
    block = written.block(part)
    expected = copy.deepcopy(written.content)
    expected[part.section].remove(block.data)
    return _checked(_applied(written.lines, [_cut(written, block)]), expected)


def restored(written: Written, live: Written, part: Part) -> str:
    """The text with a service, or group, that only `live` has, as it is written there and near those it was near.

    Raises:
        KeyError: where it is not live.
        CannotEdit: when the text cannot be changed so.
    """
    block, ids = live.block(part), live.ids(part.section)
    if removed(live, part) == written.text:
        return live.text
    known = written.ids(part.section)
    above = [other for other in ids[: ids.index(part.id)] if other in known]
    if not known:
        raise CannotEdit("an empty list")
    behind = above[-1] if above else known[-1]
    expected = copy.deepcopy(written.content)
    expected[part.section].insert(known.index(behind) + 1, copy.deepcopy(block.data))
    other = written.block(Part(part.section, behind))
    bare = [line.rstrip("\n")[block.margin :] for line in live.lines[block.lead : block.end]]
    lines = ["", *indented(bare, other.margin)]
    return _checked(_applied(written.lines, [(other.end, other.end, lines)]), expected)


def rewritten(written: Written, place: Place, name: str, before: Any, after: Any, within: str = "") -> Edit:
    """The lines of an entry with another value: in their own manner as far as they say the same.

    Args:
        written: the text as it is.
        place: where the entry stands.
        name: of the entry.
        before: what it holds.
        after: what it is to hold.
        within: the name of the entry that it is part of.
    """
    column = place.column
    lines = [line.rstrip("\n") for line in written.lines[place.start : place.end]]
    bare = [lines[0][column:], *(line[column:] if not line[:column].strip() else line.strip() for line in lines[1:])]
    first, *others = style.entry(name, after, bare, before, within)
    return place.start, place.end, [lines[0][:column] + first, *indented(others, column)]


def indented(lines: Sequence[str], column: int) -> list[str]:
    """Lines that begin at a column; empty ones stay empty."""
    return [" " * column + line if line else "" for line in lines]


def _find(content: dict[str, Any], part: Part) -> dict[str, Any]:
    if part == ROOT:
        return content
    found: dict[str, Any] = next(
        card for card in content[part.section] if isinstance(card, dict) and card.get("id") == part.id
    )
    return found


def _places(written: Written, node: yaml.MappingNode) -> dict[str, Place]:
    """Where each entry of a mapping stands."""
    if node.flow_style:
        raise CannotEdit("entries between braces")
    return written.places(node)


def _edits(
    written: Written,
    node: yaml.MappingNode,
    before: Mapping[str, Any],
    wanted: Mapping[str, Any],
    order: Sequence[str],
    within: str = "",
) -> list[Edit]:
    """The lines that change when a mapping gets other values; one that holds entries itself is changed within."""
    edits: list[Edit] = []
    places = _places(written, node)
    for name, value in wanted.items():
        place = places.get(name)
        below = _mapping_to_change(place, before[name], value) if place else None
        if value is _GONE:
            edits += [(place.start, place.end, [])] if place else []
        elif below:
            inner = {key: each for key, each in value.items() if key not in before[name] or each != before[name][key]}
            inner |= {key: _GONE for key in before[name] if key not in value}
            edits += _edits(written, below, before[name], inner, tuple(value), name)
        elif place:
            edits.append(rewritten(written, place, name, before[name], value, within))
        else:
            above = [places[known] for known in order[: order.index(name)] if known in places]
            at, column = _behind(written, above, places)
            edits.append((at, at, indented(style.entry(name, value, within=within), column)))
    return edits


def _behind(written: Written, above: Sequence[Place], places: Mapping[str, Place]) -> tuple[int, int]:
    """The line and column where an entry is put: behind those that come before it, or first of all."""
    if above:
        last = max(above, key=lambda place: place.end)
        return last.end, last.column
    first = min(places.values(), key=lambda place: place.start)
    if written.lines[first.start][: first.column].strip():
        raise CannotEdit("no place before the first entry")
    return first.start, first.column


def _mapping_to_change(place: Place, before: Any, after: Any) -> yaml.MappingNode | None:
    """The mapping of an entry where it is enough to change what is below it."""
    node = place.node
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    # What stands above is somebody else's, to which this entry points.
    is_its_own = node.start_mark.line >= place.start
    keeps_its_first = isinstance(before, dict) and isinstance(after, dict) and next(iter(before), None) in after
    return node if is_its_own and keeps_its_first else None


def _cut(written: Written, block: Block) -> Edit:
    """Takes out the lines of a block, and one of the blank lines around it."""
    start, end = block.lead, block.end
    if end < len(written.lines) and not written.lines[end].strip():
        end += 1
    elif start and not written.lines[start - 1].strip():
        start -= 1
    return start, end, []


def _applied(lines: Sequence[str], edits: Sequence[Edit]) -> str:
    made = list(lines)
    if made and not made[-1].endswith("\n"):
        made[-1] += "\n"
    # From the end, so that what is still to come stays in its place; what is put in before a line, after that line.
    order = sorted(range(len(edits)), key=lambda at: (edits[at][0], edits[at][0] < edits[at][1], at), reverse=True)
    for start, end, new in (edits[at] for at in order):
        made[start:end] = [f"{line}\n" for line in new]
    return "".join(made)


def _checked(text: str, expected: Mapping[str, Any]) -> str:
    """The text, if it says what it should and nothing else."""
    try:
        right = Written(text).content == expected
    except CartaError as problem:
        raise CannotEdit("it would no longer be YAML") from problem
    if not right:
        raise CannotEdit("something else would change as well")
    return text
