"""Counts what was read rightly: the figures of a report, and whether one fell. Imports no Rasa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sportello.evaluation.held_out import EMERGENCY, LOOKALIKE, NEED, HeldOut
from sportello.evaluation.verdicts import Read, is_intent_right, is_service_right, is_wrong_service

# In percent. A phrase or two may turn when an operator adds examples; more is a fall.
TOLERANCE = 1.0
# Never tolerated: danger that is not seen.
_NEVER = "emergenze_viste"
# Figures are kept to one place.
_ROUNDING = 0.1
_BINS = 10


@dataclass(frozen=True)
class Judged:
    """A phrase, how it was read and whether that is right; `service` is None where it does not apply."""

    item: HeldOut
    read: Read
    intent: bool
    service: bool | None

    @property
    def right(self) -> bool:
        """Whether all that applies is right."""
        return self.intent and self.service is not False


@dataclass
class Share:
    """So many right of so many."""

    right: int = 0
    total: int = 0

    def count(self, right: bool) -> None:
        """Counts one more."""
        self.right += right
        self.total += 1

    @property
    def percent(self) -> float:
        """The share of the right ones in percent; 100 of nothing."""
        return 100.0 * self.right / self.total if self.total else 100.0


@dataclass
class Evaluation:
    """Everything that a report shows of one set of phrases."""

    judged: Sequence[Judged]
    figures: dict[str, Share] = field(default_factory=dict)
    by_asked: dict[str, Share] = field(default_factory=dict)
    by_service: dict[str, Share] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    reliability: list[Share] = field(default_factory=lambda: [Share() for _ in range(_BINS)])

    @property
    def worst(self) -> list[Judged]:
        """The mistakes, the surest first: those mislead most."""
        return sorted((j for j in self.judged if not j.right), key=lambda judged: -judged.read.score)


def judge(item: HeldOut, read: Read) -> Judged:
    """Compares what was read with what a good clerk would understand."""
    return Judged(item, read, is_intent_right(item, read), is_service_right(item, read))


def evaluate(pairs: Iterable[tuple[HeldOut, Read]]) -> Evaluation:
    """Counts a set of phrases and what was read of them."""
    result = Evaluation([judge(item, read) for item, read in pairs])
    for judged in result.judged:
        _count_figures(judged, result.figures)
        result.by_asked.setdefault(judged.item.kind, Share()).count(judged.intent)
        if judged.service is not None:
            for service in judged.item.services[:1]:
                result.by_service.setdefault(service, Share()).count(judged.service)
        if judged.item.kind != LOOKALIKE:
            read_as = judged.item.kind if judged.intent else judged.read.label.split("/")[0]
            result.confusions[(judged.item.kind, read_as)] += 1
        result.reliability[min(int(judged.read.score * _BINS), _BINS - 1)].count(judged.right)
    return result


def _count_figures(judged: Judged, figures: dict[str, Share]) -> None:
    def count(name: str, right: bool) -> None:
        figures.setdefault(name, Share()).count(right)

    count("intento", judged.intent)
    if judged.service is not None:
        count("bisogno" if judged.item.kind == NEED else "servizio", judged.service)
        count("servizio_non_sbagliato", not is_wrong_service(judged.item, judged.read))
    if judged.item.kind == EMERGENCY:
        count(_NEVER, judged.intent)
    elif judged.item.kind == LOOKALIKE:
        count("sembrano_soltanto", judged.intent)
    elif judged.item.kind == "fuori_ambito":
        count("fuori_ambito", judged.intent)


def fallen(now: Mapping[str, float], before: Mapping[str, float], totals: Mapping[str, int]) -> list[str]:
    """The names of the figures that fell.

    Args:
        now: the figures in percent.
        before: those of the last release.
        totals: of how many phrases each figure is.
    """
    return [name for name, percent in before.items() if now.get(name, 0.0) < percent - _tolerated(name, totals)]


def _tolerated(name: str, totals: Mapping[str, int]) -> float:
    """One phrase of a small set may always turn; of danger none."""
    if name.endswith(_NEVER):
        return 0.0
    one = 100.0 / totals[name] if totals.get(name) else 0.0
    return max(TOLERANCE, one) + _ROUNDING
