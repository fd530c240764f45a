from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sportello.carta.written import Part
from sportello.console.carta import desk
from sportello.console.changes import Line, told
from sportello.console.draft import Draft
from sportello.console.titles import titles_of
from sportello.settings import ROOT


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(Path(shutil.copytree(ROOT / "data", tmp_path / "data")), tmp_path / "bozza")


def change(draft: Draft, name: str, before: str, after: str) -> list[Line]:
    """The lines of a file in which words were replaced."""
    text = draft.read(name)
    assert text
    assert before in text
    draft.write(name, text.replace(before, after, 1))
    (file,) = told(draft)
    assert file.name == name
    return list(file.lines)


def test_nothing_is_told_of_an_empty_draft(draft: Draft) -> None:
    assert told(draft) == []


def test_an_amount_is_told_in_euro_under_the_name_of_its_service(draft: Draft) -> None:
    place = ("Assegnazione di una casa popolare (ERP)", "costi", "importi", "bollo")
    assert change(draft, "carta.yml", "bollo: 1600", "bollo: 1735") == [Line(place, "16,00 €", "17,35 €")]


def test_days_and_categories_are_told_as_people_say_them(draft: Draft) -> None:
    (line,) = change(draft, "carta.yml", "verificato_il: 2026-11-22", "verificato_il: 2026-11-28")
    assert (line.place[1], line.before, line.after) == ("verificato_il", "22/11/2026", "28/11/2026")


def test_a_phrase_is_told_with_what_it_teaches(draft: Draft) -> None:
    lines = change(draft, "nlu/bisogni/sad.yml", "    - papà non si lava più\n", "    - papà la doccia non la fa più\n")
    place = ("Servizio di Assistenza Domiciliare (SAD): bisogni",)
    assert lines == [
        Line(place, "papà non si lava più", None),
        Line(place, None, "papà la doccia non la fa più"),
    ]


def test_a_sentence_is_told_once_by_its_title(draft: Draft) -> None:
    (line,) = change(draft, "risposte/servizi.yml", "Può esserle utile: {nome}.", "Le consiglio: {nome}.")
    assert line.place == ("Scheda di un servizio",)
    assert line.after is not None
    assert line.after.startswith("Le consiglio: {nome}.")
    assert line.piece is not None
    assert not line.piece.is_button


def test_another_order_is_told_by_the_names_of_the_services(draft: Draft) -> None:
    desk.move(draft, Part("servizi", "sad"), 1)
    (file,) = told(draft)
    (line,) = file.lines
    assert line.place == ("servizi", "ordine")
    assert line.after is not None
    names = line.after.splitlines()
    assert names.index("Pasto a domicilio") + 1 == names.index("Servizio di Assistenza Domiciliare")


