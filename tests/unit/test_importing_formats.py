"""The whole Carta that we ship, printed as municipalities do, is read back from each kind of file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import editions
import pytest

from sportello.carta import Catalogue, read
from sportello.importing import sources
from sportello.importing.contacts import FoundContact, same
from sportello.importing.draft import Outcome, read_edition
from sportello.importing.found import services
from sportello.importing.lines import Unreadable
from sportello.importing.matching import match
from sportello.importing.names import KnownNames
from sportello.importing.outline import outline
from sportello.settings import ROOT

PRESENT = ROOT / "data" / "carta.yml"
KINDS: dict[str, Callable[[Path, list[editions.Piece]], Path]] = {
    "testo": lambda folder, pieces: editions.text_file(folder / "carta.txt", pieces),
    "testo stretto": lambda folder, pieces: editions.text_file(folder / "carta.txt", pieces, width=58, rows=30),
    "Word con stili": lambda folder, pieces: editions.docx_file(folder / "carta.docx", pieces),
    "Word in grassetto": lambda folder, pieces: editions.docx_file(folder / "carta.docx", pieces, styled=False),
    "PDF": lambda folder, pieces: editions.pdf_file(folder / "carta.pdf", pieces),
    "PDF in colonne": lambda folder, pieces: editions.pdf_file(folder / "carta.pdf", pieces, columns=2),
}


@pytest.fixture(scope="module", params=KINDS)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    pieces = editions.edition(read(PRESENT))
    return KINDS[request.param](tmp_path_factory.mktemp("edizione"), pieces)


@pytest.fixture(scope="module")
def outcome(document: Path) -> Outcome:
    return read_edition(document, PRESENT, read(PRESENT))


def test_all_services_are_found_with_their_contacts(document: Path, real_catalogue: Catalogue) -> None:
    carta = real_catalogue.carta
    known = KnownNames(carta)
    found = services(outline(sources.read(document)[0], known), known)
    matches = match(found, carta, known)
    assert (matches.new, matches.gone, matches.twice) == ([], [], [])
    said = {pair.card.id: pair.found.contacts for pair in matches.both}
    assert set(said) >= set(real_catalogue.ids)
    for service in real_catalogue.services:
        now = [FoundContact(contact.telefono, contact.email) for contact in real_catalogue.contacts(service.id)]
        contacts = said[service.id] or said[str(service.padre)]
        assert same(contacts, now), service.id


def test_an_edition_that_says_the_same_changes_nothing(outcome: Outcome) -> None:
    assert outcome.found == 22
    assert (outcome.differences, outcome.new, outcome.gone, outcome.notes) == ([], [], [], [])
    assert outcome.problems == []
    assert outcome.text.endswith("\n\n" + PRESENT.read_text(encoding="utf-8"))


# -- a Carta that was not made like ours


def foreign_text(folder: Path) -> Path:
    return written(folder / "altra.txt", editions.FOREIGN.encode())


def foreign_word(folder: Path) -> Path:
    """The same with Word's own headings and bullets."""
    import docx

    document: Any = docx.Document()
    for paragraph in editions.FOREIGN.splitlines():
        is_title = paragraph in ("Segretariato Sociale", "Pasti a domicilio", "Telesoccorso") or "(SAD)" in paragraph
        style = "Heading 1" if is_title else "List Bullet" if paragraph.startswith("- ") else None
        document.add_paragraph(paragraph.removeprefix("- "), style)
    document.save(str(folder / "altra.docx"))
    return folder / "altra.docx"


@pytest.mark.parametrize("make", [foreign_text, foreign_word])
def test_a_carta_of_another_municipality_is_read_by_its_own_headings(
    make: Callable[[Path], Path], tmp_path: Path, real_catalogue: Catalogue
) -> None:
    known = KnownNames(real_catalogue.carta)
    found = {each.title.name: each for each in services(outline(sources.read(make(tmp_path))[0], known), known)}
    first, meals, alarm, home = found.values()
    assert list(found) == [
        *("Segretariato Sociale", "Pasti a domicilio", "Telesoccorso"),
        "Servizio di Assistenza Domiciliare",
    ]
    assert [each.contacts[0].phone for each in found.values()] == ["02 1234567", *["02 1234568"] * 3]
    assert [each.costs and each.costs.kind for each in found.values()] == [
        *("gratuito", "importo", "importo"),
        "tariffe_comunali",
    ]
    assert (first.appointment, first.hours.slots[0].day) == ("no", "lunedì")
    assert meals.destinatari == "residenza nel Comune. età superiore a 65 anni."
    assert alarm.documents
    assert alarm.documents.listed == ("carta d'identità", "attestazione ISEE")
    assert len(home.hours.slots) == 5


@pytest.mark.parametrize("left_out", ["Che cos'è\n", r"Che cos'è\n.*\n", r"Quanto costa\n.*\n"])
def test_services_are_found_though_they_do_not_say_everything(
    left_out: str, tmp_path: Path, real_catalogue: Catalogue
) -> None:
    known = KnownNames(real_catalogue.carta)
    lines, _ = sources.read(written(tmp_path / "altra.txt", re.sub(left_out, "", editions.FOREIGN).encode()))
    found = services(outline(lines, known), known)
    assert [(each.title.name, each.contacts[0].phone) for each in found] == [
        ("Segretariato Sociale", "02 1234567"),
        ("Pasti a domicilio", "02 1234568"),
        ("Telesoccorso", "02 1234568"),
        ("Servizio di Assistenza Domiciliare", "02 1234568"),
    ]


