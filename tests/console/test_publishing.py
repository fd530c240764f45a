from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path

import pytest

from sportello import models
from sportello.console.draft import Draft
from sportello.console.publication import Publication
from sportello.console.publishing import NotNow, Publishing
from sportello.console.trial import Phase, Trial
from sportello.console.versions import Version
from sportello.console.workshop import Workshop, live_fingerprint
from tests.console.checkouts import model, state


@pytest.fixture
def publishing(publication: Publication, root: Path, folder: Path) -> Publishing:
    draft = Draft(root / "data", folder / "bozza")
    return Publishing(draft, publication, Workshop(root, draft, folder / "officina"))


def drafted_phone(publishing: Publishing) -> None:
    text = publishing._draft.read("carta.yml")
    assert text
    publishing._draft.write("carta.yml", text.replace("02-9533334", "02-9533399"))


def test_a_phone_is_published_at_once_with_the_model_in_force(publishing: Publishing, root: Path) -> None:
    before = state(root)[1]
    since = (root / "models" / "primo.tar.gz").stat().st_mtime_ns
    drafted_phone(publishing)
    assert publishing.is_facts_only()
    version = publishing.publish_facts("chi", "telefono nuovo")
    assert (root / "models" / "primo.tar.gz").stat().st_mtime_ns == since, "it would be loaded again for nothing"
    files, newest = state(root)
    assert b"02-9533399" in files["data/carta.yml"]
    assert newest == before
    assert publishing._draft.changes() == []
    assert version.number == 2, "what was live before is kept as the first version"
    assert models.is_trained(root / "models", models.fingerprint(root)), "nothing has to be trained"
    publishing.go_back(1)
    assert b"02-9533334" in (root / "data" / "carta.yml").read_bytes()


def test_a_name_or_a_phrase_is_no_fact(publishing: Publishing) -> None:
    text = publishing._draft.read("carta.yml")
    assert text
    publishing._draft.write("carta.yml", text.replace("nome: Segretariato Sociale", "nome: Segretariato"))
    assert not publishing.is_facts_only()
    publishing._draft.discard()
    drafted_phone(publishing)
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    assert not publishing.is_facts_only()
    with pytest.raises(NotNow, match="non_solo_fatti"):
        publishing.publish_facts("chi", "prova")


def test_a_broken_carta_is_not_published(publishing: Publishing, root: Path) -> None:
    publishing._draft.write("carta.yml", "servizi: [")
    before = state(root)
    with pytest.raises(NotNow):
        publishing.publish_facts("chi", "prova")
    assert state(root) == before


def tried(publishing: Publishing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **changes: object) -> None:
    """As if the draft had been trained and tested just now."""
    workshop, draft = publishing._workshop, publishing._draft
    shutil.rmtree(workshop.copy, ignore_errors=True)
    workshop.copy.mkdir(parents=True)
    draft.write_all(workshop.copy / "data")
    root = publishing._publication.place.root
    trial = Trial(
        Phase.DONE,
        dt.datetime.now(dt.UTC),
        "chi",
        draft.mark(),
        live_fingerprint(draft.live),
        figures={"frasi/intento": 95.0},
        acceptance={"superato": True},
        trained_on=models.fingerprint(root, data=workshop.copy / "data"),
        **changes,  # type: ignore[arg-type]
    )
    monkeypatch.setattr(workshop, "trial", lambda: trial)
    monkeypatch.setattr(workshop, "candidate", lambda: model(tmp_path, "candidato"))


def test_what_was_tried_is_published_with_its_model(
    publishing: Publishing, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    tried(publishing, monkeypatch, tmp_path)
    version = publishing.publish_trial("chi", "altre frasi")
    files, newest = state(root)
    assert files["data/nlu/bisogni/uno.yml"] == b"altre\n"
    assert newest == "candidato.tar.gz"
    assert (version.figures, version.override) == ({"frasi/intento": 95.0}, None)


def test_what_did_not_pass_is_published_only_with_a_reason(
    publishing: Publishing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    tried(publishing, monkeypatch, tmp_path, fell=["frasi/intento"])
    with pytest.raises(NotNow, match="serve_motivo"):
        publishing.publish_trial("chi", "altre frasi")
    assert publishing.publish_trial("chi", "altre frasi", "lo chiede la dirigente").override == "lo chiede la dirigente"


@pytest.mark.parametrize("where", ["draft", "live"])
def test_what_changed_after_the_trial_is_not_published(
    publishing: Publishing, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    tried(publishing, monkeypatch, tmp_path)
    if where == "draft":
        publishing._draft.write("nlu/bisogni/due.yml", "ancora\n")
    else:
        (root / "data" / "regole" / "uno.yml").write_text("a mano\n", encoding="utf-8")
    before = state(root)
    with pytest.raises(NotNow, match="cambiata"):
        publishing.publish_trial("chi", "altre frasi")
    assert state(root) == before


def test_without_a_trial_nothing_is_published(publishing: Publishing) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    with pytest.raises(NotNow, match="non_provata"):
        publishing.publish_trial("chi", "altre frasi")


def test_changes_by_hand_are_kept_before_they_are_replaced(
    publishing: Publishing, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    tried(publishing, monkeypatch, tmp_path)
    publishing.publish_trial("chi", "altre frasi")
    (root / "data" / "carta.yml").write_text("a mano", encoding="utf-8")
    publishing.go_back(1)
    newest = publishing._publication.versions.listed()[0]
    assert (publishing._publication.versions.data(newest.number) / "carta.yml").read_text(encoding="utf-8") == "a mano"


@pytest.mark.parametrize("way", ["facts", "trial"])
def test_what_is_saved_while_the_draft_is_published_stays_in_the_draft(
    publishing: Publishing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    """Somebody saves another file just when the version has been copied and not yet put in force."""
    drafted_phone(publishing)
    tried(publishing, monkeypatch, tmp_path)
    draft = publishing._draft
    other = Draft(draft.live, tmp_path / ".console" / "bozza")
    saving = threading.Thread(target=other.write, args=("nlu/bisogni/uno.yml", "di un'altra\n"))
    publish = publishing._publication.publish

    def publish_slowly(version: Version, *, with_the_model_in_force: bool = False) -> None:
        saving.start()
        saving.join(0.5)
        publish(version, with_the_model_in_force=with_the_model_in_force)

    monkeypatch.setattr(publishing._publication, "publish", publish_slowly)
    if way == "facts":
        publishing.publish_facts("chi", "telefono")
    else:
        publishing.publish_trial("chi", "telefono")
    saving.join(60)
    assert [(change.name, change.after) for change in draft.changes()] == [("nlu/bisogni/uno.yml", "di un'altra\n")]


def test_no_trial_begins_while_the_last_one_is_published(
    publishing: Publishing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publishing._draft.write("nlu/bisogni/uno.yml", "altre\n")
    tried(publishing, monkeypatch, tmp_path)
    workshop, publish = publishing._workshop, publishing._publication.publish
    began = threading.Event()
    monkeypatch.setattr(workshop, "_run", lambda trial: began.set())
    asking = threading.Thread(target=workshop.begin, args=("altra", {}))

    def publish_slowly(version: Version) -> None:
        asking.start()
        assert not began.wait(0.5)
        publish(version)

    monkeypatch.setattr(publishing._publication, "publish", publish_slowly)
    publishing.publish_trial("chi", "altre frasi")
    asking.join(60)
    assert began.wait(60)
