from __future__ import annotations

import factories
import pytest

from sportello.carta import Aspect, Catalogue, UnknownService
from sportello.carta.model import CONTACT_ASPECTS

FACTS = [aspect for aspect in Aspect if aspect not in CONTACT_ASPECTS]


def test_services_come_in_the_order_of_the_file_and_without_groups(catalogue: Catalogue) -> None:
    assert catalogue.ids == ("sportello", "figlio", "bollo", "pasti", "misura")
    assert tuple(service.id for service in catalogue.services) == catalogue.ids


def test_only_services_are_in_the_catalogue(catalogue: Catalogue) -> None:
    assert "pasti" in catalogue
    assert "misure" not in catalogue
    assert "anziani" not in catalogue
    assert None not in catalogue


@pytest.mark.parametrize("service_id", ["misure", "boh", ""])
def test_a_service_that_is_not_there_is_unknown(catalogue: Catalogue, service_id: str) -> None:
    with pytest.raises(UnknownService, match=service_id):
        catalogue.service(service_id)
    with pytest.raises(UnknownService):
        catalogue.fact(service_id, Aspect.COSE)
    with pytest.raises(UnknownService):
        catalogue.contacts(service_id)


def test_the_first_contact_is_the_service_that_the_file_names(catalogue: Catalogue) -> None:
    assert catalogue.first_contact.id == "sportello"


@pytest.mark.parametrize("aspect", [aspect for aspect in FACTS if aspect is not Aspect.COSE])
def test_a_child_inherits_what_it_does_not_state(catalogue: Catalogue, aspect: Aspect) -> None:
    assert catalogue.fact("figlio", aspect) is not None
    assert catalogue.fact("figlio", aspect) is catalogue.fact("sportello", aspect)


def test_a_child_keeps_what_it_states_itself(catalogue: Catalogue) -> None:
    assert catalogue.fact("figlio", Aspect.COSE) == catalogue.service("figlio").cose


def test_a_service_inherits_from_a_group_and_groups_say_nothing_of_what_it_is(catalogue: Catalogue) -> None:
    costs = catalogue.fact("misura", Aspect.COSTI)
    assert costs is not None
    assert costs.testo == "Non si paga nulla."
    assert catalogue.fact("misura", Aspect.COSE) == catalogue.service("misura").cose
    assert [contact.etichetta for contact in catalogue.contacts("misura")] == ["Area"]


def test_facts_and_contacts_pass_through_several_generations(real_catalogue: Catalogue) -> None:
    for service in real_catalogue.services:
        if service.padre and service.contatti is None:
            assert real_catalogue.contacts(service.id)


def test_an_empty_list_of_contacts_is_inherited_like_a_missing_one() -> None:
    town = factories.carta(
        factories.service("padre", contatti=[{"etichetta": "Ufficio", "telefono": "02-9533334"}]),
        factories.service("figlio", padre="padre", contatti=[]),
    )
    assert [contact.etichetta for contact in factories.catalogue(town).contacts("figlio")] == ["Ufficio"]


def test_a_service_received_only_by_appointment_is_no_walk_in() -> None:
    by_appointment, freely = factories.THURSDAY
    town = factories.carta(
        factories.service("fissato", orari={"fasce": [by_appointment]}),
        factories.service("libero", orari={"fasce": [freely]}),
        factories.service("a_parole", orari={"testo": "Senza appuntamento."}),
    )
    assert [service.id for service in factories.catalogue(town).listed(walk_in=True)] == ["libero"]


@pytest.mark.parametrize("aspect", sorted(CONTACT_ASPECTS))
def test_contacts_are_no_fact(catalogue: Catalogue, aspect: Aspect) -> None:
    with pytest.raises(ValueError, match=aspect.value):
        catalogue.fact("sportello", aspect)


@pytest.mark.parametrize(
    ("service_id", "stated"),
    [
        ("sportello", set(Aspect)),
        ("figlio", set(Aspect)),
        (
            "bollo",
            {
                Aspect.COSE,
                Aspect.DESTINATARI,
                Aspect.DOCUMENTI,
                Aspect.ORARI,
                Aspect.COSTI,
                Aspect.TELEFONO,
                Aspect.EMAIL,
                Aspect.CONTATTI,
            },
        ),
        ("pasti", {Aspect.COSE, Aspect.COSTI}),
        ("misura", {Aspect.COSE, Aspect.COSTI, Aspect.TELEFONO, Aspect.CONTATTI}),
    ],
)
def test_an_aspect_is_stated_where_the_service_or_its_parents_state_it(
    catalogue: Catalogue, service_id: str, stated: set[Aspect]
) -> None:
    assert {aspect for aspect in Aspect if catalogue.states(service_id, aspect)} == stated


def test_a_category_is_found_by_its_id_alone(catalogue: Catalogue) -> None:
    assert catalogue.category("anziani").nome == "gli anziani"
    with pytest.raises(KeyError):
        catalogue.category("gli anziani")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("per un ANZIANO", ("anziani",)),
        ("gli anziani e la casa", ("anziani", "casa")),
        ("la casa e gli anziani", ("anziani", "casa")),
        ("terza eta'", ("anziani",)),
        ("la terza volta a questa eta", ()),
        ("un alloggio per i bambini", ("famiglie", "casa")),
        ("un anzianotto", ()),
        ("", ()),
    ],
)
def test_categories_are_found_by_their_names_in_the_order_of_the_file(
    catalogue: Catalogue, text: str, found: tuple[str, ...]
) -> None:
    assert catalogue.categories_in(text) == found


@pytest.mark.parametrize(
    ("text", "free", "walk_in"),
    [
        ("cosa c'è GRATIS?", True, False),
        ("dove non si paga", True, False),
        ("dove si paga", False, False),
        ("senza appuntamento", False, True),
        ("con appuntamento", False, False),
        ("gratis e senza appuntamento", True, True),
    ],
)
def test_the_kind_of_list_is_read_from_the_words_of_the_file(
    catalogue: Catalogue, text: str, free: bool, walk_in: bool
) -> None:
    assert catalogue.wants_free(text) is free
    assert catalogue.wants_walk_in(text) is walk_in


@pytest.mark.parametrize(
    ("categories", "kinds", "found"),
    [
        ((), {}, ["sportello", "figlio", "bollo", "pasti", "misura"]),
        (("anziani",), {}, ["sportello", "pasti"]),
        (("famiglie", "anziani"), {}, ["sportello"]),
        (("casa", "anziani"), {}, []),
        ((), {"free": True}, ["sportello", "figlio", "misura"]),
        ((), {"walk_in": True}, ["sportello", "figlio"]),
        (("famiglie",), {"free": True, "walk_in": True}, ["sportello", "figlio"]),
        (("anziani",), {"free": True}, ["sportello"]),
        (("boh",), {}, []),
    ],
)
def test_lists_hold_the_services_that_meet_every_wish(
    catalogue: Catalogue, categories: tuple[str, ...], kinds: dict[str, bool], found: list[str]
) -> None:
    assert [service.id for service in catalogue.listed(categories, **kinds)] == found