# -- files that cannot be read


def encrypted_pdf(path: Path) -> Path:
    """A PDF that nobody opens without its password."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(body)
    path.write_bytes(body + table + trailer)
    return path


def scanned_pdf(path: Path) -> Path:
    """A PDF whose pages are pictures."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    with PdfPages(path) as pdf:
        figure = Figure()
        figure.figimage([[0.0, 1.0], [1.0, 0.0]])
        pdf.savefig(figure)
    return path


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "<niente/>")
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


UNREADABLE: list[tuple[str, Callable[[Path], Path], str]] = [
    ("che non c'è", lambda folder: folder / "manca.pdf", "non esiste"),
    ("cartella", lambda folder: folder, "non è un file"),
    ("vuoto", lambda folder: written(folder / "v.txt", b"  \n\n"), "non contiene testo"),
    ("PDF con password", lambda folder: encrypted_pdf(folder / "p.pdf"), "protetto da una password"),
    ("PDF di immagini", lambda folder: scanned_pdf(folder / "s.pdf"), "le pagine sono immagini"),
    ("PDF rotto", lambda folder: written(folder / "r.pdf", b"%PDF-1.7\n" + b"\xff\x00" * 90), "danneggiato|immagini"),
    ("Word rotto", lambda folder: archive(folder / "w.docx", "word/document.xml"), "danneggiato"),
    (
        "Word vecchio",
        lambda folder: written(folder / "w.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99),
        ".docx",
    ),
    ("OpenDocument", lambda folder: archive(folder / "o.odt", "content.xml"), "Lo salvi come .docx"),
    ("RTF", lambda folder: written(folder / "r.rtf", b"{\\rtf1 ciao}"), "Lo salvi come .docx"),
    ("immagine", lambda folder: written(folder / "i.png", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9), "non è un PDF"),
    ("senza servizi", lambda folder: written(folder / "d.txt", b"Cari cittadini,\nbuone feste a tutti.\n"), "nessun"),
]


@pytest.mark.parametrize(("make", "reason"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    make: Callable[[Path], Path], reason: str, tmp_path: Path, real_catalogue: Catalogue
) -> None:
    with pytest.raises(Unreadable, match=reason) as refused:
        read_edition(make(tmp_path), PRESENT, real_catalogue.carta)
    assert len(str(refused.value).splitlines()) == 1


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    path = tmp_path / "carta.pdf"
    with PdfPages(path) as pdf:
        for text in ("Un servizio che ascolta e orienta chi ne ha bisogno. " * 3, ""):
            figure = Figure()
            figure.text(0.01, 0.5, text, size=4)
            pdf.savefig(figure)
    assert sources.read(path)[1] == ["Senza testo (vuote, o immagini) le pagine: 2."]


# -- layouts of Word and PDF that a text has not


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    import docx

    document: Any = docx.Document()
    document.add_paragraph("Telesoccorso")
    table = document.add_table(rows=0, cols=2)
    for label, text in (("Cos’è", "Un aiuto a casa."), ("Costi", "Gratuito"), ("Contatti", "Tel. 02-9533360")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, text
    document.save(str(tmp_path / "carta.docx"))
    lines = [line.text for line in sources.read(tmp_path / "carta.docx")[0]]
    assert lines == ["Telesoccorso", "Cos'è", "Un aiuto a casa.", "Costi", "Gratuito", "Contatti", "Tel. 02-9533360"]


def test_word_s_own_numbers_and_breaks_are_read_and_its_table_of_contents_is_not(tmp_path: Path) -> None:
    import docx

    document: Any = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Segretariato sociale\t3", "toc 1")
    document.add_paragraph("Pasto a domicilio .......... 4")
    for text in ("Anziani", "Adulti"):
        document.add_paragraph(text, "List Number")
    document.add_paragraph("Telefono: 02\nMail: a@comune.it")
    document.save(str(tmp_path / "carta.docx"))
    lines = sources.read(tmp_path / "carta.docx")[0]
    assert [(line.number, line.text) for line in lines] == [
        ("1", "Anziani"),
        ("2", "Adulti"),
        ("", "Telefono: 02"),
        ("", "Mail: a@comune.it"),
    ]


def test_a_text_is_read_in_every_usual_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path = written(tmp_path / "carta.txt", "È per le città\r\nPag. 3 di 9\r\n12\r\n".encode(encoding))
        assert [line.text for line in sources.read(path)[0]] == ["È per le città"], encoding


def test_two_columns_of_a_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [
        "Il servizio ascolta e orienta",
        "chi si trova in una difficoltà",
        "personale, familiare, oppure",
        "economica.",
    ]
    right = ["A tutti i residenti nel Comune", "e a chi vi lavora da un anno", "almeno, con la sua famiglia", "intera."]
    rows = [f"{first:44}{second}" for first, second in zip(left, right, strict=True)]
    path = written(tmp_path / "carta.txt", "\n".join(rows).encode())
    assert [line.text for line in sources.read(path)[0]] == [*left, *right]


def test_a_label_beside_its_text_stands_before_it(tmp_path: Path) -> None:
    rows = [
        "Modalità di       Si presenta una domanda",
        "accesso           allo sportello.",
        "Costi             Gratuito",
    ]
    path = written(tmp_path / "carta.txt", "\n".join(rows).encode())
    lines = [line.text for line in sources.read(path)[0]]
    assert lines == ["Modalità di accesso", "Si presenta una domanda", "allo sportello.", "Costi", "Gratuito"]
