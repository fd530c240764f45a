"""What is known of a trial: how far it has come and what it found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sportello.files import write_whole


class Phase(str, Enum):
    """How far a trial has come; the values are those in its file."""

    COPYING = "copia"
    TRAINING = "addestramento"
    MEASURING = "misura"
    TRYING = "collaudo"
    DONE = "finita"
    FAILED = "non_riuscita"
    STOPPED = "fermata"
    INTERRUPTED = "interrotta"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (Phase.DONE, Phase.FAILED, Phase.STOPPED, Phase.INTERRUPTED)


@dataclass(frozen=True)
class Trial:
    """One training and test of a draft.

    Attributes:
        phase: how far it has come.
        began: when.
        author: the account that asked for it.
        draft: the fingerprint of the draft that it tries.
        live: the fingerprint of what was live then.
        ended: when it was over.
        problem: why it failed, in the last words of the step that did.
        figures: how well the candidate understands held-out phrases, in percent.
        before: the same of what is in force.
        fell: the names of the figures that fell.
        mistakes: the held-out phrases that it reads wrongly.
        taught: the phrases that the draft teaches anew, and how it reads them.
        acceptance: what `sportello collauda` found.
        trained_on: the fingerprint of what the model was trained on.
    """

    phase: Phase
    began: dt.datetime
    author: str
    draft: str
    live: str
    ended: dt.datetime | None = None
    problem: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)
    fell: Sequence[str] = ()
    mistakes: Sequence[Mapping[str, Any]] = ()
    taught: Sequence[Mapping[str, Any]] = ()
    acceptance: Mapping[str, Any] = field(default_factory=dict)
    trained_on: str = ""

    @property
    def passed(self) -> bool:
        """Whether it may be published without a reason."""
        return self.phase is Phase.DONE and not self.fell and bool(self.acceptance.get("superato"))


def read_trial(path: Path) -> Trial | None:
    """The trial in a file; None where there is no file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    ended = content["ended"]
    return Trial(
        **{
            **content,
            "phase": Phase(content["phase"]),
            "began": dt.datetime.fromisoformat(content["began"]),
            "ended": dt.datetime.fromisoformat(ended) if ended else None,
        }
    )


def write_trial(path: Path, trial: Trial) -> None:
    """Writes a trial whole into a file."""
    content = {**asdict(trial), "phase": trial.phase.value}
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, default=_spelled))


def _spelled(value: Any) -> str:
    return str(value.isoformat())
