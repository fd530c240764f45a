from __future__ import annotations

import copy
from typing import Any

import factories
import pytest

from sportello.carta import Carta
from sportello.carta.difference import Difference, differences


def changed(change: Any) -> list[Difference]:
    before = factories.town()
    after = copy.deepcopy(before)
    change(after)
    return differences(Carta.parse_obj(before), Carta.parse_obj(after))


def named(town: dict[str, Any], service_id: str) -> dict[str, Any]:
    return next(service for service in town["servizi"] if service["id"] == service_id)


def test_the_same_edition_differs_in_nothing() -> None:
    assert changed(lambda town: None) == []


def test_a_changed_text_is_told_with_its_words() -> None:
    found = changed(lambda town: named(town, "pasti")["cose"].update(testo="Pasti caldi."))
    assert [(each.place, each.field, each.after) for each in found] == [("pasti", "cose → testo", "Pasti caldi.")]
    assert found[0].before


def test_a_field_that_the_carta_no_longer_states_has_no_words_after() -> None:
    found = changed(lambda town: named(town, "bollo").update(costi=None))
    assert found
    assert {each.after for each in found} == {None}
    assert all(each.field.startswith("costi") for each in found)


def test_a_service_that_is_gone_is_told_by_its_name_and_a_new_one_by_all_that_it_states() -> None:
    def change(town: dict[str, Any]) -> None:
        new = {**copy.deepcopy(named(town, "pasti")), "id": "nuovo", "nome": "Servizio nuovo", "alias": []}
        for name in ("sigla", "nome_breve"):
            new.pop(name, None)
        town["servizi"] = [service for service in town["servizi"] if service["id"] != "bollo"] + [new]

    found = changed(change)
    assert [each for each in found if each.place == "nuovo"] == [
        Difference("nuovo", field, None, said)
        for field, said in [
            ("id", "nuovo"),
            ("nome", "Servizio nuovo"),
            ("sezione", "1"),
            ("categorie", "anziani"),
            ("cose → testo", "Che cosa fa pasti."),
            ("costi → testo", "Secondo le tariffe."),
            ("costi → tipo", "tariffe_comunali"),
        ]
    ]
    gone = [each for each in found if each.place == "bollo"]
    assert [(each.field, each.after) for each in gone] == [("", None)]


def test_another_order_is_a_difference_of_its_own() -> None:
    found = changed(lambda town: town["servizi"].reverse())
    assert [(each.place, each.field) for each in found] == [("servizi", "ordine")]


@pytest.mark.parametrize("field", ["comune"])
def test_the_general_part_is_compared_too(field: str) -> None:
    found = changed(lambda town: town.update({field: "Altrove"}))
    assert [(each.place, each.field, each.after) for each in found] == [("carta", field, "Altrove")]
