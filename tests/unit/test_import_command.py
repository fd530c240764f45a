"""`sportello importa`, and the English names of all commands."""

from __future__ import annotations

from pathlib import Path

import editions
import pytest
from click.testing import Result
from typer.testing import CliRunner

from sportello.carta import read
from sportello.cli import COMMANDS, app
from sportello.settings import ROOT

PRESENT = ROOT / "data" / "carta.yml"


def call(*words: str | Path) -> Result:
    return CliRunner(mix_stderr=False).invoke(app, [str(word) for word in words])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    pieces = editions.edition(read(PRESENT))
    changed = [piece._replace(text=piece.text.replace("16,00 €", "20,00 €")) for piece in pieces]
    return editions.text_file(tmp_path / "nuova.txt", changed)


def test_every_command_has_an_english_name() -> None:
    assert {english for _, english, _ in COMMANDS} >= {"serve", "train", "check", "evaluate", "forget", "import"}
    for italian, english, _ in COMMANDS:
        said = [call(name, "--help").stdout.splitlines() for name in (english, italian)]
        assert "Usage" in "".join(said[0])
        assert [[line for line in lines if "Usage" not in line] for lines in said] == [said[1][:1] + said[1][2:]] * 2


def test_the_draft_is_written_and_the_difference_shown(source: Path, tmp_path: Path) -> None:
    draft = tmp_path / "bozza.yml"
    done = call("import", source, "--output", draft)
    assert done.exit_code == 0, done.stderr
    assert "costi → importi → bollo\n    ora:   1600\n    nuova: 2000" in done.stdout
    assert "Servizi letti: 22; nuovi: 0; non trovati: 0; voci cambiate: 2, in 2 servizi." in done.stdout
    assert read(draft) != read(PRESENT)


def test_the_former_edition_may_stand_beside(source: Path, tmp_path: Path) -> None:
    done = call("importa", source, "--precedente", source, "-o", tmp_path / "bozza.yml")
    assert "voci cambiate: 0" in done.stdout


REFUSED = {
    "senza dove scrivere": ("{source}", "--output bozza.yml"),
    "nei dati in uso": ("{source} -o data/nuova.yml", "dove sono i dati in uso"),
    "in una cartella che non c'è": ("{source} -o {folder}/manca/b.yml", "non esiste"),
    "al posto di una cartella": ("{source} -o {folder}", "è una cartella"),
    "sul documento stesso": ("{source} -o {source} --sovrascrivi", "è il documento da leggere"),
    "su un file che c'è": ("{source} -o {folder}/gia.yml", "--sovrascrivi"),
    "da un file vuoto": ("{folder}/gia.yml -o {folder}/b.yml", "non contiene testo"),
    "da una cartella": ("{folder} -o {folder}/b.yml", "non è un file"),
    "con una precedente che non c'è": ("{source} --precedente {folder}/no.pdf -o {folder}/b.yml", "non esiste"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(
    words: str, reason: str, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "gia.yml").touch()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = call("import", *(word.format(source=source, folder=tmp_path) for word in words.split()))
    assert (done.exit_code, done.stdout) == (1, "")
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not (ROOT / "data" / "nuova.yml").exists()


def test_a_draft_is_written_over_only_when_asked(source: Path, tmp_path: Path) -> None:
    draft = tmp_path / "bozza.yml"
    draft.write_text("vecchia")
    assert call("import", source, "-o", draft, "--sovrascrivi").exit_code == 0
    assert "Bussero" in draft.read_text(encoding="utf-8")
