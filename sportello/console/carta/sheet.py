"""A form of a service or group as it is to be shown: what was typed, what is wrong with it, what it would answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sportello.carta import Problem
from sportello.carta.edit import CannotEdit
from sportello.carta.written import Part, Written
from sportello.console.carta import checks, desk, gaps, overview
from sportello.console.carta.checks import Findings
from sportello.console.carta.desk import Attempt
from sportello.console.carta.gaps import Errors
from sportello.console.carta.shown import Shown, shown
from sportello.console.carta.typed import Entry, Typed, from_entry, place_in_form, to_entry
from sportello.console.draft import Draft


@dataclass(frozen=True)
class Sheet:
    """A form as it is to be shown.

    Attributes:
        part: whose it is.
        typed: its content.
        seen: what it showed before it was edited.
        is_new: whether the service is not in the draft yet.
        after: the service that a new one is to stand behind.
        errors: by field.
        caused: what would be wrong elsewhere because of it.
        elsewhere: what is wrong elsewhere in any case.
        answers: what citizens would read.
        by_hand: whether the file is written in a way that forms cannot change.
    """

    part: Part
    typed: Typed
    seen: Entry = field(default_factory=dict)
    is_new: bool = False
    after: str = ""
    errors: Errors = field(default_factory=dict)
    caused: tuple[Problem, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    answers: Shown = field(default_factory=Shown)
    by_hand: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it can be saved."""
        return not (self.errors or self.caused or self.by_hand)

    def with_findings(self, findings: Findings, written: Written) -> Sheet:
        """The same with what the checks of the file have found; what a field lacks is said in its own words alone."""
        found = checks.beside(findings.own, self.typed, overview.names(written.content)) | self.errors
        errors = {name: found[name] for name in sorted(found, key=place_in_form)}
        return replace(self, errors=errors, caused=findings.caused, elsewhere=findings.elsewhere)


def opened(draft: Draft, written: Written, part: Part) -> Sheet:
    """The form as the draft has it.

    Raises:
        KeyError: where there is no such part.
    """
    seen = desk.now(written, part)
    findings = checks.findings(written.content, written.content, part)
    sheet = Sheet(part, from_entry(seen), seen, answers=shown(draft, written.content, part.id))
    return sheet.with_findings(findings, written)


def tried(draft: Draft, written: Written, sheet: Sheet) -> Sheet:
    """The form with everything that is wrong in it and the answers that it would give, without saving.

    Raises:
        KeyError: where it is not new and there is no such part.
    """
    part, typed = sheet.part, sheet.typed
    errors = gaps.gaps(typed, part.section) | (gaps.id_gap(part.id) if sheet.is_new else {})
    sheet = replace(sheet, errors=errors)
    try:
        attempt = _attempt(written, sheet, typed)
        rest = _attempt(written, sheet, gaps.filled(typed, errors)) if errors else attempt
    except CannotEdit:
        return replace(sheet, by_hand=True)
    if not (attempt.findings.own or attempt.findings.caused):
        answers = shown(draft, attempt.written.content, part.id)
        before = Shown() if sheet.is_new else shown(draft, written.content, part.id)
        sheet = replace(sheet, answers=answers.beside(before) if before.answers else answers)
    return sheet.with_findings(rest.findings, written)


def _attempt(written: Written, sheet: Sheet, typed: Typed) -> Attempt:
    entry = to_entry(typed, sheet.part.section)
    if sheet.is_new:
        return desk.attempt_new(written, sheet.part, entry, sheet.after)
    return desk.attempt(written, sheet.part, entry)