def test_a_new_service_is_told_whole_and_a_retired_one_by_its_name(draft: Draft) -> None:
    new = {"nome": "Orti comunali", "sezione": None, "padre": "sad", "categorie": ["anziani"], "verificato_il": None}
    costs = {"tipo": "importo", "testo": "Si pagano {quota}.", "importi": {"quota": "2500"}}
    desk.create(
        draft, Part("servizi", "orti"), {**new, "cose": {"testo": "Dà un orto."}, "costi": costs, "dove": None}, "sad"
    )
    part = Part("servizi", "cag_geko")
    desk.retire(draft, part, desk.mark(desk.now(desk.read(draft), part)))
    (file,) = (file for file in told(draft) if file.name == "carta.yml")
    assert list(file.lines) == [
        *(
            Line(("Orti comunali (nuovo)", *fields), None, said)
            for fields, said in [
                (("id",), "orti"),
                (("nome",), "Orti comunali"),
                (("padre",), "Servizio di Assistenza Domiciliare"),
                (("categorie",), "gli anziani"),
                (("cose", "testo"), "Dà un orto."),
                (("costi", "testo"), "Si pagano {quota}."),
                (("costi", "tipo"), "importo"),
                (("costi", "importi", "quota"), "25,00 €"),
            ]
        ),
        Line(("Centro di aggregazione giovanile Geko",), "Centro di aggregazione giovanile Geko", None),
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("carta.yml", "Servizi"),
        ("nlu/bisogni/pasto_domicilio.yml", "Frasi dei cittadini: Pasto a domicilio"),
        ("nlu/bisogni/orti_comunali.yml", "Frasi dei cittadini: Orti comunali"),
        ("nlu/aspetti/costi.yml", "Frasi dei cittadini: Quanto costa, senza dire di quale servizio"),
        ("nlu/aspetti/elenco.yml", "Frasi dei cittadini: Quali servizi ci sono"),
        ("nlu/aspetti/due_insieme.yml", "Frasi dei cittadini: Due domande in una"),
        ("nlu/emergenze/minori.yml", "Frasi dei cittadini: Bambini e ragazzi in pericolo (emergenze)"),
        ("nlu/emergenze/sembrano.yml", "Frasi dei cittadini: Sembra un pericolo, ma non lo è"),
        ("nlu/fuori_ambito/tributi.yml", "Frasi dei cittadini: Tasse e tributi (fuori ambito)"),
        ("nlu/fuori_ambito/nuova.yml", "Frasi dei cittadini: Fuori ambito"),
        ("nlu/conversazione/nuova.yml", "Frasi dei cittadini: Conversazione"),
        ("nlu/altre.yml", "Frasi dei cittadini: Conversazione"),
        ("risposte/privacy.yml", "Testi delle risposte: Dati personali"),
        ("risposte/quando.yml", "Testi delle risposte: altri testi"),
        ("regole/servizi.yml", "Altro, che cambia solo il tecnico"),
    ],
)
def test_a_file_is_called_by_what_it_is_about(draft: Draft, name: str, title: str) -> None:
    draft.write(name, "# Cambiato.\n")
    assert [file.title for file in told(draft)] == titles_of(draft) == [title]


def test_every_file_that_we_ship_has_a_title_of_its_own_without_its_name(draft: Draft) -> None:
    names = [name for name in draft.names() if name.startswith(("carta", "nlu/", "risposte/"))]
    for name in names:
        draft.write(name, (draft.read(name) or "") + "# Cambiato.\n")
    titles = titles_of(draft)
    assert len(set(titles)) == len(titles) == len(names)
    assert not [title for title in titles if "_" in title or ".yml" in title or "/" in title]


def test_the_phrases_of_a_retired_service_keep_its_name_in_their_title(draft: Draft) -> None:
    part = Part("servizi", "cag_geko")
    desk.retire(draft, part, desk.mark(desk.now(desk.read(draft), part)))
    assert "Frasi dei cittadini: Centro di aggregazione giovanile Geko (CAG)" in titles_of(draft)
    assert titles_of(draft) == [file.title for file in told(draft)]


def test_without_a_carta_that_can_be_read_there_are_titles_all_the_same(draft: Draft) -> None:
    draft.write("nlu/bisogni/pasto_domicilio.yml", None)
    (draft.live / "carta.yml").write_text("servizi: [", encoding="utf-8")
    assert titles_of(draft) == ["Frasi dei cittadini: Pasto domicilio"]


def test_nothing_is_called_anything_in_an_empty_draft(draft: Draft) -> None:
    assert titles_of(draft) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("carta.yml", "servizi: ["), ("nlu/bisogni/sad.yml", "nlu: 3\n"), ("risposte/servizi.yml", "responses: [")],
)
def test_what_cannot_be_read_is_told_line_by_line(draft: Draft, name: str, text: str) -> None:
    draft.write(name, text)
    (file,) = told(draft)
    assert Line((), None, text.strip()) in file.lines


def test_the_phrases_of_a_retired_service_are_told_by_the_name_that_it_had(draft: Draft) -> None:
    part = Part("servizi", "cag_geko")
    desk.retire(draft, part, desk.mark(desk.now(desk.read(draft), part)))
    (file,) = (file for file in told(draft) if file.name == "nlu/bisogni/cag_geko.yml")
    assert len(file.lines) > 400
    assert all(line.after is None for line in file.lines)
    assert all(line.place[0].startswith("Centro di aggregazione giovanile Geko") for line in file.lines)
