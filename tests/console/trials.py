"""Trials as they would stand when they are done, without the minutes that they take."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from sportello import models
from sportello.console.app import Console
from sportello.console.trial import Phase, Trial
from sportello.console.workshop import live_fingerprint


def trial(console: Console, **changes: object) -> Trial:
    """Done just now, of the draft as it is."""
    copy = console.workshop.copy
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    console.draft.write_all(copy / "data")
    (copy / "models").mkdir()
    (copy / "models" / "candidato.tar.gz").write_bytes(b"candidato")
    now = dt.datetime.now(dt.UTC)
    done = Trial(
        Phase.DONE,
        now,
        "pubblica",
        console.draft.mark(),
        live_fingerprint(console.draft.live),
        ended=now,
        figures={"frasi/intento": 95.5},
        before={"frasi/intento": 95.0},
        acceptance={
            "domande": 440,
            "risposte_sbagliate": [],
            "turni": 200,
            "turni_sbagliati": [],
            "percento_turni": 95.0,
            "percento_minimo": 85.0,
            "superato": True,
        },
        trained_on=models.fingerprint(console.draft.live.parent, data=copy / "data"),
    )
    return replace(done, **changes)  # type: ignore[arg-type]


def stands(console: Console, monkeypatch: pytest.MonkeyPatch, as_trial: Trial | None) -> None:
    monkeypatch.setattr(console.workshop, "trial", lambda: as_trial)
