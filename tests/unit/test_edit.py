from __future__ import annotations

import copy
import difflib
import io
from typing import Any

import pytest

from sportello.carta import edit, style
from sportello.carta.edit import CannotEdit
from sportello.carta.written import ROOT, Part, Written
from sportello.console.carta.typed import canonical
from sportello.settings import DATA

TEXT = (DATA / "carta.yml").read_text(encoding="utf-8")
SHIPPED = Written(TEXT)
PARTS = [Part(section, card_id) for section in ("gruppi", "servizi") for card_id in SHIPPED.ids(section)]

# As a technician may write it: other indents, comments everywhere, no line end at the end.
BY_HAND = """\
# In cima.
comune: Prova  # il nome
servizi:

  # --- sezione 1 ---
  # Sul primo.
  - id: uno   # mai cambiarlo
    nome: 'Uno'
    # Sulla sezione.
    sezione: 1
    cose:
        testo: >
          Una riga
          e un'altra.

        # Sui dettagli.
        dettagli:
          - primo  # il primo
          # Sul secondo.
          - "secondo: due"
    orari: {fasce: [{giorno: lunedì, dalle: 9:00, alle: "10:00", tipo: libero}]}
    # In fondo a uno.

  # --- sezione 2 ---
  - id: due
    nome: Due
    sezione: "2"
    cose: {testo: Due.}
    # Alla fine."""


def service(card_id: str) -> Part:
    return Part("servizi", card_id)


def entry(card_id: str) -> dict[str, Any]:
    return copy.deepcopy(SHIPPED.block(service(card_id)).data)


