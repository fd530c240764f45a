"""The draft keeps every line of the knowledge file that it does not change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sportello.carta import Carta
from sportello.carta.edit import ORDER
from sportello.carta.load import read_text
from sportello.importing.writing import KnowledgeText
from sportello.settings import ROOT

PRESENT = (ROOT / "data" / "carta.yml").read_text(encoding="utf-8")
VALUES: dict[str, Any] = {
    "sezione": "4",
    "cose": {"testo": "Un aiuto. " * 30 + "# non è un commento: è testo.", "dettagli": ["a: b", "sì"]},
    "destinatari": {"testo": "A tutti: «sempre»."},
    "accesso": {"appuntamento": "sì", "testo": "@ 'chi' \"primo\" arriva."},
    "orari": {"fasce": [{"giorno": "lunedì", "dalle": "09:00", "alle": "12:00", "tipo": "libero"}]},
    "costi": {"tipo": "importo", "testo": "Costa {mese}.", "importi": {"mese": 1250}},
    "documenti": {"testo": "Servono:", "elenco": ["ISEE", "- 2 foto"]},
    "dove": {"testo": "In via Roma, 1."},
    "contatti": [{"etichetta": "Area", "telefono": "02-9533334", "email": "a@comune.it"}],
    "verificato_il": None,
    "note": "null",
}


def commented(text: str) -> str:
    """The same with a comment before every field of every service, and after it."""
    return re.sub(r"^(  )([a-z_]+:)", r"  # prima di \2\n\1\2", text, flags=re.M)


def service(carta: Carta, service_id: str) -> dict[str, Any]:
    return next(dict(each.dict(exclude_none=True)) for each in carta.servizi if each.id == service_id)


def without_empty(value: Any) -> Any:
    """As plain data, without the lists and mappings that the model adds."""
    if isinstance(value, dict):
        return {name: without_empty(each) for name, each in value.items() if each not in ((), {})}
    return [without_empty(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("service_id", ["segretariato_sociale", "sad", "erp_cambio"])
def test_a_changed_field_reads_as_it_was_given_and_no_other_line_changes(name: str, service_id: str) -> None:
    present = commented(PRESENT)
    draft = KnowledgeText(present)
    draft.put(service_id, name, VALUES[name], "Da controllare.")
    text = draft.text(["Bozza"])
    before, after = (service(read_text(each, Path("c.yml")), service_id) for each in (present, text))
    assert without_empty(after.pop(name, None)) == VALUES[name]
    before.pop(name, None)
    assert after == before
    comments = [line for line in present.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in text.splitlines() if line in comments] == comments
    assert text.count("# Da controllare.") == 1


def test_everything_of_a_service_can_change_at_once() -> None:
    draft = KnowledgeText(commented(PRESENT))
    for name in reversed(ORDER):
        if name in VALUES:
            draft.put("sad", name, VALUES[name], "Da controllare.")
    read = service(read_text(draft.text([]), Path("c.yml")), "sad")
    assert read["costi"] == VALUES["costi"]
    assert read["note"] == "null"
    assert read["cose"]["testo"] == VALUES["cose"]["testo"]
    assert (read["documenti"]["elenco"], read["dove"]) == (("ISEE", "- 2 foto"), VALUES["dove"])
    assert "verificato_il" not in read


def test_services_are_added_after_the_last_of_their_section() -> None:
    draft = KnowledgeText(PRESENT)
    for name, called in (("uno", "No"), ("due", "Sì")):
        data = {"id": name, "nome": called, "sezione": "3", "alias": [], "categorie": [], **VALUES, "note": "x"}
        draft.add(data | {"sezione": "3", "verificato_il": date(2026, 1, 1)}, {"id": "Nuovo.", "cose": "Parole."})
    text = draft.text([])
    ids = [each.id for each in read_text(text, Path("c.yml")).servizi]
    at = ids.index("trasporti_sociali")
    assert ids[at + 1 : at + 3] == ["uno", "due"]
    assert "\n# Nuovo.\n- id: uno\n" in text
    assert "\n  # Parole.\n  cose:\n" in text
    assert [line for line in text.splitlines() if line in PRESENT.splitlines()][-3:] == PRESENT.splitlines()[-3:]


def test_a_service_without_a_section_is_added_at_the_end_also_where_others_have_none() -> None:
    draft = KnowledgeText(
        PRESENT.replace('  sezione: "1"\n', "", 1).replace('  sezione: "2"\n', "  sezione: null\n", 1)
    )
    data = {"id": "uno", "nome": "Uno", "alias": [], "categorie": [], **VALUES, "sezione": None, "note": "x"}
    draft.add(data, {"id": "Nuovo."})
    services = read_text(draft.text([]), Path("c.yml")).servizi
    assert [services[0].sezione, services[1].sezione, services[-1].sezione] == [None] * 3
    assert services[-1].id == "uno"
