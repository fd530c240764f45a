"""What is asked, where a conversation stands, and what is understood of a message. Imports no Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ASK = "chiedi_"
NEED = "bisogno"
CORRECT = "correggi"
BACK = "torna"
CHOOSE = "scegli"
EMERGENCY = "emergenza"
# Somebody may be in danger: the numbers are given, and what else was read is answered as well.
MAYBE_EMERGENCY = "emergenza/forse"
LIST = "chiedi_elenco"
OUT_OF_SCOPE = "fuori_ambito"
NO_SERVICE = "nessuno"


@dataclass(frozen=True)
class Thresholds:
    """Where a score is enough.

    Attributes:
        emergency: from this score of all emergencies together, it is one.
        maybe_emergency: from this lower score it may be one.
        sure_service: from this share among services, one is meant.
        possible_service: from this share, a service is offered as a choice, or meant too where it is named
            beside another one.
        named_service: from this lower share one is meant all the same, if it is named: what was added
            yesterday has few phrases.
        second_service: from this share, a second service is meant too, if it is named or the first
            is no more than `close_factor` times ahead.
        together_factor: two that are named are both meant where the first is no more than so many times ahead:
            who says who told them of a service names an office besides.
        pointed: from this score, words that go back mean a former service though they do not say which.
        likely_service: from this share, a bare need is answered with the likeliest, said to be a guess.
        lonely_service: from this lower share one is meant all the same, if the next is far behind:
            `lonely_factor` times less.
        second_aspect: from this score, a second aspect is asked too.
        aspect_of_part: from this score, the aspect of a part of the message is asked too.
        aspect_over_need: an aspect with this share of the need's score is preferred: its answer
            is shorter and names the service as well.
        name_boost: what a name in the text multiplies its service's score by.
        named_floor: what is added first, so that a name counts also in words never seen.
        in_hand_boost: what a service in hand multiplies its own score by, and that of a question
            that names none; where the citizen says that they go back, the services spoken of before.
        for_whom_boost: what a service in hand multiplies its score by besides where it is asked who
            may have it: who is described then points to other services, and none is meant.
        stay_factor: a question without a name stays with the service in hand where the likeliest one
            is no more than so many times ahead.
        out_of_scope_boost: what everything that is not ours multiplies its score by, where no
            service is named and none is in hand.
        sure_correction: from this score, a correction that names no service is one.
    """

    emergency: float = 0.75
    maybe_emergency: float = 0.1
    sure_service: float = 0.4
    possible_service: float = 0.1
    named_service: float = 0.2
    second_service: float = 0.3
    close_factor: float = 1.8
    together_factor: float = 5.0
    pointed: float = 0.1
    likely_service: float = 0.2
    lonely_service: float = 0.3
    lonely_factor: float = 2.5
    second_aspect: float = 0.1
    aspect_of_part: float = 0.5
    aspect_over_need: float = 0.6
    name_boost: float = 3.0
    named_floor: float = 0.1
    in_hand_boost: float = 5.0
    for_whom_boost: float = 2.0
    stay_factor: float = 4.0
    out_of_scope_boost: float = 2.0
    sure_correction: float = 0.8


@dataclass(frozen=True)
class Scored:
    """A name and its score."""

    name: str
    score: float


@dataclass(frozen=True)
class Asked:
    """What is asked: scores of each aspect intent, of `NEED` and of `CORRECT`, that sum to one.

    Attributes:
        whole: the scores of the whole message.
        parts: the scores of each of its parts, where it has several.
    """

    whole: Mapping[str, float]
    parts: Sequence[Mapping[str, float]] = ()


@dataclass(frozen=True)
class Context:
    """Where a conversation stands, and which way the message says that it goes.

    Attributes:
        in_hand: the service that it is about, if any.
        recent: the other services spoken of before, or offered.
        away: whether the words turn to something else ("invece").
        back: whether they go back to something ("torniamo").
    """

    in_hand: str | None = None
    recent: tuple[str, ...] = ()
    away: bool = False
    back: bool = False


@dataclass(frozen=True)
class Understanding:
    """What is understood of one message.

    Attributes:
        intent: what the citizen wants, sub-intent included, e.g. `chiedi_costi` or `conversa/saluto`.
        score: how sure the intent's group is.
        aspects: what is asked of a service, the surest first; empty for anything else.
        services: the services meant, where that is sure.
        candidates: the services that may be meant, the likeliest first.
        likely: for a bare need, the service to answer with as a guess where none is sure.
        maybe_danger: whether somebody may be in danger besides.
    """

    intent: str
    score: float
    aspects: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    candidates: tuple[Scored, ...] = ()
    likely: str | None = None
    maybe_danger: bool = False
