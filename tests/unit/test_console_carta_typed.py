"""Whatever is typed into the forms of the Carta is what the file then says, and nothing else of it changes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from test_edit import BY_HAND, SHIPPED, difference, service

from sportello.carta import edit
from sportello.carta.written import Written
from sportello.console.carta import values

SHORT = Written("".join([*SHIPPED.lines[:87], *SHIPPED.lines[366:400], *SHIPPED.lines[716:]]))

TYPED = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab :#-{}[],&*!|>'\"%@`\\\n?0", max_size=25),
    st.sampled_from(
        ["null", "~", "no", "sì", "1600", "0x1F", "2026-11-22", "9:00", "- a", "# b", "a: b", "{orari}", "<<"]
    ),
    st.lists(st.sampled_from(["parola", "è", "l'ISEE", "16:00", "#", "-"]), min_size=15, max_size=60).map(" ".join),
)
PARAGRAPHS = TYPED.map(values.paragraphs).filter(bool)
LINE = TYPED.map(values.line).filter(bool)
ROW = st.fixed_dictionaries({"etichetta": LINE}, optional={"telefono": LINE, "avviso": LINE, "email": LINE})
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "nome": LINE,
        "sigla": st.none() | LINE,
        "alias": st.lists(LINE, max_size=4),
        "cose": st.fixed_dictionaries(
            {"testo": PARAGRAPHS}, optional={"dettagli": st.lists(LINE, min_size=1, max_size=4)}
        ),
        "orari": st.none()
        | st.fixed_dictionaries(
            {"fasce": st.lists(st.fixed_dictionaries({"giorno": LINE, "dalle": LINE, "alle": LINE}), max_size=3)},
            optional={"testo": PARAGRAPHS},
        ),
        "costi": st.none()
        | st.fixed_dictionaries({"testo": PARAGRAPHS, "importi": st.dictionaries(LINE, LINE, max_size=3)}),
        "documenti": st.none() | st.fixed_dictionaries({"testo": PARAGRAPHS, "elenco": st.lists(LINE, max_size=4)}),
        "contatti": st.none() | st.lists(ROW, min_size=1, max_size=3),
        "verificato_il": st.none() | LINE | st.dates().map(str),
        "note": st.none() | PARAGRAPHS,
    },
)


@settings(max_examples=40)
@given(ENTRIES, st.sampled_from(["sad", "erp_assegnazione", "erp_cambio"]))
def test_whatever_is_typed_is_what_is_read_and_the_rest_of_the_file_stays(
    entries: dict[str, Any], card_id: str
) -> None:
    part = service(card_id)
    block = SHORT.block(part)
    written = Written(edit.changed(SHORT, part, entries))
    kept = {name: value for name, value in block.data.items() if name not in entries}
    stated = {name: value for name, value in entries.items() if value is not None or name in edit.STATED_AS_NULL}
    assert written.block(part).data == kept | stated
    after = len(SHORT.lines) - block.end
    assert written.lines[: block.first] == SHORT.lines[: block.first]
    assert written.lines[len(written.lines) - after :] == SHORT.lines[block.end :]


@settings(max_examples=40)
@given(ENTRIES, st.sampled_from(SHORT.ids()))
def test_whatever_is_added_is_what_is_read_and_nothing_else_is_touched(entries: dict[str, Any], after: str) -> None:
    written = Written(edit.added(SHORT, "servizi", {"id": "nuovo", **entries}, after))
    assert all(line.startswith("+") for line in difference(SHORT.text, written.text))
    assert {name: value for name, value in written.block(service("nuovo")).data.items() if value is not None} == {
        "id": "nuovo",
        **{name: value for name, value in entries.items() if value is not None},
    }


@settings(max_examples=40)
@given(ENTRIES)
def test_in_a_file_written_by_hand_every_comment_outside_of_what_changed_stays(entries: dict[str, Any]) -> None:
    written = Written(edit.changed(Written(BY_HAND), service("due"), entries))
    assert written.text.startswith(BY_HAND[: BY_HAND.index("  - id: due")])
    assert "# Alla fine." in written.text
