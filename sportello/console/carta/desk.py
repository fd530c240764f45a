"""What operators do to the drafted Carta: nothing that is wrong is written, and nobody's change is lost.

Each function reads, changes and writes as one step, so that different services can be edited at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sportello.carta import edit
from sportello.carta.written import NAME, ROOT, Part, Written
from sportello.console.carta import checks, general, typed
from sportello.console.carta.checks import Findings
from sportello.console.carta.retiring import put_back_phrases, take_out_phrases, ties
from sportello.console.carta.typed import Entry
from sportello.console.draft import Draft
from sportello.files import fingerprint


class Meanwhile(Exception):
    """Somebody else has changed the same part since it was shown: nothing was written. `now` is what it says."""

    def __init__(self, now: Entry) -> None:
        self.now = now
        super().__init__("changed meanwhile")


class Refused(Exception):
    """The file would not be right: nothing was written."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__("not right")


class Tied(Exception):
    """Something else needs the service: nothing was written."""


@dataclass(frozen=True)
class Attempt:
    """A change that was tried without writing it: the file as it would be, and what is wrong with it."""

    written: Written
    findings: Findings


def read(draft: Draft) -> Written:
    """The Carta as drafted.

    Raises:
        CartaError: when it is no YAML.
    """
    return Written(draft.read(NAME) or "")


def now(written: Written, part: Part) -> Entry:
    """What a part says, in the words of its form.

    Raises:
        KeyError: where there is no such part.
    """
    data = written.block(part).data
    return general.canonical(data) if part == ROOT else typed.canonical(data, part.section)


def mark(entry: Mapping[str, Any]) -> str:
    """What tells one content of a part from another."""
    return fingerprint(json.dumps(entry, sort_keys=True))


def attempt(written: Written, part: Part, values: Entry) -> Attempt:
    """The file with other values in a part.

    Raises:
        KeyError: where there is no such part.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    before = now(written, part)
    changes = {name: value for name, value in values.items() if value != before[name]}
    if "categorie" in changes and part != ROOT:
        changes["categorie"] = _in_former_order(changes["categorie"], written.block(part).data.get("categorie"))
    return _attempt(written, edit.changed(written, part, changes) if changes else written.text, part)


def attempt_new(written: Written, part: Part, values: Entry, after: str) -> Attempt:
    """The file with one more service or group, behind another one or, where there is none such, at the end.

    Raises:
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    ids = written.ids(part.section)
    if not ids:
        raise edit.CannotEdit("an empty list")
    return _attempt(
        written,
        edit.added(written, part.section, {"id": part.id, **values}, after if after in ids else ids[-1]),
        part,
    )


def save(draft: Draft, part: Part, values: Entry, seen: Mapping[str, Any]) -> list[str]:
    """Writes other values of a part, and says which entries have changed.

    Args:
        draft: where to.
        part: what was edited.
        values: all that its form holds.
        seen: what the form showed before it was edited.

    Raises:
        KeyError: where the part is no more.
        Meanwhile: when it is no longer as it was seen.
        Refused: when it would not be right.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    with draft.changing():
        written = read(draft)
        before = {name: value for name, value in now(written, part).items() if name in values}
        if before != seen:
            raise Meanwhile(before)
        _write(draft, attempt(written, part, values))
        return [name for name, value in values.items() if value != before[name]]


def create(draft: Draft, part: Part, values: Entry, after: str) -> None:
    """Writes one more service or group.

    Raises:
        Refused: when it would not be right, for example when its id is taken.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    with draft.changing():
        _write(draft, attempt_new(read(draft), part, values, after))


def verify(draft: Draft, part: Part, seen: str, day: str) -> None:
    """Notes that a service was compared with the Carta on a day, as it was seen.

    Raises:
        KeyError: where it is no more.
        Meanwhile: when its `mark` is another one than that seen.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    with draft.changing():
        written = _unchanged(draft, part, seen)
        draft.write(NAME, edit.changed(written, part, {"verificato_il": day}))


def move(draft: Draft, part: Part, by: int) -> None:
    """Puts a service one place higher (-1) or lower (1).

    Raises:
        KeyError: where it is no more.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    with draft.changing():
        draft.write(NAME, edit.moved(read(draft), part, by))


def retire(draft: Draft, part: Part, seen: str) -> None:
    """Takes a service out, with the phrases that are about it.

    Raises:
        KeyError: where it is no more.
        Meanwhile: when its `mark` is another one than that seen.
        Tied: when something else needs it.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    with draft.changing():
        written = _unchanged(draft, part, seen)
        if ties(draft, written, part.id):
            raise Tied(part.id)
        text = edit.removed(written, part)
        # The phrases first: who is interrupted here still sees the service, and retires it again.
        take_out_phrases(draft, part.id)
        draft.write(NAME, text)


def restore(draft: Draft, live: Written, service_id: str) -> None:
    """Brings back a service that is live and was retired in the draft, with its phrases.

    Raises:
        KeyError: where it is not live.
        Refused: when its id or a name of it was given to another one meanwhile.
        CannotEdit: when the file is written in a way that forms cannot change.
    """
    part = Part("servizi", service_id)
    with draft.changing():
        written = read(draft)
        if not written.find(service_id):
            _write(draft, _attempt(written, edit.restored(written, live, part), part))
        put_back_phrases(draft, service_id)


def _in_former_order(chosen: list[str], before: object) -> list[str]:
    former = [each for each in before if each in chosen] if isinstance(before, list) else []
    return former + [each for each in chosen if each not in former]


def _unchanged(draft: Draft, part: Part, seen: str) -> Written:
    written = read(draft)
    entry = now(written, part)
    if mark(entry) != seen:
        raise Meanwhile(entry)
    return written


def _attempt(written: Written, text: str, part: Part) -> Attempt:
    made = Written(text)
    return Attempt(made, checks.findings(written.content, made.content, part))


def _write(draft: Draft, tried: Attempt) -> None:
    if tried.findings.own or tried.findings.caused:
        raise Refused(tried.findings)
    draft.write(NAME, tried.written.text)
