"""Trains and tests a draft in a copy of the checkout, beside the assistant that answers citizens."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sportello import models
from sportello.console.draft import Draft
from sportello.console.trial import Phase, Trial, read_trial, write_trial
from sportello.evaluation.figures import fallen
from sportello.files import fingerprint
from sportello.settings import child_environment

logger = logging.getLogger(__name__)

_FOLDERS = ("sportello", "actions", "web", "docs")
_FILES = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "requirements.lock")
_TRIALS = ("nlu", "conversations")
_NICE = 10
_LAST_LINES = 15


class Busy(Exception):
    """A trial is under way already."""


class Workshop:
    """One candidate at a time, in a folder of its own; nothing of it touches what is live.

    What is known of a trial is in a file, so that it outlasts the console; a trial whose console died
    is said to be interrupted.
    """

    def __init__(self, root: Path, draft: Draft, folder: Path) -> None:
        """Touches nothing yet.

        Args:
            root: the checkout of the program.
            draft: what is to be tried.
            folder: where the copy and the state are.
        """
        self._root = root
        self._draft = draft
        self._state = folder / "prova.json"
        self.copy = folder / "copia"
        self._log = folder / "registro.txt"
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._work: threading.Thread | None = None
        self._stopping = False

    def trial(self) -> Trial | None:
        """The last trial as it stands; None before the first."""
        found = read_trial(self._state)
        if found and not found.phase.is_over and not (self._work and self._work.is_alive()):
            return replace(found, phase=Phase.INTERRUPTED)
        return found

    def candidate(self) -> Path | None:
        """The model of the last trial, where it is done."""
        found = self.trial()
        return models.newest(self.copy / "models") if found and found.phase is Phase.DONE else None

    def begin(self, author: str, before: Mapping[str, float]) -> None:
        """Starts a trial of the draft as it is now, and returns at once.

        Args:
            author: the account that asks.
            before: the figures of what is in force, in percent.

        Raises:
            Busy: while another is under way.
        """
        with self._lock:
            found = self.trial()
            if found and not found.phase.is_over:
                raise Busy
            self._stopping = False
            new = Trial(
                Phase.COPYING,
                dt.datetime.now(dt.UTC),
                author,
                self._draft.mark(),
                live_fingerprint(self._draft.live),
                before=dict(before),
            )
            self._work = threading.Thread(target=self._run, args=(new,), name="officina", daemon=True)
            self._write(new)
            self._work.start()

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[None]:
        """As long as this holds no trial begins, so that what the last one has left stays as it is."""
        with self._lock:
            yield

    def stop(self) -> None:
        """Ends the trial that is under way, if any."""
        self._stopping = True
        child = self._child
        if child is not None:
            # The whole group: training and the copy that is tried are processes of their own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)

    def _run(self, trial: Trial) -> None:
        steps: tuple[tuple[Phase, Callable[[Trial], Trial]], ...] = (
            (Phase.COPYING, self._copy_all),
            (Phase.TRAINING, self._train),
            (Phase.MEASURING, self._measure),
            (Phase.TRYING, self._try_out),
        )
        try:
            for phase, step in steps:
                trial = replace(trial, phase=phase)
                self._write(trial)
                trial = step(trial)
        except _StepFailed as failure:
            self._end(trial, Phase.STOPPED if self._stopping else Phase.FAILED, str(failure))
        except Exception as error:
            logger.exception("La prova si è fermata.")
            self._end(trial, Phase.FAILED, f"Il programma si è fermato ({type(error).__name__}). Lo dica al tecnico.")
        else:
            self._end(trial, Phase.DONE)

    def _end(self, trial: Trial, phase: Phase, problem: str = "") -> None:
        self._write(replace(trial, phase=phase, problem=problem, ended=dt.datetime.now(dt.UTC)))

    def _copy_all(self, trial: Trial) -> Trial:
        shutil.rmtree(self.copy, ignore_errors=True)
        self.copy.mkdir(parents=True)
        self._log.unlink(missing_ok=True)
        leave_out = shutil.ignore_patterns("__pycache__", "vendor", "schermate")
        for name in _FOLDERS:
            shutil.copytree(self._root / name, self.copy / name, ignore=leave_out)
        for name in _TRIALS:
            shutil.copytree(self._root / "tests" / name, self.copy / "tests" / name, ignore=leave_out)
        for name in _FILES:
            shutil.copy(self._root / name, self.copy / name)
        with self._draft.changing():
            # What was changed since the trial was asked for is tried as well.
            self._draft.write_all(self.copy / "data")
            draft, live = self._draft.mark(), live_fingerprint(self._draft.live)
        return replace(trial, draft=draft, live=live)

    def _train(self, trial: Trial) -> Trial:
        self._command("addestra")
        return replace(trial, trained_on=models.fingerprint(self.copy))

    def _measure(self, trial: Trial) -> Trial:
        result = self.copy / "cifre.json"
        self._command("valuta", "--rispetto-a", str(self._draft.live), "--cifre", str(result))
        found = json.loads(result.read_text(encoding="utf-8"))
        fell = fallen(found["cifre"], trial.before, found["frasi"])
        return replace(trial, figures=found["cifre"], fell=fell, mistakes=found["errori"], taught=found["insegnate"])

    def _try_out(self, trial: Trial) -> Trial:
        result = self.copy / "esito.json"
        self._command("collauda", "--esito", str(result), may_fail=True)
        if not result.is_file():
            raise _StepFailed(self._last_words())
        return replace(trial, acceptance=json.loads(result.read_text(encoding="utf-8")))

    def _command(self, *arguments: str, may_fail: bool = False) -> None:
        """Runs a command of the copy, behind everything else that the machine has to do."""
        if self._stopping:
            raise _StepFailed("")
        cache = self._root / ".rasa" / "cache"  # what did not change is not trained again
        environment = {
            **child_environment(),
            "PYTHONPATH": str(self.copy),
            "CARTA_FILE": str(self.copy / "data" / "carta.yml"),
            "RASA_CACHE_DIRECTORY": str(cache),
            "CONSOLE": "0",
        }
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [*_behind_others(), sys.executable, "-W", "ignore", "-m", "sportello.cli", *arguments],
                cwd=self.copy,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            code = self._child.wait()
            self._child = None
        if self._stopping or (code and not may_fail):
            raise _StepFailed(self._last_words())

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines() if self._log.is_file() else []
        return "\n".join(line for line in lines[-_LAST_LINES:] if line.strip())

    def _write(self, trial: Trial) -> None:
        write_trial(self._state, trial)


class _StepFailed(Exception):
    """The message is what the step said last."""


def _behind_others() -> list[str]:
    nice = shutil.which("nice")
    return [nice, "-n", str(_NICE)] if nice else []


def live_fingerprint(data: Path) -> str:
    """What tells one state of the live files from another."""
    found = [
        [path.relative_to(data).as_posix(), fingerprint(path.read_text(encoding="utf-8"))]
        for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    return fingerprint(json.dumps(found))
