from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import factories
import pytest

from sportello.carta import Carta, CartaError, Problem, present, read, validation
from sportello.carta.query import Catalogue
from sportello.settings import ROOT

MISSING = object()
SLOT = {"giorno": "giovedì", "dalle": "09:00", "alle": "12:00", "tipo": "libero"}
CONTACT = {"etichetta": "Ufficio", "telefono": "02-9533334"}
COSTS = {"tipo": "gratuito", "testo": "È gratuito."}


def broken(tmp_path: Path, content: dict[str, Any] | str) -> tuple[Problem, ...]:
    """Everything found wrong in a file; a valid one fails the test."""
    with pytest.raises(CartaError) as caught:
        read(factories.write(tmp_path / "carta.yml", content))
    return caught.value.problems


def with_value(steps: str, value: object) -> dict[str, Any]:
    """A valid file of two services, one value of which is changed or taken out."""
    content = factories.carta(factories.service("uno"), factories.service("due"))
    *parents, last = (int(step) if step.isdigit() else step for step in steps.split("."))
    at: Any = content
    for step in parents:
        at = at[step]
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return content


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
    ],
)
def test_a_cure_shows_how_to_write_it(tmp_path: Path, steps: str, value: object, cure: str) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert cure in problem.cure


def test_all_errors_of_shape_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("uno", alias="x", prezzo=1),
        factories.service("due", orari={"fasce": [SLOT | {"giorno": "lunedi", "alle": "9"}]}),
        comune="",
    )
    del content["servizi"][1]["nome"]
    assert [problem.place for problem in broken(tmp_path, content)] == [
        "comune",
        "servizi → uno → alias",
        "servizi → uno → prezzo",
        "servizi → due → nome",
        "servizi → due → orari → fasce → voce 1 → giorno",
        "servizi → due → orari → fasce → voce 1 → alle",
    ]


def test_all_errors_of_content_come_at_once(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("uno", padre="tre", categorie=["nonni"], orari={}),
        factories.service(
            "due",
            alias=["servizio uno"],
            contatti=[{"etichetta": "Ufficio", "telefono": "1", "email": "x"}],
            costi={"tipo": "importo", "testo": "{x}"},
            orari={"fasce": [SLOT | {"alle": "08:00"}]},
        ),
        primo_contatto="tre",
    )
    assert sorted(problem.place for problem in broken(tmp_path, content)) == [
        "primo_contatto",
        "servizi → due → alias",
        "servizi → due → contatti → Ufficio",
        "servizi → due → contatti → Ufficio",
        "servizi → due → costi",
        "servizi → due → costi → importi",
        "servizi → due → orari → fasce",
        "servizi → uno → categorie",
        "servizi → uno → orari",
        "servizi → uno → padre",
    ]


def test_two_services_that_are_each_other_s_parent_are_both_named(tmp_path: Path) -> None:
    found = broken(
        tmp_path, factories.carta(factories.service("uno", padre="due"), factories.service("due", padre="uno"))
    )
    assert [problem.place for problem in found] == ["servizi → uno → padre", "servizi → due → padre"]
    assert {problem.wrong for problem in found} == {"torna al servizio stesso."}


def test_a_child_below_a_cycle_of_parents_is_not_blamed_for_it(tmp_path: Path) -> None:
    content = factories.carta(
        factories.service("figlio", padre="uno"),
        factories.service("uno", padre="due"),
        factories.service("due", padre="uno"),
    )
    assert [problem.place for problem in broken(tmp_path, content)] == [
        "servizi → uno → padre",
        "servizi → due → padre",
    ]


def test_a_problem_in_a_group_is_placed_among_the_groups(tmp_path: Path) -> None:
    group = {"id": "misure", "nome": "Misure", "sezione": "6", "orari": {}}
    (problem,) = broken(tmp_path, factories.carta(gruppi=[group]))
    assert problem.place == "gruppi → misure → orari"


def test_a_short_name_that_another_service_goes_by_is_refused(tmp_path: Path) -> None:
    (problem,) = broken(tmp_path, with_value("servizi.1.nome_breve", "Servizio uno"))
    assert "«servizio uno» è anche di «uno»." in problem.wrong


@pytest.mark.parametrize(
    "fields",
    [
        {"padre": "uno"},
        {"alias": ["Servizio due", "servizio DUE", "due"], "sigla": "DUE"},
        {"orari": {"fasce": [SLOT]}, "accesso": {"testo": "Si viene: {orari}."}},
        {"orari": {"testo": "Sempre."}},
        {"documenti": {"testo": "Servono.", "elenco": []}, "destinatari": {"testo": "Servono {documenti}."}},
        {"costi": {"tipo": "importo", "testo": "Costa {a} o {b}.", "importi": {"a": 1600, "b": 50}}},
        {"contatti": [{"etichetta": "Solo e-mail", "email": "ufficio@comune.it"}]},
        {"contatti": []},
        {"accesso": None, "orari": None, "costi": None, "documenti": None, "dove": None, "contatti": None},
    ],
)
def test_what_can_be_right_is_accepted(tmp_path: Path, fields: dict[str, Any]) -> None:
    content = factories.carta(factories.service("uno"), factories.service("due", **fields))
    assert read(factories.write(tmp_path / "carta.yml", content)).servizi[1].id == "due"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("costi: {tipo: importo, testo: 'Costa {marca}.', importi: {marca: 16.50}}", "marca"),
        ("costi: {tipo: importo, testo: 'Costa {marca}.', importi: {marca: true}}", "marca"),
    ],
    ids=[
        "euros read as cents",
        "true read as a cent",
    ],
)
def test_what_yaml_would_silently_turn_into_another_value_is_refused(tmp_path: Path, line: str, place: str) -> None:
    text = factories.write(tmp_path / "carta.yml", factories.carta()).read_text(encoding="utf-8")
    problems = broken(tmp_path, f"{text.rstrip()}\n  {line}\n")
    assert any(problem.place.endswith(place) for problem in problems)


