from __future__ import annotations

import re
from pathlib import Path

import pytest
from broken import CONTACT, COSTS, MISSING, SLOT, broken, with_value

SHAPE = [
    pytest.param("servizi.1.cose", MISSING, "servizi → due → cose", "manca.", id="missing field"),
    pytest.param("servizi.1.id", MISSING, "servizi → voce 2 → id", "manca.", id="missing id"),
    pytest.param("comune", MISSING, "comune", "manca.", id="missing at the top"),
    pytest.param("servizi.1.cose", None, "servizi → due → cose", "è vuota.", id="required but null"),
    pytest.param("servizi.1.nome", "  ", "servizi → due → nome", "è vuota.", id="blank text"),
    pytest.param("servizi.1.prezzo", 1, "servizi → due → prezzo", "non è una voce conosciuta.", id="unknown field"),
    pytest.param("servizio", [], "servizio", "non è una voce conosciuta.", id="unknown at the top"),
    pytest.param(
        "servizi.1.cose.test", "x", "servizi → due → cose → test", "non è una voce conosciuta.", id="unknown inside"
    ),
    pytest.param("servizi.1.cose", "testo", "servizi → due → cose", "non ha la forma giusta.", id="text for fields"),
    pytest.param("servizi.1.alias", "nome", "servizi → due → alias", "non è un elenco.", id="text for a list"),
    pytest.param("comune", ["Prova"], "comune", "non è un testo.", id="list for a text"),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "x", "importi": {"marca": "sedici"}},
        "servizi → due → costi → importi → marca",
        "non è un numero intero.",
        id="words for an amount",
    ),
    pytest.param(
        "servizi.1.verificato_il", "22/11/2026", "servizi → due → verificato_il", "non è una data.", id="date"
    ),
    pytest.param(
        "servizi.1.verificato_il", ["x"], "servizi → due → verificato_il", "non è valida.", id="list for date"
    ),
    pytest.param("servizi.1.id", "Due!", "servizi → Due! → id", "non è scritta nella forma giusta.", id="bad id"),
    pytest.param(
        "servizi.1.padre", "Uno", "servizi → due → padre", "non è scritta nella forma giusta.", id="bad parent"
    ),
    pytest.param(
        "numeri_di_emergenza.infanzia",
        "11",
        "numeri_di_emergenza → infanzia",
        "non è scritta nella forma giusta.",
        id="short emergency number",
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "gratis", "testo": "x"},
        "servizi → due → costi → tipo",
        "il valore «gratis» non è ammesso.",
        id="unknown kind of costs",
    ),
    pytest.param(
        "servizi.1.orari",
        {"fasce": [SLOT, SLOT | {"giorno": "giovedi"}]},
        "servizi → due → orari → fasce → voce 2 → giorno",
        "il valore «giovedi» non è ammesso.",
        id="weekday without accent",
    ),
    *(
        pytest.param(
            "servizi.1.orari",
            {"fasce": [SLOT | {field: hour}]},
            f"servizi → due → orari → fasce → voce 1 → {field}",
            "non è scritta nella forma giusta.",
            id=f"bad hour {hour}",
        )
        for field, hour in [("dalle", "9:00"), ("dalle", "9.00"), ("alle", "24:00"), ("alle", "12:60"), ("alle", 960)]
    ),
]

