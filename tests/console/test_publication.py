from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sportello import models
from sportello.console.draft import Draft
from sportello.console.publication import Place, Publication, StaleModel
from sportello.console.publishing import NotNow, Publishing
from sportello.console.trial import Phase, Trial
from sportello.console.versions import KEPT, NoSuchVersion, Version, Versions
from sportello.console.workshop import Workshop, draft_fingerprint, live_fingerprint
from sportello.settings import ROOT

MOMENTS = 50


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with what training reads, and a model trained on it."""
    place = tmp_path / "qui"
    place.mkdir()
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        (place / name).write_text(name, encoding="utf-8")
    (place / "sportello" / "nlu").mkdir(parents=True)
    for name in ("nlu/bisogni", "regole", "risposte"):
        (place / "data" / name).mkdir(parents=True)
        (place / "data" / name / "uno.yml").write_text(f"{name} 1\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "carta.yml", place / "data" / "carta.yml")
    models.put_in_force(model(tmp_path, "primo"), place / "models", models.fingerprint(place))
    return place


def model(folder: Path, name: str) -> Path:
    path = folder / f"{name}.tar.gz"
    path.write_bytes(name.encode() * 1000)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".console"


@pytest.fixture
def publication(root: Path, folder: Path) -> Publication:
    return Publication(Place(root), Versions(folder / "versioni"), folder)


def card(root: Path, data: Path, note: str = "") -> Version:
    return Version(0, dt.datetime.now(dt.UTC), "chi", note, "", models.fingerprint(root, data=data))


def kept(publication: Publication, tmp_path: Path, name: str) -> Version:
    """A version with other phrases, one file more and a model of its own."""
    root = publication.place.root
    data = Path(shutil.copytree(root / "data", tmp_path / f"dati-{name}"))
    (data / "nlu" / "bisogni" / "uno.yml").write_text(f"frasi di {name}\n", encoding="utf-8")
    (data / "nlu" / "bisogni" / f"{name}.yml").write_text("nuove\n", encoding="utf-8")
    return publication.versions.keep(data, model(tmp_path, name), card(root, data, name))


def state(root: Path) -> tuple[dict[str, bytes], str]:
    found = {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "data").rglob("*") if p.is_file()}
    newest = models.newest(root / "models")
    assert newest is not None
    return found, newest.name


def test_versions_are_numbered_and_the_last_ones_are_kept(publication: Publication, tmp_path: Path) -> None:
    made = [kept(publication, tmp_path, f"v{number}") for number in range(KEPT + 3)]
    assert [version.number for version in made] == list(range(1, KEPT + 4))
    assert [version.note for version in publication.versions.listed()] == [f"v{n}" for n in range(KEPT + 2, 2, -1)]
    with pytest.raises(NoSuchVersion):
        publication.versions.get(1)


def test_publishing_puts_data_and_model_in_force(publication: Publication, root: Path, tmp_path: Path) -> None:
    version = kept(publication, tmp_path, "secondo")
    publication.publish(version)
    files, newest = state(root)
    assert files["data/nlu/bisogni/uno.yml"] == b"frasi di secondo\n"
    assert newest == "secondo.tar.gz"
    assert models.is_trained(root / "models", models.fingerprint(root))
    assert publication.in_force() == version


def test_going_back_takes_files_away_again(publication: Publication, root: Path, tmp_path: Path) -> None:
    first = publication.versions.keep(root / "data", root / "models" / "primo.tar.gz", card(root, root / "data"))
    before = state(root)
    publication.publish(kept(publication, tmp_path, "secondo"))
    assert state(root) != before
    publication.publish(first)
    assert state(root) == before
    assert publication.in_force() == first


def test_a_model_of_another_release_is_not_put_in_force(publication: Publication, root: Path, tmp_path: Path) -> None:
    version = kept(publication, tmp_path, "secondo")
    (root / "config.yml").write_text("another release", encoding="utf-8")
    before = state(root)
    with pytest.raises(StaleModel):
        publication.publish(version)
    assert state(root) == before


def test_what_was_changed_by_hand_is_no_version(publication: Publication, root: Path, tmp_path: Path) -> None:
    publication.publish(kept(publication, tmp_path, "secondo"))
    (root / "data" / "regole" / "uno.yml").write_text("a mano", encoding="utf-8")
    assert publication.in_force() is None


PUBLISH_FOR_EVER = """
import sys
from pathlib import Path
from sportello.console.draft import Draft
from sportello.console.publication import Place, Publication
from sportello.console.versions import Versions
root, folder = Path(sys.argv[1]), Path(sys.argv[2])
publication = Publication(Place(root), Versions(folder / "versioni"), folder)
draft = Draft(root / "data", folder / "bozza")
publication.finish()
print("pronto", flush=True)
turn = 0
while True:
    for version in reversed(publication.versions.listed()):
        turn += 1
        draft.write("nlu/bisogni/bozza.yml", f"{turn} " * 5000)
        publication.publish(version)
"""


def test_whoever_is_killed_while_saving_or_publishing_leaves_everything_whole(
    publication: Publication, root: Path, folder: Path, tmp_path: Path
) -> None:
    versions = [kept(publication, tmp_path, name) for name in ("secondo", "terzo")]
    states = []
    for version in versions:
        publication.publish(version)
        states.append(state(root))
    chance = random.Random(7)
    half_way = 0
    for _ in range(MOMENTS):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISH_FOR_EVER, str(root), str(folder)], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"pronto\n"
        time.sleep(chance.uniform(0, 0.1))
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
        process.stdout.close()
        for path in (root / "data").rglob("uno.yml"):
            assert path.read_text(encoding="utf-8").endswith("\n"), "a live file is cut off"
        assert (root / "models" / state(root)[1]).read_bytes() in [
            publication.versions.model(version).read_bytes() for version in versions
        ]
        half_way += publication.finish() is not None
        assert state(root) in states, "data and model are of two versions"
        drafted = Draft(root / "data", folder / "bozza").read("nlu/bisogni/bozza.yml")
        assert drafted is None or len(set(drafted.split())) == 1, "a draft is cut off"
    assert half_way > 0, "none was killed in the middle: the test proves nothing"


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
        draft_fingerprint(draft),
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
