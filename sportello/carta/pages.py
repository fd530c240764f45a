"""The Carta as pages to read, print and link to: an index and a page for each service.

The words of the pages are in `templates/`; the facts are those of `sportello.carta.present`, the
same that answers say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sportello.carta import present
from sportello.carta.model import Service
from sportello.carta.query import Catalogue
from sportello.carta.structured import government_service

_TEMPLATES = Path(__file__).parent / "templates"
_BULLET = "• "


class Pages:
    """Makes the pages of whichever catalogue is in force.

    Guarantees that nothing of the Carta is ever taken for HTML: the templates escape all they show.
    """

    def __init__(self, stylesheets: Sequence[str]) -> None:
        """Takes the addresses of the stylesheets, in the order in which they apply."""
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"blocks": blocks, "sentence": _sentence, "spoken_date": _spoken_date}
        self._templates.globals["stylesheets"] = tuple(stylesheets)

    def site(self, catalogue: Catalogue) -> str:
        """The demo site: a page of the Comune with the assistant on it."""
        return self._render("sito.html", catalogue)

    def index(self, catalogue: Catalogue) -> str:
        """The page that lists every service, and the services of each public."""
        return self._render(
            "indice.html",
            catalogue,
            services=_entries(catalogue.services, summaries=True),
            categories=[
                {"nome": category.nome, "services": _entries(catalogue.listed([category.id]))}
                for category in catalogue.carta.categorie
                if catalogue.listed([category.id])
            ],
        )

    def service(self, catalogue: Catalogue, service_id: str) -> str:
        """The page of one service.

        Raises:
            UnknownService: where there is none with this id.
        """
        service = catalogue.service(service_id)
        return self._render(
            "servizio.html",
            catalogue,
            facts=present.facts(catalogue, service_id),
            openings=present.openings(catalogue, service_id),
            contacts=present.contact_cards(catalogue, service_id),
            related=_entries(other for other in catalogue.services if _are_kin(service, other)),
            verified=service.verificato_il,
            data=government_service(catalogue, service_id),
        )

    def text(self, catalogue: Catalogue, title: str, html: str) -> str:
        """A page with one text, given as HTML that can be trusted, its heading included."""
        return self._render("testo.html", catalogue, title=title, body=html)

    def failure(self, catalogue: Catalogue, sentence: str) -> str:
        """The page that says why there is no other."""
        return self._render("errore.html", catalogue, sentence=sentence)

    def _render(self, name: str, catalogue: Catalogue, **values: Any) -> str:
        first = catalogue.first_contact
        return self._templates.get_template(name).render(
            comune=catalogue.carta.carta,
            emergency=catalogue.carta.numeri_di_emergenza.emergenza,
            first=_entry(first) | {"contacts": present.contact_cards(catalogue, first.id)},
            **values,
        )


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """The lines of a text in order, as runs of `text` or of `list` without its bullets."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    runs = groupby(lines, key=lambda line: "list" if line.startswith(_BULLET) else "text")
    return [(kind, [line.removeprefix(_BULLET) for line in run]) for kind, run in runs]


def _sentence(text: str) -> str:
    """The text with a capital first, the others as they are."""
    return text[:1].upper() + text[1:]


def _spoken_date(day: dt.date) -> str:
    return format_date(day, format="long", locale="it")


def _are_kin(service: Service, other: Service) -> bool:
    """Whether one of two services is an area of the other."""
    return other.padre == service.id or other.id == service.padre


def _entries(services: Iterable[Service], *, summaries: bool = False) -> list[dict[str, str | None]]:
    return [_entry(service) | {"summary": service.cose.testo if summaries else None} for service in services]


def _entry(service: Service) -> dict[str, Any]:
    return {"title": present.title(service), "address": present.page_address(service.id)}