CONTENT = [
    pytest.param(
        "servizi.1.orari",
        {"fasce": [SLOT | {"dalle": "12:00", "alle": "09:00"}]},
        "servizi → due → orari → fasce",
        "giovedì: finisce alle 09:00, prima di cominciare alle 12:00.",
        id="ends before it starts",
    ),
    pytest.param(
        "servizi.1.orari",
        {"fasce": [SLOT | {"alle": "09:00"}]},
        "servizi → due → orari → fasce",
        "finisce alle 09:00",
        id="ends when it starts",
    ),
    pytest.param("servizi.1.orari", {}, "servizi → due → orari", "non ha né fasce né testo.", id="empty hours"),
    pytest.param(
        "servizi.1.contatti",
        [CONTACT, {"etichetta": "Altro", "telefono": "02-95"}],
        "servizi → due → contatti → Altro",
        "«02-95» non può essere un telefono italiano.",
        id="impossible phone",
    ),
    pytest.param(
        "servizi.1.contatti",
        [{"etichetta": "Ufficio", "telefono": "in sede"}],
        "servizi → due → contatti → Ufficio",
        "«in sede» non può essere un telefono italiano.",
        id="words for a phone",
    ),
    pytest.param(
        "servizi.1.contatti",
        [CONTACT | {"email": "ufficio@comune"}],
        "servizi → due → contatti → Ufficio",
        "«ufficio@comune» non è un indirizzo e-mail.",
        id="bad e-mail",
    ),
    pytest.param(
        "servizi.1.contatti",
        [{"etichetta": "Ufficio"}],
        "servizi → due → contatti → Ufficio",
        "non ha né telefono né e-mail.",
        id="contact without any",
    ),
    pytest.param(
        "servizi.1.alias",
        ["SERVIZIO  uno"],
        "servizi → due → alias",
        "«servizio uno» è anche di «uno».",
        id="duplicate alias",
    ),
    pytest.param(
        "servizi.1.nome",
        "Servìzio Uno",
        "servizi → due → alias",
        "«servizio uno» è anche di «uno».",
        id="duplicate name",
    ),
    pytest.param(
        "servizi.1.sigla",
        "Servizio uno",
        "servizi → due → alias",
        "«servizio uno» è anche di «uno».",
        id="duplicate acronym",
    ),
    pytest.param("servizi.1.alias", ["?!"], "servizi → due → alias", "c'è un nome senza lettere.", id="nameless alias"),
    pytest.param("servizi.1.id", "uno", "servizi → uno → id", "è usato 2 volte.", id="duplicate id"),
    pytest.param(
        "servizi.0.contatti",
        [{"etichetta": "Ufficio", "email": "ufficio@comune.it"}],
        "servizi → uno → contatti",
        "il primo contatto dell'assistente non ha un telefono.",
        id="first contact without a phone",
    ),
    pytest.param("primo_contatto", "tre", "primo_contatto", "«tre» non è un servizio.", id="unknown first contact"),
    pytest.param("servizi.1.padre", "tre", "servizi → due → padre", "«tre» non esiste.", id="missing parent"),
    pytest.param("servizi.1.padre", "due", "servizi → due → padre", "torna al servizio stesso.", id="own parent"),
    pytest.param(
        "servizi.1.categorie",
        ["casa", "nonni"],
        "servizi → due → categorie",
        "«nonni» non è una categoria.",
        id="category",
    ),
    pytest.param(
        "servizi.1.cose",
        {"testo": "Costa {marca}."},
        "servizi → due → cose",
        "il segnaposto {marca} non si può riempire.",
        id="unknown placeholder",
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Costa {bollo}.", "importi": {"marca": 1600}},
        "servizi → due → costi",
        "il segnaposto {bollo} non si può riempire.",
        id="placeholder of no amount",
    ),
    *(
        pytest.param(
            "servizi.1.costi",
            {"tipo": "gratuito", "testo": f"Si pagano {figure} all'anno."},
            "servizi → due → costi → testo",
            f"nel testo dei costi c'è la cifra «{figure}», ma le cifre si scrivono soltanto tra gli importi.",
            id=f"{figure} written out",
        )
        for figure in ("25,00 euro", "€ 25", "25 €", "1.600,50 euro", "25€", "EUR 25", "25,00", "venticinque euro")
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Costa {bollo} euro.", "importi": {"bollo": 1600}},
        "servizi → due → costi → testo",
        "accanto a {bollo} c'è scritto anche «euro»",
        id="currency twice",
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Serve una marca.", "importi": {"bollo": 1600}},
        "servizi → due → costi → testo",
        "l'importo {bollo} non è nel testo dei costi",
        id="amount that no text tells",
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Costa {a}.", "importi": {"a": 1600, "b": 50}},
        "servizi → due → costi → testo",
        "l'importo {b} non è nel testo dei costi",
        id="one of two amounts that no text tells",
    ),
    pytest.param(
        "servizi.1.accesso",
        {"testo": "Si viene: {orari}."},
        "servizi → due → accesso",
        "il segnaposto {orari} non si può riempire.",
        id="hours in the access but none stated",
    ),
    pytest.param(
        "servizi.1.destinatari",
        {"testo": "Servono {documenti}."},
        "servizi → due → destinatari",
        "il segnaposto {documenti} non si può riempire.",
        id="documents but none stated",
    ),
    pytest.param(
        "servizi.1.dove", {"testo": "In {via."}, "servizi → due → dove", "non si può riempire.", id="brace left open"
    ),
    pytest.param(
        "servizi.1.dove", {"testo": "In {}."}, "servizi → due → dove", "il segnaposto {} non", id="empty placeholder"
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Serve una marca."},
        "servizi → due → costi → importi",
        "manca l'importo.",
        id="amount missing",
    ),
    pytest.param(
        "servizi.1.costi",
        {"tipo": "importo", "testo": "Serve una marca.", "importi": {"marca.bollo": 1600}},
        "servizi → due → costi → importi",
        "«marca.bollo» non può stare tra graffe.",
        id="name of an amount that no text can hold",
    ),
]


