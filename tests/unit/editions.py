"""New editions of a Carta made for a test: what services say, in the wording of a Carta, as text, Word or PDF."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sportello.carta import Carta, Catalogue
from sportello.carta.hours import spoken_clock
from sportello.carta.model import Aspect, Card, Costs, Documents, Hours, Service

HEADER, FOOTER = "Comune di Prova · Carta dei Servizi Sociali", "Settore Servizi alla Persona · pag. {page} di 9"
_COSTS = {
    "gratuito": "Il servizio è gratuito.",
    "tariffe_comunali": "Il servizio è soggetto a contributi a carico dell’utente, secondo le tariffe comunali "
    "approvate annualmente dalla Giunta.",
}


class Piece(NamedTuple):
    """A paragraph of a document: `section`, `title`, `item`, `label`, `text` or `bullet`."""

    kind: str
    text: str


def edition(carta: Carta) -> list[Piece]:
    """A whole Carta that says what the knowledge file says, as municipalities print it."""
    catalogue = Catalogue(carta)
    pieces = [Piece("text", "La presente Carta rappresenta un impegno dell’Ente verso i cittadini.")]
    for number, services in groupby(carta.servizi, key=lambda service: service.sezione):
        inside = list(services)
        pieces.append(Piece("section", f"{number}. {_section_title(inside)}"))
        for parent, children in groupby(inside, key=lambda each: (each.padre, _contact_lines(catalogue, each))):
            pieces += _services(catalogue, parent[0], list(children), len(inside) == 1)
    return pieces


def _section_title(services: Sequence[Service]) -> str:
    if len(services) == 1 or any(service.padre == services[0].id for service in services):
        return services[0].nome.upper()
    return "INTERVENTI E PRESTAZIONI"


def _services(catalogue: Catalogue, parent: str | None, services: list[Service], alone: bool) -> Iterator[Piece]:
    if parent is None or len(services) == 1:
        for service in services:
            if not alone and not any(child.padre == service.id for child in catalogue.services):
                yield Piece("title", service.nome if service.sigla is None else f"{service.sigla} ({service.nome})")
            yield from _service(catalogue, service, labelled=parent is None)
        return
    group = next((group for group in catalogue.carta.gruppi if group.id == parent), None)
    yield Piece("title", group.nome if group else "Le altre aree di intervento")
    yield Piece("text", "Si tratta di interventi diversi, ciascuno con le sue finalità. I principali sono:")
    for service in services:
        yield Piece("item", service.nome)
        yield from _what(service)
    shared = group or Card(**services[0].dict(include={"id", "nome", "sezione", "accesso", "contatti"}))
    yield from _facts(catalogue, shared, services[0])


def _service(catalogue: Catalogue, service: Service, labelled: bool) -> Iterator[Piece]:
    if labelled:
        yield Piece("label", "Cos’è")
    yield from _what(service)
    yield from _facts(catalogue, service, service)


def _what(service: Service) -> Iterator[Piece]:
    yield Piece("text", service.cose.testo)
    for detail in service.cose.dettagli:
        yield Piece("bullet", detail.rstrip(".") + ";")


def _facts(catalogue: Catalogue, card: Card, service: Service) -> Iterator[Piece]:
    documents = catalogue.fact(service.id, Aspect.DOCUMENTI)
    hours = catalogue.fact(service.id, Aspect.ORARI)
    if card.destinatari:
        yield Piece("label", "A chi è rivolto")
        yield Piece("text", card.destinatari.testo.replace(" {documenti}", ""))
    if card.accesso:
        yield Piece("label", "Modalità di accesso:")
        slots = hours.fasce if isinstance(hours, Hours) else ()
        for slot in slots:
            how = {"appuntamento": "Su appuntamento nella giornata di", "libero": "Accesso libero il"}[slot.tipo]
            times = f"dalle {spoken_clock(slot.dalle)} alle {spoken_clock(slot.alle)}"
            yield Piece("bullet", f"{how} {slot.giorno} {times}")
        yield Piece("text", card.accesso.testo if not slots else "Chi arriva per primo passa per primo.")
    if isinstance(documents, Documents):
        yield Piece("label", "DOCUMENTI")
        yield Piece("text", documents.testo)
        yield from (Piece("bullet", document) for document in documents.elenco)
    if card.dove and "via" in card.dove.testo.lower():
        yield Piece("label", "Dove")
        yield Piece("text", card.dove.testo)
    if isinstance(card.costi, Costs):
        yield Piece("label", "Costi")
        yield Piece("text", _costs(card.costi))
    yield Piece("label", "Contatti")
    yield from (Piece("text", line) for line in _contact_lines(catalogue, service))


def _costs(costs: Costs) -> str:
    if costs.tipo != "importo":
        return _COSTS[costs.tipo]
    amounts = {name: f"{cents // 100},{cents % 100:02} €" for name, cents in costs.importi.items()}
    return costs.testo.format(**amounts)


def _contact_lines(catalogue: Catalogue, service: Service) -> tuple[str, ...]:
    contacts = catalogue.contacts(service.id)
    lines: list[str] = []
    for number, contact in enumerate(contacts, 1):
        if len(contacts) > 1:
            lines.append(f"{number}. {contact.etichetta}:")
        lines += [f"Telefono : {contact.telefono}"] if contact.telefono else []
        lines += [f"mail: {contact.email}"] if contact.email else []
    return tuple(lines)


# -- the same on pages


def wrapped(piece: Piece, width: int) -> list[str]:
    """The printed lines of a piece; now and then a word is cut at a line's end."""
    mark = {"bullet": "• ", "item": "• "}.get(piece.kind, "")
    lines = textwrap.wrap(mark + piece.text, width, break_long_words=False, break_on_hyphens=False)
    for at in range(2, len(lines), 3):
        word, _, rest = lines[at].partition(" ")
        if word.isalpha() and word.islower() and len(word) > 8:
            lines[at - 1] += f" {word[:5]}-"
            lines[at] = f"{word[5:]} {rest}"
    return lines


