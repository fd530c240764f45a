from __future__ import annotations

import factories
import pytest

from sportello.carta import Catalogue
from sportello.dialogue import listing
from sportello.dialogue.state import MAX_BUTTONS, Memory, Reading, Turn


def said(turn: Turn) -> list[tuple[str, str]]:
    return [(reply.response, reply.outcome) for reply in turn.replies]


@pytest.mark.parametrize(
    ("text", "category", "response", "services"),
    [
        ("che c'è per un anziano?", None, "utter_elenco", ["sportello", "pasti"]),
        ("bambini di un anziano", None, "utter_elenco", ["sportello"]),
        ("", "famiglie", "utter_elenco", ["sportello", "figlio"]),
        ("per gli anziani", "casa", "utter_elenco", ["bollo"]),
        ("cosa è gratis?", None, "utter_elenco_gratuiti", ["sportello", "figlio", "misura"]),
        ("gratis per un anziano", None, "utter_elenco_gratuiti", ["sportello"]),
        ("senza appuntamento", None, "utter_elenco_senza_appuntamento", ["sportello", "figlio"]),
    ],
)
def test_a_list_holds_what_was_asked_for_and_offers_it(
    catalogue: Catalogue, text: str, category: str | None, response: str, services: list[str]
) -> None:
    memory = Memory(servizio="bollo", in_attesa=("costi",), non_capiti=1)
    turn = listing.list_services(Reading("chiedi_elenco", text=text, category=category), memory, catalogue)
    assert said(turn) == [(response, "elenco")]
    (reply,) = turn.replies
    assert len(reply.facts["elenco"].splitlines()) == len(services)
    assert [button.payload for button in reply.buttons] == [f'/bisogno{{"servizio":"{each}"}}' for each in services]
    assert turn.memory == Memory(servizio="bollo", offerti=tuple(services))


def test_a_list_names_every_service_by_its_short_name(catalogue: Catalogue) -> None:
    (reply,) = listing.list_services(Reading("chiedi_elenco", category="casa"), Memory(), catalogue).replies
    assert reply.facts == {"elenco": "• Alloggio"}
    assert [button.title for button in reply.buttons] == ["Alloggio"]


def test_a_long_list_names_all_and_offers_the_first_as_buttons() -> None:
    many = [f"s{number}" for number in range(MAX_BUTTONS + 2)]
    services = (factories.service(each, categorie=["casa"]) for each in many)
    catalogue = factories.catalogue(factories.carta(*services))
    turn = listing.list_services(Reading("chiedi_elenco", category="casa"), Memory(), catalogue)
    assert len(turn.replies[0].facts["elenco"].splitlines()) == len(many)
    assert len(turn.replies[0].buttons) == MAX_BUTTONS
    assert turn.memory.offerti == tuple(many)


def test_a_list_of_nothing_in_particular_asks_for_whom(catalogue: Catalogue) -> None:
    memory = Memory(servizio="bollo")
    turn = listing.list_services(Reading("chiedi_elenco", text="che servizi ci sono?"), memory, catalogue)
    assert said(turn) == [("utter_elenco_categorie", "elenco")]
    assert [(button.title, button.payload) for button in turn.replies[0].buttons] == [
        ("gli anziani", '/chiedi_elenco{"categoria":"anziani"}'),
        ("le famiglie", '/chiedi_elenco{"categoria":"famiglie"}'),
        ("la casa", '/chiedi_elenco{"categoria":"casa"}'),
    ]
    assert turn.memory == memory


def test_no_more_categories_are_offered_than_fit(real_catalogue: Catalogue) -> None:
    (reply,) = listing.list_services(Reading("chiedi_elenco"), Memory(), real_catalogue).replies
    assert len(reply.buttons) == MAX_BUTTONS


@pytest.mark.parametrize(
    ("text", "category"), [("alloggio per un anziano", None), ("alloggio gratis", None), ("", "abolita")]
)
def test_a_list_that_would_be_empty_says_so(catalogue: Catalogue, text: str, category: str | None) -> None:
    turn = listing.list_services(Reading("chiedi_elenco", text=text, category=category), Memory(), catalogue)
    assert said(turn) == [("utter_elenco_vuoto", "elenco")]
    assert turn.replies[0].buttons == ()


@pytest.mark.parametrize("category", [None, "abolita", "casa"], ids=["of nothing", "empty", "of services"])
def test_any_list_was_a_question_understood(catalogue: Catalogue, category: str | None) -> None:
    turn = listing.list_services(Reading("chiedi_elenco", category=category), Memory(non_capiti=1), catalogue)
    assert turn.memory.non_capiti == 0
