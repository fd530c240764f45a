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
from sportello.console.publication import Publication, StaleModel
from sportello.console.versions import KEPT, NoSuchVersion, Version
from sportello.settings import ROOT
from tests.console.checkouts import model, state

MOMENTS = 50


def card(root: Path, data: Path, note: str = "") -> Version:
    return Version(0, dt.datetime.now(dt.UTC), "chi", note, "", models.fingerprint(root, data=data))


def kept(publication: Publication, tmp_path: Path, name: str) -> Version:
    """A version with other phrases, one file more and a model of its own."""
    root = publication.place.root
    data = Path(shutil.copytree(root / "data", tmp_path / f"dati-{name}"))
    (data / "nlu" / "bisogni" / "uno.yml").write_text(f"frasi di {name}\n", encoding="utf-8")
    (data / "nlu" / "bisogni" / f"{name}.yml").write_text("nuove\n", encoding="utf-8")
    return publication.versions.keep(data, model(tmp_path, name), card(root, data, name))


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
