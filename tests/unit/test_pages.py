from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import factories
import pytest

from sportello.carta import CartaStore, Catalogue, UnknownService, present
from sportello.carta.pages import Pages, blocks
from sportello.carta.structured import government_service

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)></script> \"' [qui](javascript:alert(1))"
PAGES = Pages(["/assistente/carta.css"])
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Document(HTMLParser):
    """A page read as a browser does; unbalanced elements are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((self.open[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self) -> str:
        return "\n".join(text for tag, text in self.texts if tag != "script")


def every_page(catalogue: Catalogue) -> dict[str, str]:
    services = {service_id: PAGES.service(catalogue, service_id) for service_id in catalogue.ids}
    return services | {
        " index": PAGES.index(catalogue),
        " site": PAGES.site(catalogue),
        " failure": PAGES.failure(catalogue, "Non c'è."),
    }


def data_of(page: Document) -> dict[str, object]:
    return json.loads(next(text for tag, text in page.texts if tag == "script"))


def test_every_page_is_whole_and_can_be_found_the_way_by_ear(real_catalogue: Catalogue) -> None:
    for name, text in every_page(real_catalogue).items():
        page = Document(text)
        assert page.all("html") == [{"lang": "it"}], name
        assert [len(page.all(tag)) for tag in ("h1", "main", "header", "footer", "title")] == [1] * 5, name
        headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(headings)), name
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        for _, attributes in page.elements:
            assert attributes.get("aria-labelledby", ids[0]) in ids, name


def test_no_page_needs_a_script_or_a_style_of_its_own(real_catalogue: Catalogue) -> None:
    for name, text in every_page(real_catalogue).items():
        page = Document(text)
        scripts = [attributes for attributes in page.all("script") if attributes.get("type") != "application/ld+json"]
        assert all("src" in attributes and "defer" in attributes for attributes in scripts), name
        assert page.all("style") == [], name
        inline = {
            key for _, attributes in page.elements for key in attributes if key == "style" or key.startswith("on")
        }
        assert inline == set(), name


def test_nothing_is_loaded_from_elsewhere(real_catalogue: Catalogue) -> None:
    for name, text in every_page(real_catalogue).items():
        for _, attributes in Document(text).elements:
            for key in ("src", "href"):
                assert re.match(r"/(?!/)|#|tel:\+?\d+$|mailto:[^?]+$", attributes.get(key) or "/"), (name, attributes)


def test_a_page_says_every_fact_that_answers_say(real_catalogue: Catalogue) -> None:
    for service_id in real_catalogue.ids:
        text = Document(PAGES.service(real_catalogue, service_id)).text()
        facts = present.facts(real_catalogue, service_id)
        for key in set(facts) - {"id", "orari", "contatti", "telefono", "email"}:
            for _, lines in blocks(facts[key]):
                assert all(line in text for line in lines), (service_id, key)
        for line in present.openings(real_catalogue, service_id):
            assert line[1:] in text
        for card in present.contact_cards(real_catalogue, service_id):
            assert all(card[key] in text for key in ("etichetta", "telefono", "email", "avviso") if card[key])


def test_what_the_carta_does_not_state_is_said_and_the_contact_is_there(catalogue: Catalogue) -> None:
    page = Document(PAGES.service(catalogue, "pasti"))
    assert page.text().count("La Carta non lo indica.") == 5
    assert {"href": "tel:+39029533334"} in page.all("a"), "the first contact stands in for the missing one"


def test_the_source_of_a_service_that_no_printed_carta_has_is_the_carta_alone(catalogue: Catalogue) -> None:
    assert "Fonte: Carta di prova, sezione 1." in Document(PAGES.service(catalogue, "pasti")).text()
    new = factories.catalogue(factories.carta(factories.service("nuovo", sezione=None)))
    said = Document(PAGES.service(new, "nuovo")).text()
    assert "Fonte: Carta di prova." in said
    assert "sezione" not in said
    assert "None" not in said


def test_the_notes_of_the_operators_are_not_published() -> None:
    catalogue = factories.catalogue(factories.carta(factories.service("uno", note="Da chiedere in ufficio.")))
    assert "Da chiedere" not in PAGES.service(catalogue, "uno")


def test_html_in_a_fact_is_text_wherever_it_stands() -> None:
    service = factories.service(
        "uno",
        nome=NASTY,
        sigla=NASTY,
        sezione=NASTY,
        cose={"testo": NASTY, "dettagli": [NASTY]},
        destinatari={"testo": NASTY},
        accesso={"testo": NASTY},
        orari={"testo": NASTY},
        costi={"tipo": "gratuito", "testo": NASTY},
        documenti={"testo": NASTY, "elenco": [NASTY], "dettagli": NASTY},
        dove={"testo": NASTY},
        contatti=[{"etichetta": NASTY, "telefono": "02-9533334", "avviso": NASTY}],
        categorie=["anziani"],
    )
    catalogue = factories.catalogue(factories.carta(service, comune=NASTY))
    for text in (PAGES.service(catalogue, "uno"), PAGES.index(catalogue), PAGES.failure(catalogue, NASTY)):
        page = Document(text)
        assert page.all("img") == []
        assert all("javascript:" not in (attributes.get("href") or "") for attributes in page.all("a"))
        assert NASTY.splitlines()[0][:20] in page.text()
    page = Document(PAGES.service(catalogue, "uno"))
    assert len(page.all("script")) == 2, "the data and the widget, none from the facts"
    assert data_of(page) == government_service(catalogue, "uno")


def test_a_service_is_described_in_the_vocabulary_of_schema_org(catalogue: Catalogue) -> None:
    assert government_service(catalogue, "sportello") == {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": "Servizio sportello",
        "description": "Ascolta e orienta.",
        "url": "/carta/sportello",
        "provider": {"@type": "GovernmentOrganization", "name": "Comune di Prova"},
        "areaServed": {"@type": "AdministrativeArea", "name": "Prova"},
        "audience": {"@type": "Audience", "audienceType": "A tutti."},
        "offers": {"@type": "Offer", "description": "È gratuito.", "price": "0", "priceCurrency": "EUR"},
        "hoursAvailable": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": "https://schema.org/Thursday",
                "opens": opens,
                "closes": closes,
                "description": way,
            }
            for opens, closes, way in (("09:00", "16:00", "su appuntamento"), ("16:00", "18:00", "ad accesso libero"))
        ],
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "name": "Sportello",
                "servicePhone": {
                    "@type": "ContactPoint",
                    "contactType": "Sportello",
                    "telephone": "+39029533334",
                    "email": "sportello@comune.it",
                },
            }
        ],
    }


def test_what_is_not_stated_is_not_described(catalogue: Catalogue) -> None:
    described = set(government_service(catalogue, "pasti"))
    assert described.isdisjoint({"audience", "hoursAvailable", "availableChannel"})
    assert "price" not in government_service(catalogue, "bollo")["offers"]
    assert "hoursAvailable" not in government_service(catalogue, "bollo")


def test_every_service_of_our_carta_carries_its_description(real_catalogue: Catalogue) -> None:
    for service_id in real_catalogue.ids:
        page = Document(PAGES.service(real_catalogue, service_id))
        assert data_of(page) == government_service(real_catalogue, service_id)


def test_an_area_and_its_service_lead_to_each_other(catalogue: Catalogue) -> None:
    assert {"href": "/carta/figlio"} in Document(PAGES.service(catalogue, "sportello")).all("a")
    assert {"href": "/carta/sportello"} in Document(PAGES.service(catalogue, "figlio")).all("a")
    assert "Servizi collegati" not in PAGES.service(catalogue, "pasti")


def test_the_index_leads_to_every_service_and_leaves_out_empty_categories(catalogue: Catalogue) -> None:
    links = {attributes["href"] for attributes in Document(PAGES.index(catalogue)).all("a")}
    assert {present.page_address(service_id) for service_id in catalogue.ids} <= links
    without_homes = factories.catalogue(factories.carta(factories.service("uno", categorie=["anziani"])))
    assert "Per la casa" not in PAGES.index(without_homes)


def test_there_is_no_page_of_an_unknown_service(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownService):
        PAGES.service(catalogue, "boh")


def test_the_pages_are_of_the_carta_in_force(tmp_path: Path) -> None:
    store = CartaStore(factories.write(tmp_path / "carta.yml", factories.town()), refresh_seconds=0)
    town = factories.town()
    town["servizi"][0]["dove"]["testo"] = "In piazza, al numero uno."
    assert "In piazza" not in PAGES.service(store.current(), "figlio")
    factories.write(tmp_path / "carta.yml", town)
    assert "In piazza, al numero uno." in PAGES.service(store.current(), "figlio")


def test_lines_and_bullets_are_told_apart_and_keep_their_order() -> None:
    assert blocks("Prima.\n• uno\n• due\n\n Poi. \n• tre") == [
        ("text", ["Prima."]),
        ("list", ["uno", "due"]),
        ("text", ["Poi."]),
        ("list", ["tre"]),
    ]
    assert blocks("") == []
