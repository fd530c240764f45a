from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carta import Catalogue
from sportello.nlu.names import Found, NameFinder

NAMES = {
    "sad": ["SAD", "assistenza domiciliare", "aiuto a casa"],
    "adm": ["ADM", "assistenza domiciliare minori"],
    "geko": ["Geko", "centro giovani"],
    "erp_cambio": ["cambio dell'alloggio"],
    "pasti": ["pasti a domicilio", "?!"],
}


@pytest.fixture
def finder() -> NameFinder:
    return NameFinder(NAMES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SAD", [Found("sad", 0, 1, 1.0)]),
        ("quanto costa il s.a.d.?", [Found("sad", 3, 4, 1.0)]),
        ("L'ASSISTENZA domiciliare!", [Found("sad", 1, 3, 1.0)]),
        ("centro-giovani", [Found("geko", 0, 2, 1.0)]),
        ("cambio dell’alloggio", [Found("erp_cambio", 0, 3, 1.0)]),
        ("aiuto a càsa", [Found("sad", 0, 3, 1.0)]),
        ("assistenza e poi domiciliare", []),
        ("domiciliare assistenza", []),
        ("sada", []),
        ("buongiorno", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_name_is_found_without_case_accents_and_punctuation(
    finder: NameFinder, text: str, found: list[Found]
) -> None:
    assert finder.find(text) == found


def test_a_longer_name_wins_over_a_shorter_one_inside_it(finder: NameFinder) -> None:
    assert finder.find("assistenza domiciliare minori") == [Found("adm", 0, 3, 1.0)]
    assert finder.find("assistenza domiciliare per minori") == [Found("sad", 0, 2, 1.0)]


def test_several_names_are_found_from_left_to_right(finder: NameFinder) -> None:
    found = finder.find("meglio il geko o il SAD o di nuovo il geko?")
    assert [(item.service, item.start, item.end) for item in found] == [("geko", 2, 3), ("sad", 5, 6), ("geko", 10, 11)]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("asistenza domiciliare", "sad"),
        ("assistenza domicilare", "sad"),
        ("quanto costano i pasti a domicillio", "pasti"),
        ("il cento giovani", "geko"),
        ("cambio dell alogio", "erp_cambio"),
    ],
)
def test_a_misspelt_name_is_found_where_it_is_long_enough(finder: NameFinder, text: str, service: str) -> None:
    (found,) = finder.find(text)
    assert found.service == service
    assert 0.9 <= found.likeness < 1.0


@pytest.mark.parametrize(
    "text",
    ["gekko", "sadd", "a d m", "cambio dell'olio", "cambio della ruota", "assistenza clienti", "centro anziani"],
)
def test_a_short_or_merely_similar_word_is_no_name(finder: NameFinder, text: str) -> None:
    assert finder.find(text) == []


def test_each_word_must_be_like_its_own_even_where_the_whole_is_alike() -> None:
    finder = NameFinder({"sad": ["assistenza domiciliare agli anziani"]}, min_likeness=0.8)
    assert finder.find("assistenza domiciliare agli animali") == []
    assert [found.service for found in finder.find("assistenza domiciliare agli anzziani")] == ["sad"]


def test_how_alike_is_enough_can_be_set() -> None:
    assert NameFinder(NAMES, min_likeness=1.0).find("asistenza domiciliare") == []
    assert NameFinder(NAMES, min_likeness=0.8).find("asistensa domicliare")[0].service == "sad"


@pytest.mark.parametrize(("text", "service"), [("assistenza minorii", "uno"), ("assistenza minoree", "due")])
@pytest.mark.parametrize("order", [("uno", "due"), ("due", "uno")])
def test_the_likest_of_two_misspelt_names_is_taken(text: str, service: str, order: tuple[str, str]) -> None:
    names = {"uno": ["assistenza minori"], "due": ["assistenza minore"]}
    (found,) = NameFinder({each: names[each] for each in order}).find(text)
    assert found.service == service


def test_a_short_name_must_be_exact_even_where_little_likeness_is_enough() -> None:
    finder = NameFinder(NAMES, min_likeness=0.7)
    assert finder.find("gekko") == []
    assert [found.service for found in finder.find("centro giovanni")] == ["geko"]


def test_an_exact_name_wins_over_a_misspelt_one_in_the_same_words() -> None:
    finder = NameFinder({"uno": ["trasporto sociale"], "due": ["trasporti sociali"]})
    assert finder.find("trasporti sociali") == [Found("due", 0, 2, 1.0)]


def test_a_longer_name_wins_over_a_shorter_one_inside_it_also_when_misspelt(finder: NameFinder) -> None:
    assert [found.service for found in finder.find("assistenza domiciliare minorri")] == ["adm"]


def test_without_any_names_nothing_is_found() -> None:
    assert NameFinder({}).find("assistenza domiciliare") == []


@given(st.lists(st.sampled_from(["assistenza", "domiciliare", "minori", "sad", "e", "asistenza", "geko"]), max_size=12))
def test_names_never_overlap_and_stay_inside_the_text(said: list[str]) -> None:
    found = NameFinder(NAMES).find(" ".join(said))
    ends = [0, *(item.end for item in found)]
    assert all(before <= item.start < item.end <= len(said) for before, item in zip(ends, found, strict=False))


def test_every_name_of_our_carta_is_found_whole_as_its_own_service(real_catalogue: Catalogue) -> None:
    names = {service.id: [service.nome, *service.alias] for service in real_catalogue.services}
    finder = NameFinder(names)
    for service_id, listed in names.items():
        for name in listed:
            assert [(found.service, found.likeness) for found in finder.find(name)] == [(service_id, 1.0)], name