@pytest.mark.parametrize(("steps", "value", "place", "wrong"), [*SHAPE, *CONTENT])
def test_each_error_is_found_alone_with_its_place_and_a_cure(
    tmp_path: Path, steps: str, value: object, place: str, wrong: str
) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert problem.place == place
    assert wrong in problem.wrong
    assert problem.cure
    assert str(problem) == f"{problem.place}: {problem.wrong} {problem.cure}"


@pytest.mark.parametrize(("steps", "value", "place", "wrong"), [*SHAPE, *CONTENT])
def test_every_message_is_a_whole_sentence_without_any_english(
    tmp_path: Path, steps: str, value: object, place: str, wrong: str
) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    said = f"{problem.wrong} {problem.cure}"
    assert problem.wrong.endswith(".")
    assert problem.cure.endswith(".")
    assert problem.cure[0].isupper()
    assert not re.search(r"\b(field|required|value|valid|none|must|the|string|integer|expected|not|type)\b", said, re.I)


@pytest.mark.parametrize(
    ("steps", "value", "cure"),
    [
        ("servizi.1.orari", {"fasce": [SLOT | {"dalle": "9"}]}, '"09:00"'),
        ("servizi.1.id", "Due", "minuscole"),
        ("servizi.1.costi", {"tipo": "importo", "testo": "x", "importi": {"a": "x"}}, "16 euro sono 1600"),
        ("servizi.1.costi", {"tipo": "gratis", "testo": "x"}, "gratuito, tariffe_comunali, importo"),
        ("servizi.1.categorie", ["nonni"], "anziani, casa, famiglie"),
        ("servizi.1.verificato_il", "ieri", "2026-11-22"),
        ("servizi.1.alias", "nome", "«- »"),
        ("servizi.1.costi", COSTS | {"testo": "Costa 5 €."}, "per esempio «quota», e qui al suo posto scriva {quota}."),
        ("servizi.1.costi", COSTS | {"testo": "Costa 5 €.", "importi": {"a": 1}}, "Al suo posto scriva {a}, e"),
        ("servizi.1.costi", COSTS | {"testo": "5 €", "importi": {"a": 1, "b": 2}}, "scriva {a} o {b}, e la cifra"),
        ("servizi.1.costi", COSTS | {"testo": "Costa 0,00 euro."}, "Scriva che è gratuito, senza cifre."),
        (
            "servizi.1.costi",
            COSTS | {"testo": "{a} €", "importi": {"a": 1600}},
            "Lasci solo {a}: si legge «16,00\xa0€»",
        ),
        ("servizi.1.costi", COSTS | {"importi": {"a": 1}}, "Scriva {a} nel punto in cui va letta la cifra"),
        ("servizi.1.costi", COSTS | {"testo": "{x}", "importi": {"a": 1}}, "qui si può scrivere {a}."),
        ("servizi.1.costi", COSTS | {"testo": "{x}", "importi": {"a": 1, "b": 1}}, "si possono scrivere {a} e {b}."),
        ("servizi.1.costi", COSTS | {"testo": "{x}"}, "aggiunga il suo importo: qui per ora non c'è nessun segnaposto"),
        ("servizi.1.costi", COSTS | {"importi": {"quota annuale": 1}}, "per esempio «quota_annuale»."),
        ("servizi.1.costi", COSTS | {"importi": {"Bollo": 1}}, "Usi una parola sola, in minuscolo, senza spazi"),
        ("servizi.1.costi", COSTS | {"importi": {"16": 1}}, "per esempio «quota»."),
        ("servizi.1.dove", {"testo": "In {via}."}, "Lo tolga: qui non c'è nessun segnaposto che si possa scrivere."),
        ("servizi.1.accesso", {"testo": "{orari}"}, "Scriva gli orari, oppure lo tolga."),
        ("servizi.1.destinatari", {"testo": "{documenti}"}, "Scriva i documenti, oppure lo tolga."),
    ],
)
def test_a_cure_shows_how_to_write_it(tmp_path: Path, steps: str, value: object, cure: str) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert cure in problem.cure
