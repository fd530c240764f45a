"""How entries of `carta.yml` are written: as they were where they were, and else in the style of the file."""

from __future__ import annotations

import datetime as dt
import io
import json
import textwrap
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from sportello.carta import CartaError, load

# Longer ones are folded, in lines of this width.
_LONGEST_LINE = 110
# A line that is there already may be a little longer.
_TOLERANCE = 15
# Far more than any line: who wrote a long line on purpose finds it again.
_ENDLESS = 1_000_000
_IN_A_ROW = frozenset({"alias", "categorie", "gratuiti", "senza_appuntamento", "fasce"})
_FOLDED = frozenset({"testo", "note"})
# Digits and hours, which others would take for numbers.
_QUOTED = frozenset({"sezione", "telefono", "dalle", "alle", "appuntamento"})
_AMOUNT, _DATE = "importi", "verificato_il"


class _Representer(RoundTripRepresenter):
    """Writes null as a word."""


_Representer.add_representer(type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", "null"))


def round_trip() -> Any:
    """A `YAML` that reads and writes with comments, order, quotes and line breaks."""
    handler: Any = YAML()
    handler.Representer = _Representer
    handler.preserve_quotes = True
    handler.width = _ENDLESS
    return handler


def entry(name: str, value: Any, lines: Sequence[str] = (), before: Any = None, within: str = "") -> list[str]:
    """The lines of one entry, from its name on, without line ends.

    Args:
        name: of the entry.
        value: what it is to hold: texts, lists and mappings, and None.
        lines: how it is written now, if it is.
        before: what it holds now.
        within: the name of the entry that it is part of.
    """
    kind = _AMOUNT if within == _AMOUNT else name
    made = _dumped({name: _fresh(value, kind)})
    try:
        kept = round_trip().load("\n".join(lines))
    except YAMLError:
        kept = None  # it uses a name that is given elsewhere in the file
    if isinstance(kept, CommentedMap) and list(kept) == [name]:
        kept[name] = _merged(kept[name], before, value, kind)
        made = _dumped(kept)
    if not _reads_as(made, name, value):
        made = _dumped({name: _careful(value)})
    return made


def item(entries: Mapping[str, Any]) -> list[str]:
    """The lines of a mapping in a list, from its dash on."""
    lines = [line for name, value in entries.items() for line in entry(name, value)]
    return [("- " if number == 0 else "  " if line else "") + line for number, line in enumerate(lines)]


def _dumped(content: Mapping[str, Any]) -> list[str]:
    out = io.StringIO()
    round_trip().dump(content if isinstance(content, CommentedMap) else CommentedMap(content), out)
    return out.getvalue().rstrip("\n").split("\n")


def _reads_as(lines: Sequence[str], name: str, value: Any) -> bool:
    """Whether these lines say just this."""
    try:
        return bool(load.parse("\n".join(lines), Path(name)) == {name: value})
    except CartaError:
        return False


def _careful(value: Any) -> Any:
    """The same with every text between quotes, which can hold anything."""
    if isinstance(value, Mapping):
        return CommentedMap((key, _careful(each)) for key, each in value.items())
    if isinstance(value, list):
        return CommentedSeq(_careful(each) for each in value)
    return None if value is None else DoubleQuotedScalarString(value)


def _fresh(value: Any, name: str, in_a_row: bool = False) -> Any:
    """A value that was not there before."""
    if isinstance(value, Mapping):
        inner = _AMOUNT if name == _AMOUNT else ""
        made = CommentedMap((key, _fresh(each, inner or key, name == "fasce")) for key, each in value.items())
        if name == "fasce":
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        in_a_row = name in _IN_A_ROW and name != "fasce"
        listed = CommentedSeq(_fresh(each, name, in_a_row) for each in value)
        if in_a_row:
            listed.fa.set_flow_style()
        return listed
    return None if value is None else _scalar(value, name, in_a_row)


def _scalar(text: str, name: str, in_a_row: bool) -> Any:
    if name == _AMOUNT and text.isdecimal() and str(int(text)) == text:
        return int(text)
    if name == _DATE and _is_date(text):
        return dt.date.fromisoformat(text)
    if "\n" in text and not in_a_row:
        return LiteralScalarString(text)
    if name in _FOLDED and len(text) > _LONGEST_LINE and not in_a_row:
        return _folded(text, [])
    return text if name not in _QUOTED and _is_plain(text) else DoubleQuotedScalarString(text)


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_plain(text: str) -> bool:
    """Whether a text without quotes is the same text to every reader of YAML, also within brackets."""
    try:
        return bool(yaml.safe_load(f"[{text}]") == [text] and yaml.safe_load(f"x: {text}") == {"x": text})
    except (yaml.YAMLError, ValueError):
        return False


def _folded(text: str, folds: Sequence[int]) -> Any:
    """A text folded at these blanks and, where a line would be too long, at others."""
    made: Any = FoldedScalarString(text)
    made.fold_pos = []
    start = 0
    for fold in (*folds, len(text)):
        if fold - start > _LONGEST_LINE + _TOLERANCE:
            made.fold_pos += _blanks_to_fold(text, start, fold)
        if fold < len(text):
            made.fold_pos.append(fold)
        start = fold + 1
    return made


def _blanks_to_fold(text: str, start: int, end: int) -> list[int]:
    """Where to fold a part of a text into lines of the usual width."""
    wrapped = textwrap.wrap(text[start:end], _LONGEST_LINE, break_long_words=False, break_on_hyphens=False)
    found, at = [], start
    for line in wrapped[:-1]:
        at = text.index(line, at) + len(line)
        found.append(at)
    return found


def _refolded(before: FoldedScalarString, text: str) -> Any:
    """Another text that is folded where the former was, as far as they are equal."""
    longest = min(len(before), len(text))
    head = next((at for at in range(longest) if before[at] != text[at]), longest)
    tail = next((at for at in range(longest - head) if before[-1 - at] != text[-1 - at]), longest - head)
    shift = len(text) - len(before)
    old = getattr(before, "fold_pos", [])
    kept = [at for at in old if at < head] + [at + shift for at in old if at >= len(before) - tail]
    made = _folded(text, [at for at in kept if 0 < at < len(text) - 1 and text[at] == " "])
    if hasattr(before, "comment"):
        made.comment = before.comment
    return made


def _merged(node: Any, before: Any, after: Any, name: str) -> Any:
    """What is written, changed where it holds something else now."""
    if before == after:
        return node
    if isinstance(node, CommentedMap) and isinstance(before, Mapping) and isinstance(after, Mapping):
        return _merged_mapping(node, before, after, name)
    if isinstance(node, CommentedSeq) and isinstance(before, list) and isinstance(after, list):
        return _merged_list(node, before, after, name)
    if isinstance(after, str):
        return _like(node, after, name)
    return _fresh(after, name)


def _like(node: Any, text: str, name: str) -> Any:
    """A text written in the manner of the former one."""
    if isinstance(node, FoldedScalarString) and "\n" not in text:
        return _refolded(node, text)
    if isinstance(node, DoubleQuotedScalarString | SingleQuotedScalarString) and "\n" not in text:
        return type(node)(text)
    return _fresh(text, name)


def _merged_mapping(node: CommentedMap, before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Any:
    for gone in [key for key in node if key not in after]:
        del node[gone]
    inner = _AMOUNT if name == _AMOUNT else ""
    place = 0
    for key, value in after.items():
        if key in node:
            node[key] = _merged(node[key], before.get(key), value, inner or key)
            place = list(node).index(key) + 1
        else:
            node.insert(place, key, _fresh(value, inner or key, bool(node.fa.flow_style())))
            place += 1
    return node


def _merged_list(node: CommentedSeq, before: list[Any], after: list[Any], name: str) -> Any:
    in_a_row = bool(node.fa.flow_style())
    matcher = SequenceMatcher(None, [json.dumps(each) for each in before], [json.dumps(each) for each in after], False)
    # From the end, so that what is still to come stays in its place.
    for what, start, end, new_start, new_end in reversed(matcher.get_opcodes()):
        if what == "equal":
            continue
        both = min(end - start, new_end - new_start)
        for at in range(end - 1, start + both - 1, -1):
            node.pop(at)
        for offset in range(both):
            old, new = before[start + offset], after[new_start + offset]
            node[start + offset] = _merged(node[start + offset], old, new, name)
        for offset in range(both, new_end - new_start):
            node.insert(start + offset, _fresh(after[new_start + offset], name, in_a_row))
    return node