def text_file(path: Path, pieces: Iterable[Piece], width: int = 92, rows: int = 45) -> Path:
    """As a converter of PDF makes it: a blank line after each, headers and page numbers among the lines."""
    lines = [line for piece in pieces for line in wrapped(piece, width)]
    pages = [lines[at : at + rows] for at in range(0, len(lines), rows)]
    printed = [
        "\n\n".join([HEADER, *page, FOOTER.format(page=number), str(number)]) for number, page in enumerate(pages, 1)
    ]
    path.write_text("\n\n".join(printed), encoding="utf-8")
    return path


def docx_file(path: Path, pieces: Iterable[Piece], styled: bool = True) -> Path:
    """A Word document with headers, and with styles or only bold letters for what stands out."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = HEADER
    document.sections[0].footer.paragraphs[0].text = FOOTER.format(page=1)
    styles = {"section": "Heading 1", "title": "Heading 2", "label": "Heading 3", "bullet": "List Bullet"}
    styles |= {"item": "List Bullet"}
    for kind, text in pieces:
        if styled or kind in ("bullet", "item"):
            document.add_paragraph(text, styles.get(kind))
        else:
            document.add_paragraph().add_run(text).bold = kind != "text"
    document.save(str(path))
    return path


def pdf_file(path: Path, pieces: Iterable[Piece], columns: int = 1) -> Path:
    """A PDF of A4 pages with headers, footers, ligatures and bold headings, in one or two columns."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    width, rows, body = {1: 92, 2: 42}[columns], 48, {1: 8.5, 2: 8.0}[columns]
    sizes = {"section": 1.3 * body, "title": 1.15 * body}
    lines = [(p.kind, line) for p in pieces for line in wrapped(p, int(0.75 * width) if p.kind in sizes else width)]
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path) as pdf:
        for number, at in enumerate(range(0, len(lines), rows * columns), 1):
            figure = Figure(figsize=(8.27, 11.69))
            figure.text(0.5, 0.96, HEADER, size=8, ha="center")
            figure.text(0.5, 0.03, FOOTER.format(page=number), size=8, ha="center")
            for index, (kind, line) in enumerate(lines[at : at + rows * columns]):
                column, row = divmod(index, rows)
                weight = "bold" if kind in ("section", "title", "label", "item") else "normal"
                place = (0.08 + column * 0.45, 0.92 - row * 0.018)
                printed = line.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("$", r"\$")
                figure.text(*place, printed, size=sizes.get(kind, body), weight=weight)
            pdf.savefig(figure)
    return path


# Another municipality's: no numbers, labels of other words, some with their text beside them.
FOREIGN = """\
CARTA DEI SERVIZI
Comune di Altrove

INDICE
Segretariato sociale ........ 3
Telesoccorso ................ 4

Segretariato Sociale

Descrizione del servizio: accoglie i cittadini e li orienta verso i servizi sociali e sociosanitari.
Destinatari: tutti i residenti.
Come si accede: senza appuntamento, il lunedì dalle 9.00 alle 12.00.
Costo: gratuito.
Recapiti: Tel. 02 1234567 – sociale@comune.altrove.it

Pasti a domicilio

Che cos'è
Consegna di pasti caldi a casa di anziani e persone con disabilità.
Requisiti
- residenza nel Comune
- età superiore a 65 anni
Modalità di accesso
Domanda all'Ufficio Servizi Sociali.
Tariffe
Il pasto costa 6,50 euro, secondo l'ISEE da 2,00 a 6,50 euro.
Per informazioni
Ufficio Servizi Sociali, via Roma 1, tel. 02 1234568
e-mail: pasti@comune.altrove.it

Telesoccorso
Che cos'è
Un apparecchio collegato a una centrale, per chiedere aiuto con un pulsante.
A chi si rivolge
Anziani soli.
Quanto costa
Euro 10,00 al mese.
Documentazione necessaria
- carta d'identità
- attestazione ISEE
Contatti
Ufficio Servizi Sociali, tel. 02 1234568

Servizio di Assistenza Domiciliare (SAD)
Che cos'è
Aiuto a casa nell'igiene della persona e nelle faccende.
A chi si rivolge
Persone non autosufficienti.
Orari
Dal lunedì al venerdì dalle 8.00 alle 14.00, su appuntamento
Quanto costa
È prevista una compartecipazione.
Contatti
Ufficio Servizi Sociali, tel. 02 1234568
"""
