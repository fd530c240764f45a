"""How a document becomes lines: signs, marks, words cut in two, labels, paragraphs."""

from __future__ import annotations

import pytest

from sportello.importing.labels import label_of
from sportello.importing.lines import Line, clean, line_of
from sportello.importing.names import Title, title_of
from sportello.importing.paragraphs import Block, blocks, mended, prose


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("  Cos’è  ", "Cos'è"),
        ("uﬃci aﬃdati alla ﬁne", "uffici affidati alla fine"),
        ("E’ un servizio", "È un servizio"),
        ("citta\u0300 e\u00a0paese", "città e paese"),
        ("02\u20119533334", "02-9533334"),
        ("invi\u200bsibile\ufeff", "invisibile"),
    ],
)
def test_signs_of_printers_are_replaced_by_plain_ones(printed: str, expected: str) -> None:
    assert clean(printed) == expected


@pytest.mark.parametrize(
    ("printed", "mark", "number", "text"),
    [
        ("• Accoglienza", "•", "", "Accoglienza"),
        ("•Accoglienza", "•", "", "Accoglienza"),
        ("\uf0b7 Accoglienza", "\uf0b7", "", "Accoglienza"),
        ("– accompagnamento", "-", "", "accompagnamento"),
        ("1. SEGRETARIATO", "1", "1", "SEGRETARIATO"),
        ("4.SUPPORTI", "1", "4", "SUPPORTI"),
        ("1 - Sportello", "1", "1", "Sportello"),
        ("2- Misure", "1", "2", "Misure"),
        ("3.2 Assistenza", "1", "3.2", "Assistenza"),
        ("a) la domanda", "a", "", "la domanda"),
        ("9.00 alle 12.00", "", "", "9.00 alle 12.00"),
        ("02-9533334", "", "", "02-9533334"),
        ("104/92 e seguenti", "", "", "104/92 e seguenti"),
        ("11-21 anni", "", "", "11-21 anni"),
        ("-5 gradi", "", "", "-5 gradi"),
    ],
)
def test_a_line_is_told_from_the_sign_that_it_begins_with(printed: str, mark: str, number: str, text: str) -> None:
    assert line_of(printed) == Line(text, mark, number)


@pytest.mark.parametrize(
    ("printed", "field", "rest"),
    [
        ("Cos'è", "cose", ""),
        ("COS'E'", "cose", ""),
        ("Che cos’è?", "cose", ""),
        ("A chi è rivolto il servizio:", "destinatari", ""),
        ("A CHI E’ RIVOLTO", "destinatari", ""),
        ("Modalità di accesso", "accesso", ""),
        ("Modalita di acesso", "accesso", ""),
        ("MODALITA’ D’ACCESSO :", "accesso", ""),
        ("1) Costi", "costi", ""),
        ("Costi: Servizio gratuito", "costi", "Servizio gratuito"),
        ("Costi del servizio – 5 euro", "costi", "5 euro"),
        ("• Orari: lunedì 9-12", "orari", "lunedì 9-12"),
        ("Tempi di attesa", "altro", ""),
        ("Per informazioni", "contatti", ""),
        ("Dove si trova", "dove", ""),
        ("Cosa serve?", "documenti", ""),
    ],
)
def test_labels_are_known_however_they_are_printed(printed: str, field: str, rest: str) -> None:
    label = label_of(line_of(printed))
    assert label is not None
    assert (label.field, label.rest) == (field, rest)


@pytest.mark.parametrize(
    "printed",
    [
        "costi",
        "Costi,",
        "Informazione e orientamento al lavoro",
        "Accesso libero il giovedì",
        "Costa poco",
        "Telefono: 02",
    ],
)
def test_text_and_titles_are_no_labels(printed: str) -> None:
    assert label_of(line_of(printed)) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("il servi-", "zio è"), ["il servizio è"]),
        (("il socio-", "sanitario"), ["il sociosanitario"]),
        (("percorsi di bene-", "auguri"), ["percorsi di bene-auguri"]),
        (("il centro Nord-", "Sud"), ["il centro Nord-", "Sud"]),
        (("il servi\u00ad", "zio"), ["il servizio"]),
        (("Mail: uffi\u00adcio@comune.", "bussero.mi.it"), ["Mail: ufficio@comune.bussero.mi.it"]),
        (("ufficio@comune", ".it"), ["ufficio@comune.it"]),
        (("ufficio", "@comune.it"), ["ufficio@comune.it"]),
        (("ufficio@comune.it.", "domani"), ["ufficio@comune.it.", "domani"]),
        (("Telefono: 02-", "9533334"), ["Telefono: 02-9533334"]),
        (("Modalità di", "accesso"), ["Modalità di accesso"]),
        (("Costi", "non previsti"), ["Costi", "non previsti"]),
    ],
)
def test_what_the_end_of_a_line_cut_is_whole_again(lines: tuple[str, ...], expected: list[str]) -> None:
    assert [line.text for line in mended([line_of(line, full=True) for line in lines])] == expected


def test_a_line_goes_on_where_it_had_no_more_room_or_a_sentence_does() -> None:
    lines = [
        Line("Il servizio accoglie le persone e le", full=True),
        Line("Famiglie del Comune."),
        Line("Offre:"),
        Line("ascolto (a casa,", "•"),
        Line("in ufficio)"),
        Line("orientamento", "•"),
        Line("Non segue direttamente la persona"),
        Line("Telefono: 02-9533334"),
    ]
    assert blocks(lines) == [
        Block("Il servizio accoglie le persone e le Famiglie del Comune."),
        Block("Offre:"),
        Block("ascolto (a casa, in ufficio)", bullet=True),
        Block("orientamento", bullet=True),
        Block("Non segue direttamente la persona"),
        Block("Telefono: 02-9533334"),
    ]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([Block("Servono:"), Block("la domanda;", True), Block("l'ISEE", True)], "Servono: la domanda; l'ISEE."),
        ([Block("Su appuntamento", True), Block("Accesso libero", True)], "Su appuntamento. Accesso libero."),
        ([Block("Le tariffe {comunali}")], "Le tariffe (comunali)."),
        ([], ""),
    ],
)
def test_points_become_prose_without_placeholders(found: list[Block], expected: str) -> None:
    assert prose(found) == expected


@pytest.mark.parametrize(
    ("printed", "name", "acronym"),
    [
        ("ADM (Assistenza Domiciliare Minori)", "Assistenza Domiciliare Minori", "ADM"),
        ("Servizio di Assistenza Domiciliare (S.A.D.)", "Servizio di Assistenza Domiciliare", "SAD"),
        ("Assegno (ADI) e Supporto (SFL)", "Assegno (ADI) e Supporto (SFL)", None),
        ("Centro diurno (anziani)", "Centro diurno (anziani)", None),
        ("SERVIZIO SOCIALE PROFESSIONALE", "Servizio sociale professionale", None),
        ("SPORTELLO AFOL PER L’IMPIEGO", "Sportello AFOL per l'impiego", None),
    ],
)
def test_a_title_is_told_from_its_acronym_and_its_capitals(printed: str, name: str, acronym: str | None) -> None:
    assert title_of(printed) == Title(name, acronym)