def test_what_is_written_is_taken_as_it_is_written(tmp_path: Path) -> None:
    text = factories.write(tmp_path / "carta.yml", factories.carta()).read_text(encoding="utf-8").rstrip()
    lines = [
        "contatti: [{etichetta: Ufficio, telefono: 02764321}]",
        "sigla: 3.10",
        "verificato_il: 2026-11-22",
        "accesso: {appuntamento: no, testo: Liberamente.}",
    ]
    service = read(factories.write(tmp_path / "carta.yml", text + "".join(f"\n  {line}" for line in lines) + "\n"))
    (last,) = service.servizi[-1:]
    assert last.contatti is not None
    assert last.accesso is not None
    assert (last.contatti[0].telefono, last.sigla, last.accesso.appuntamento) == ("02764321", "3.10", "no")
    assert str(last.verificato_il) == "2026-11-22"


@pytest.mark.parametrize(
    "fields",
    [
        {"cose": {"testo": "x", "dettagli": ["Costa {marca}."]}},
        {"documenti": {"testo": "x", "elenco": ["marca da {marca}"]}},
        {"documenti": {"testo": "x", "elenco": [], "dettagli": "Serve {marca}."}},
    ],
    ids=["details", "list of documents", "details of documents"],
)
def test_a_placeholder_outside_the_main_text_is_refused_too(tmp_path: Path, fields: dict[str, Any]) -> None:
    costs = {"tipo": "importo", "testo": "Costa {marca}.", "importi": {"marca": 1600}}
    content = factories.carta(factories.service("uno", costi=costs, **fields))
    assert broken(tmp_path, content)


def test_a_placeholder_that_cannot_be_formatted_is_refused_before_a_citizen_asks(tmp_path: Path) -> None:
    costs = {"tipo": "importo", "testo": "Costa {marca:d}.", "importi": {"marca": 1600}}
    path = factories.write(tmp_path / "carta.yml", factories.carta(factories.service("uno", costi=costs)))
    try:
        carta = read(path)
    except CartaError:
        return
    assert present.facts(Catalogue(carta), "uno")["costi"]


def carta_of(*printed: str | None) -> Carta:
    services = [
        factories.service(
            f"s{number}", contatti=[{"etichetta": "Ufficio", "telefono": phone, "email": "ufficio@comune.it"}]
        )
        for number, phone in enumerate(printed)
    ]
    return Carta.parse_obj(factories.carta(*services))


def test_the_phones_with_a_digit_fewer_in_our_carta_are_warnings_and_no_errors() -> None:
    carta = read(ROOT / "data" / "carta.yml")
    found = {problem.place.split(" → ")[1]: problem for problem in validation.warnings(carta)}
    assert {place: problem.wrong.split("»")[0] for place, problem in found.items()} == {
        "sportello_afol": "«02953334",
        "erp_assegnazione": "«02953332",
        "erp_cambio": "«02953332",
    }
    assert all("8 invece di 9" in problem.wrong and problem.cure for problem in found.values())
    assert validation.problems(carta) == []


@pytest.mark.parametrize(
    ("printed", "warned"),
    [
        (("02-9533334", "02-9533335", "02953332"), ["s2"]),
        (("02-9533334", "02-9533335", "02 9533336"), []),
        (("02-9533334", "029533335", "02 9533 0071"), []),
        (("02-9533334", "02-9533335", None), []),
        ((None,), []),
        (("02953332",), []),
    ],
)
def test_only_a_phone_shorter_than_the_usual_is_warned_of(printed: tuple[str | None, ...], warned: list[str]) -> None:
    assert [problem.place for problem in validation.warnings(carta_of(*printed))] == [
        f"servizi → {service} → contatti → telefono" for service in warned
    ]


def test_a_carta_without_any_phone_has_no_warnings() -> None:
    assert validation.warnings(Carta.parse_obj(factories.carta())) == []


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        ("categorie.1.id", "anziani"),
        ("categorie.1.alias", ["?"]),
        ("parole_degli_elenchi.gratuiti", ["…"]),
        ("servizi.1.costi", {"tipo": "importo", "testo": "Costa {a}.", "importi": {"a": -5}}),
    ],
    ids=["a category twice", "a wordless category, found in every text", "a wordless free", "a negative amount"],
)
def test_what_would_make_lists_or_costs_wrong_is_refused(tmp_path: Path, steps: str, value: object) -> None:
    (problem,) = broken(tmp_path, with_value(steps, value))
    assert problem.cure