def difference(before: str, after: str) -> list[str]:
    """The lines that went and came, without those around them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def changed(card_id: str, text: str = TEXT, **entries: Any) -> list[str]:
    return difference(text, edit.changed(Written(text), service(card_id), entries))


def test_the_file_that_we_ship_comes_through_the_writer_byte_by_byte() -> None:
    out = io.StringIO()
    handler = style.round_trip()
    handler.dump(handler.load(TEXT), out)
    assert out.getvalue() == TEXT


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_writing_what_is_there_changes_nothing(part: Part) -> None:
    data = SHIPPED.block(part).data
    assert edit.changed(SHIPPED, part, {name: value for name, value in data.items() if name != "id"}) == TEXT


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_a_form_that_nobody_touched_says_what_the_file_says(part: Part) -> None:
    data = copy.deepcopy(SHIPPED.block(part).data)
    data["categorie"] = sorted(data.get("categorie", []))
    read = canonical(data, part.section)
    assert {name: value for name, value in read.items() if value} == {
        name: value for name, value in data.items() if value and name != "id"
    }


def test_another_price_is_one_line() -> None:
    costs = entry("erp_cambio")["costi"]
    costs["importi"]["bollo"] = "2000"
    assert changed("erp_cambio", costi=costs) == ["-      bollo: 1600", "+      bollo: 2000"]


def test_another_phone_is_one_line_and_keeps_its_quotes() -> None:
    contacts = entry("sad")["contatti"]
    contacts[0]["telefono"] = "02-9533399"
    assert changed("sad", contatti=contacts) == ['-    telefono: "02-9533351"', '+    telefono: "02-9533399"']


def test_a_word_in_a_folded_text_changes_its_line_only() -> None:
    what = entry("sad")["cose"]
    what["testo"] = what["testo"].replace("igiene personale", "igiene")
    (gone, come) = changed("sad", cose=what)
    assert (gone[1:].replace("igiene personale", "igiene"), gone[0], come[0]) == (come[1:], "-", "+")


def test_a_long_text_is_folded_and_a_short_one_is_not() -> None:
    long = " ".join(["parola"] * 40) + "."
    lines = changed("cag_geko", accesso={"testo": long}, orari={"testo": "Il pomeriggio."})
    assert lines[:3] == ["-  accesso: null", "-  orari: null", "+  accesso:"]
    assert lines[3] == "+    testo: >-"
    assert [line for line in lines if len(line) > 120] == []
    assert lines[-2:] == ["+  orari:", "+    testo: Il pomeriggio."]


def test_a_new_opening_a_new_document_and_a_new_name_are_written_as_those_of_the_file() -> None:
    openings = entry("segretariato_sociale")["orari"]
    openings["fasce"].insert(1, {"giorno": "sabato", "dalle": "09:00", "alle": "12:00", "tipo": "libero"})
    assert changed("segretariato_sociale", orari=openings) == [
        '+    - {giorno: sabato, dalle: "09:00", alle: "12:00", tipo: libero}'
    ]
    documents = entry("contributi_economici")["documenti"]
    documents["elenco"].append("ISEE: quello dell'anno")
    assert changed("contributi_economici", documenti=documents) == ['+    - "ISEE: quello dell\'anno"']
    alias = entry("misura_b2")["alias"]
    known = ", ".join(alias)
    assert changed("misura_b2", alias=[*alias, "b, 2"]) == [f"-  alias: [{known}]", f'+  alias: [{known}, "b, 2"]']


def test_a_day_is_written_as_a_day_and_where_its_place_is() -> None:
    assert changed("sad", verificato_il="2026-12-01") == [
        "-  verificato_il: 2026-11-22",
        "+  verificato_il: 2026-12-01",
    ]
    assert changed("due", BY_HAND, verificato_il="2026-12-01") == ["+    verificato_il: 2026-12-01"]


def test_what_is_not_stated_is_null_and_a_name_without_a_value_goes() -> None:
    assert changed("cag_geko", dove=None, sigla=None) == [
        "-  sigla: CAG",
        "-  dove:",
        "-    testo: Il Geko è presso il PalaMartesana, in Via Carabinieri Caduti.",
        "+  dove: null",
    ]


def test_a_note_at_the_end_comes_and_goes_without_touching_what_follows() -> None:
    assert changed("sportello_afol", note=None)[0] == "-  note: >-"
    assert changed("sail", note="Da chiedere.") == ["+  note: Da chiedere."]
    assert changed("erp_cambio", note="Da chiedere.")[-1] == "+    Da chiedere."


def test_comments_and_indents_of_a_hand_stay() -> None:
    what = {"testo": "Una riga e due.", "dettagli": ["primo", "secondo: tre", "terzo"]}
    text = edit.changed(Written(BY_HAND), service("uno"), {"cose": what, "nome": "Uno e mezzo", "sezione": "3"})
    assert difference(BY_HAND, text)[:6] == [
        *["-    nome: 'Uno'", "+    nome: 'Uno e mezzo'", "-    sezione: 1", '+    sezione: "3"'],
        *["-        testo: >", "+        testo: >-"],
    ]
    kept = [line.strip() for line in BY_HAND.splitlines() if line.strip().startswith("#")]
    assert [line.strip() for line in text.splitlines() if line.strip().startswith("#")] == kept
    assert "- primo" in text
    assert "# il primo" in text


def test_what_somebody_wrote_between_brackets_is_changed_there() -> None:
    assert changed("due", BY_HAND, cose={"testo": "Due, e tre."}) == [
        "-    cose: {testo: Due.}",
        '+    cose: {testo: "Due, e tre."}',
    ]


def test_a_service_moves_with_its_own_comments_and_past_the_line_of_a_section() -> None:
    written = Written(BY_HAND)
    down = edit.moved(written, service("uno"), 1)
    assert Written(down).ids() == ["due", "uno"]
    assert down.index("# --- sezione 2") < down.index("id: due") < down.index("# Sul primo.") < down.index("id: uno")
    assert sorted(line for line in down.split("\n") if line) == sorted(line for line in BY_HAND.split("\n") if line)
    assert edit.moved(written, service("uno"), -1) == BY_HAND
    assert edit.moved(written, service("due"), 1) == BY_HAND


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("card_id", SHIPPED.ids())
def test_any_service_moves_and_the_others_keep_their_order(card_id: str, by: int) -> None:
    ids = SHIPPED.ids()
    moved = Written(edit.moved(SHIPPED, service(card_id), by))
    assert [each for each in moved.ids() if each != card_id] == [each for each in ids if each != card_id]
    assert moved.ids().index(card_id) == min(max(ids.index(card_id) + by, 0), len(ids) - 1)
    assert sorted(moved.lines) == sorted(SHIPPED.lines)


@pytest.mark.parametrize("card_id", SHIPPED.ids())
def test_a_service_is_taken_out_whole_and_put_back_as_it_was(card_id: str) -> None:
    part = service(card_id)
    without = Written(edit.removed(SHIPPED, part))
    assert card_id not in without.ids()
    assert all(line.startswith("-") for line in difference(TEXT, without.text))
    assert edit.restored(without, SHIPPED, part) == TEXT


def test_a_service_comes_back_also_into_a_draft_that_went_on() -> None:
    part = service("sad")
    without = Written(edit.removed(SHIPPED, part))
    went_on = Written(edit.changed(without, service("adh"), {"nome": "Altro nome"}))
    back = Written(edit.restored(went_on, SHIPPED, part))
    assert back.ids() == SHIPPED.ids()
    assert back.block(part).data == SHIPPED.block(part).data
    assert back.block(service("adh")).data["nome"] == "Altro nome"


def test_a_new_service_stands_behind_the_one_that_was_chosen() -> None:
    new = {"id": "nuovo", "nome": "Nuovo", "sigla": None, "sezione": "3", "cose": {"testo": "Nuovo."}, "orari": None}
    written = Written(edit.added(SHIPPED, "servizi", new, "sad"))
    assert difference(TEXT, written.text) == [
        *["+- id: nuovo", "+  nome: Nuovo", '+  sezione: "3"', "+  cose:", "+    testo: Nuovo.", "+  orari: null", "+"],
    ]
    assert written.ids()[written.ids().index("sad") + 1] == "nuovo"
    by_hand = Written(edit.added(Written(BY_HAND), "servizi", new, "due"))
    assert by_hand.ids() == ["uno", "due", "nuovo"]
    assert by_hand.text.startswith(BY_HAND)


def test_the_file_s_own_entries_are_changed_like_those_of_a_service() -> None:
    common = copy.deepcopy(SHIPPED.content["modi_di_ricevimento"]) | {"libero": "ad accesso libero"}
    text = edit.changed(SHIPPED, ROOT, {"comune": "Altrove", "modi_di_ricevimento": common})
    assert difference(TEXT, text) == [
        *["-comune: Bussero", "+comune: Altrove", "-  libero: senza appuntamento", "+  libero: ad accesso libero"],
    ]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            "servizi:\n- id: uno\n  orari: &o {testo: Sempre.}\n- id: due\n  orari: *o\n",
            lambda written: edit.changed(written, service("uno"), {"orari": None}),
        ),
        (
            "servizi:\n- {id: uno, nome: Uno}\n",
            lambda written: edit.changed(written, service("uno"), {"nome": "Due"}),
        ),
    ],
    ids=["a value that others point to", "a service between braces"],
)
def test_what_forms_cannot_change_is_refused_and_never_guessed(text: str, change: Any) -> None:
    with pytest.raises(CannotEdit):
        change(Written(text))


def test_who_points_to_another_value_gets_one_of_their_own() -> None:
    text = "servizi:\n- id: uno\n  orari: &o {testo: Sempre.}\n- id: due\n  orari: *o\n"
    made = edit.changed(Written(text), service("due"), {"orari": {"testo": "Mai."}})
    assert Written(made).content["servizi"][1]["orari"] == {"testo": "Mai."}
    assert difference(text, made) == ["-  orari: *o", "+  orari:", "+    testo: Mai."]


@pytest.mark.parametrize("part", [service("tre"), Part("gruppi", "uno")])
def test_what_is_not_there_is_not_changed(part: Part) -> None:
    with pytest.raises(KeyError):
        edit.changed(Written(BY_HAND), part, {"nome": "Tre"})
