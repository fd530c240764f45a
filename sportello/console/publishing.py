"""From a draft to what is live: what may be published how, and who decides."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sportello import models
from sportello.carta import CartaError, Problem
from sportello.carta.load import read_text
from sportello.carta.query import names_of
from sportello.console import catalogue, sentences
from sportello.console.draft import Draft
from sportello.console.publication import Publication
from sportello.console.trial import Trial
from sportello.console.versions import Version
from sportello.console.workshop import Workshop, live_fingerprint
from sportello.sentences.shelf import Shelf

CARTA = "carta.yml"
_RELEASE = "tests/nlu/ultima_versione.json"


class NotNow(Exception):
    """Something stands in the way of publishing.

    The message is a word that the page turns into a sentence; `problems` are what is to be mended, if anything.
    """

    def __init__(self, word: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = problems
        super().__init__(word)


class Publishing:
    """The one way from the draft to the citizens, and back to a former version.

    Meanwhile the draft stands still: who saves a change waits, so that none is thrown away unpublished.
    """

    def __init__(self, draft: Draft, publication: Publication, workshop: Workshop) -> None:
        """Brings together what it decides about."""
        self._draft = draft
        self._publication = publication
        self._workshop = workshop

    def is_facts_only(self) -> bool:
        """Whether the draft changes facts alone, which need no training: nothing else than the Carta, and no name."""
        changes = self._draft.changes()
        if [change.name for change in changes] != [CARTA] or changes[0].after is None:
            return False
        try:
            return _names(changes[0].before or "") == _names(changes[0].after)
        except CartaError:
            return False

    def figures_in_force(self) -> Mapping[str, float]:
        """How well what is live understands, in percent; where that was not measured here, of the program's release."""
        version = self._publication.in_force()
        if version and version.figures:
            return version.figures
        release = self._publication.place.root / _RELEASE
        return dict(json.loads(release.read_text(encoding="utf-8"))) if release.is_file() else {}

    def is_of_this_draft(self, trial: Trial | None) -> bool:
        """Whether a trial tried just what is drafted and live now."""
        return (
            trial is not None and trial.draft == self._draft.mark() and trial.live == live_fingerprint(self._draft.live)
        )

    def publish_facts(self, author: str, note: str, seen: str | None = None) -> Version:
        """Publishes a draft of facts at once, with the model in force.

        Args:
            author: the account that publishes.
            note: what changed, in the author's words.
            seen: the `mark` of the draft that the author has read, where it matters.

        Raises:
            NotNow: `da_rileggere`, `non_solo_fatti`, `conflitto`, `risposte_guaste` or `senza_modello`.
        """
        with self._draft.changing():
            if seen is not None and seen != self._draft.mark():
                raise NotNow("da_rileggere")
            if not self.is_facts_only():
                raise NotNow("non_solo_fatti")
            if self._draft.changes()[0].conflict:
                raise NotNow("conflitto")
            if spoiled := self._spoiled():
                raise NotNow("risposte_guaste", spoiled)
            model = models.newest(self._publication.place.models)
            if model is None:
                raise NotNow("senza_modello")
            self._keep_what_is_live()
            before = self._publication.in_force()
            figures = before.figures if before else {}
            with tempfile.TemporaryDirectory() as work:
                data = Path(work) / "data"
                self._draft.write_all(data)
                new = self._version(author, note, models.trained_on(self._publication.place.models), figures)
                version = self._publication.versions.keep(data, model, new)
            self._publication.publish(version, with_the_model_in_force=True)
            self._draft.discard()
            return version

    def publish_trial(self, author: str, note: str, reason: str = "") -> Version:
        """Publishes the draft with the model that was trained and tested for it.

        Args:
            author: the account that publishes.
            note: what changed, in the author's words.
            reason: why, where the tests did not pass or somebody had to look twice.

        Raises:
            NotNow: `non_provata`, `cambiata` or `serve_motivo`.
            StaleModel: when the program was updated since.
        """
        with self._draft.changing(), self._workshop.at_rest():
            trial, model = self._workshop.trial(), self._workshop.candidate()
            if trial is None or model is None:
                raise NotNow("non_provata")
            if not self.is_of_this_draft(trial):
                raise NotNow("cambiata")
            if not trial.passed and not reason:
                raise NotNow("serve_motivo")
            self._keep_what_is_live()
            new = self._version(author, note, trial.trained_on, trial.figures, reason or None)
            version = self._publication.versions.keep(self._workshop.copy / "data", model, new)
            self._publication.publish(version)
            self._draft.discard()
            return version

    def go_back(self, number: int) -> Version:
        """Puts a former version in force again; the draft stays as it is.

        Raises:
            NoSuchVersion: when it is no longer kept.
            StaleModel: when it was trained for another release of the program.
        """
        with self._draft.changing():
            version = self._publication.versions.get(number)
            self._keep_what_is_live()
            self._publication.publish(version)
            return version

    def _spoiled(self) -> list[Problem]:
        """What the drafted facts make wrong of answers that are right with those in force: most often their length."""
        live = Shelf.of(self._draft.live, catalogue.in_force(self._draft))
        known = set(map(str, live.all_problems()))
        return [problem for problem in sentences.shelf_of(self._draft).all_problems() if str(problem) not in known]

    def _keep_what_is_live(self) -> None:
        """So that one can go back to it: before the first version, and where files were changed by hand."""
        place = self._publication.place
        model = models.newest(place.models)
        if model is not None and self._publication.in_force() is None:
            new = self._version("", "", models.trained_on(place.models), {})
            self._publication.versions.keep(place.data, model, new)

    def _version(
        self, author: str, note: str, trained_on: str, figures: Mapping[str, float], override: str | None = None
    ) -> Version:
        return Version(0, dt.datetime.now(dt.UTC), author, note, "", trained_on, figures, override)


def _names(text: str) -> list[list[str]]:
    """By which names citizens call the services: what training reads of the Carta."""
    return [[service.id, *names_of(service)] for service in read_text(text, Path(CARTA)).servizi]
