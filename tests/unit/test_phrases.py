from __future__ import annotations

from pathlib import Path

import pytest

from sportello.nlu.phrases import Phrase, PhrasesError, read_phrases

GOOD = """\
version: "3.1"
nlu:
- intent: chiedi_costi
  metadata: {servizio: sad, anche: telefono, voce: figlia}
  examples: |
    - quanto costa il sad, e il telefono?
    - «il sad» - si paga?
- intent: conversa/saluto
  examples: |
    - buongiorno
"""


def written(folder: Path, text: str, name: str = "frasi.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def block(beside: str = "", examples: str = "- ciao") -> str:
    return f"nlu:\n- intent: conversa/saluto\n{beside}  examples: |\n    {examples}\n"


def test_phrases_come_with_what_is_beside_them(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert read_phrases([path]) == [
        Phrase("quanto costa il sad, e il telefono?", "chiedi_costi", "sad", "telefono", "figlia", path),
        Phrase("«il sad» - si paga?", "chiedi_costi", "sad", "telefono", "figlia", path),
        Phrase("buongiorno", "conversa/saluto", None, None, None, path),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nlu: [", "YAML"),
        ("frasi: []", "nlu"),
        ("- uno", "nlu"),
        ("nlu:\n- examples: |\n    - ciao", "intent"),
        ("nlu:\n- ciao", "intent"),
        (block("  metadata: {servzio: sad}\n"), "servzio"),
        (block("  metadata: sad\n"), "metadata"),
        (block("  exmaples: a\n"), "exmaples"),
        ("nlu:\n- intent: conversa/saluto\n", "non ha frasi"),
        (block(examples="ciao"), "«ciao» non è una frase"),
        (block(examples="-"), "«-» non è una frase"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PhrasesError) as caught:
        read_phrases([written(tmp_path, text)])
    assert told in str(caught.value)
    assert "frasi.yml" in caught.value.problems[0].place


def test_the_line_of_broken_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(PhrasesError, match="riga 3"):
        read_phrases([written(tmp_path, "nlu:\n- intent: a\n\texamples: |")])


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = [written(tmp_path, "nlu: [", "a.yml"), written(tmp_path, GOOD, "b.yml"), written(tmp_path, "x: 1", "c.yml")]
    with pytest.raises(PhrasesError) as caught:
        read_phrases([*files, tmp_path / "manca.yml"])
    assert [problem.place.split(",")[0] for problem in caught.value.problems] == ["a.yml", "c.yml", "manca.yml"]
