"""Word documents: paragraphs with their styles and numbers, by python-docx."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from sportello.importing.lines import BOLD, Line, Unreadable, line_of

_HEADING = re.compile(r"^(?:heading|titolo|intestazione)\s*(\d)$", re.I)
_TITLES = {"title", "titolo"}
_CONTENTS = re.compile(r"^(?:toc|sommario|indice|table of)\b", re.I)
_LEADERS = re.compile(r"(?:\.\s?|…\s?|_){4,}\s*\d{0,3}$|\t\d{1,3}$")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BULLETS = "•◦▪"


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a Word document; headers and footers are not among them.

    Raises:
        Unreadable: when it is damaged.
    """
    try:
        document: Any = docx.Document(str(path))
    except Exception as error:  # the library lets through whatever a broken file brings about
        raise Unreadable(
            f"{path.name}: non si lascia leggere come documento Word, forse è danneggiato. Lo apra e lo salvi di nuovo."
        ) from error
    numbering = _Numbering(document)
    found = [line for paragraph in document.element.body.iter(qn("w:p")) for line in _lines(paragraph, numbering)]
    return found, []


def _lines(paragraph: Any, numbering: _Numbering) -> Iterator[Line]:
    """One line for each that the author ended, with the mark of the list before the first."""
    if next(paragraph.iterancestors(_FALLBACK), None) is not None:
        return  # the same text box once more, for old programs
    text, style = _text(paragraph), numbering.style_name(paragraph)
    if _CONTENTS.match(style) or not text.strip():
        return
    rank = _rank(paragraph, style)
    sign = numbering.sign(paragraph)
    for number, part in enumerate(text.split("\n")):
        if part.strip() and not _LEADERS.search(part):
            yield line_of(f"{sign} {part}" if sign and not number else part, rank)


def _text(paragraph: Any) -> str:
    """What the paragraph itself says, without the boxes within it and what was deleted."""
    parts = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if next(node.iterancestors(qn("w:p"))) is not paragraph or node.getparent().tag != qn("w:r"):
            continue
        signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
        parts.append(signs.get(node.tag) or node.text or "")
    return "".join(parts)


def _rank(paragraph: Any, style: str) -> int:
    if heading := _HEADING.match(style):
        return int(heading[1])
    if style.lower() in _TITLES:
        return 1
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    return BOLD if runs and all(_is_bold(run) for run in runs) else 0


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in ("0", "false")


class _Numbering:
    """What Word prints before the paragraphs of lists, which is not in their text."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._levels: dict[tuple[str, int], tuple[str, str]] = {}
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        if part is not None:
            self._learn(part.element)

    def _learn(self, root: Any) -> None:
        abstract = {each.get(qn("w:abstractNumId")): each for each in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            lists = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            for level in lists.iter(qn("w:lvl")) if lists is not None else ():
                kind, text = (_value(level, name) or "" for name in ("w:numFmt", "w:lvlText"))
                self._levels[number.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = kind, text

    def style_name(self, paragraph: Any) -> str:
        """The name of its style, as Word knows it in every language."""
        style = self._styles.get(_value(paragraph, "w:pPr", "w:pStyle") or "")
        return str(style.name or "") if style is not None else ""

    def sign(self, paragraph: Any) -> str:
        """The bullet or number before a paragraph; empty for none. Counts: ask once for each, in order."""
        number, level = self._list(paragraph)
        if number is None:
            return ""
        kind, text = self._levels.get((number, level), ("bullet", ""))
        if kind == "none":
            return ""
        if kind == "bullet":
            return _BULLETS[min(level, len(_BULLETS) - 1)]
        counts = self._counts[number]
        counts[level] = counts.get(level, 0) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        printed = re.sub(r"%(\d)", lambda each: str(counts.get(int(each[1]) - 1, 1)), text)
        return printed if kind == "decimal" else f"{chr(96 + min(counts[level], 26))})"

    def _list(self, paragraph: Any) -> tuple[str | None, int]:
        """Which list and how deep, said by the paragraph or else by its style."""
        style = self._styles.get(_value(paragraph, "w:pPr", "w:pStyle") or "")
        for holder in (paragraph, style.element if style is not None else None):
            if holder is None:
                continue
            number = _value(holder, "w:pPr", "w:numPr", "w:numId")
            if number is not None:
                return (None if number == "0" else number), int(_value(holder, "w:pPr", "w:numPr", "w:ilvl") or 0)
        return None, 0


def _value(element: Any, *path: str) -> str | None:
    found = element.find("/".join(qn(name) for name in path))
    return None if found is None else found.get(qn("w:val"))
