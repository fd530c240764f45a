"""What is wrong in a form of the Carta, or in its file: said at its place, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.carta import desk
from tests.console.forms import form
from tests.console.operators import Operator
from tests.console.test_services import SAD, said, wrong

Client = Callable[..., Operator]


@pytest.fixture
def editor(client: Client) -> Operator:
    return client(Role.EDIT)


WRONG: list[Any] = [
    pytest.param({"nome": " "}, {"nome": "Manca il nome"}, id="no name"),
    pytest.param({"cose-testo": ""}, {"cose-testo": "Manca che cos'è"}, id="no text"),
    pytest.param({"categorie": []}, {"categorie": "Non c'è nessuna categoria"}, id="no category"),
    pytest.param(
        {"contatti-0-telefono": "02-95A"}, {"contatti-0-telefono": "«02-95A» non può essere un telefono"}, id="phone"
    ),
    pytest.param({"contatti-0-email": "x@"}, {"contatti-0-email": "«x@» non è un indirizzo e-mail"}, id="e-mail"),
    pytest.param(
        {"contatti-0-telefono": "", "contatti-0-email": ""},
        {"contatti-0-telefono": "Questo contatto non ha né telefono né e-mail"},
        id="contact without any",
    ),
    pytest.param(
        {"contatti-1-telefono": "029533351"}, {"contatti-1-etichetta": "Contatto 2: manca chi"}, id="nameless"
    ),
    pytest.param(
        {
            "fasce-0-giorno": "lunedì",
            "fasce-0-dalle": "12:00",
            "fasce-0-alle": "09:00",
            "fasce-0-tipo": "libero",
            "tace": [],
        },
        {
            "fasce-0-alle": "Lunedì: finisce alle 09:00, prima di cominciare alle 12:00",
            "tace-documenti": "Documenti: scriva",
        },
        id="ends before it starts",
    ),
    pytest.param(
        {"fasce-1-dalle": "le nove", "tace": ["documenti"]},
        {
            "fasce-0-giorno": "manca il giorno",
            "fasce-0-dalle": "«le nove» non è un'ora",
            "fasce-0-alle": "manca a che ora finisce",
            "fasce-0-tipo": "manca se si viene",
        },
        id="half an opening, in the second row",
    ),
    pytest.param(
        {"accesso-testo": "Si viene: {orari}."},
        {"accesso-testo": "{orari} non si può riempire. Scriva gli orari"},
        id="hours",
    ),
    pytest.param(
        {"dove-testo": "In {via}."}, {"dove-testo": "Il segnaposto {via} non si può riempire"}, id="placeholder"
    ),
    pytest.param({"dove-testo": "In {via."}, {"dove-testo": "non si può riempire"}, id="brace left open"),
    pytest.param({"costi-testo": "Costa {x}."}, {"costi-testo": "Il segnaposto {x} non si può"}, id="unknown amount"),
    pytest.param(
        {"costi-testo": "Costa {x}.", "importi-1-nome": "quota", "importi-1-euro": "25,00"},
        {"costi-testo": "qui si può scrivere {quota}."},
        id="another amount",
    ),
    pytest.param(
        {"costi-testo": "Si pagano 25,00 euro all'anno."},
        {"costi-testo": "Nel testo dei costi c'è la cifra «25,00 euro», ma le cifre si scrivono soltanto tra"},
        id="amount written out",
    ),
    pytest.param(
        {"costi-testo": "Si pagano 25 €.", "importi-0-nome": "bollo", "importi-0-euro": "16,00"},
        {"costi-testo": "Al suo posto scriva {bollo}, e la cifra nel suo importo; se è un altro, prima lo aggiunga."},
        id="amount written out, beside another",
    ),
    pytest.param(
        {"costi-testo": "Si pagano 25 €.", "importi-0-nome": "quota annuale", "importi-0-euro": "25"},
        {
            "costi-testo": "Al suo posto scriva {quota_annuale}, e la cifra",
            "importi-0-nome": "Usi una parola sola, in minuscolo, senza spazi né accenti: per esempio «quota_annuale».",
        },
        id="amount written out, and a name of two words",
    ),
    pytest.param(
        {"importi-0-nome": "bollo", "importi-0-euro": "16,00"},
        {"costi-testo": "L'importo {bollo} non è nel testo dei costi, e il cittadino non lo leggerebbe."},
        id="amount that no text tells",
    ),
    pytest.param(
        {"costi-testo": "Si pagano {bollo} euro.", "importi-0-nome": "bollo", "importi-0-euro": "16,00"},
        {"costi-testo": "Lasci solo {bollo}: si legge «16,00\xa0€»."},
        id="currency twice",
    ),
    pytest.param({"costi-tipo": "importo"}, {"importi-0-euro": "Manca l'importo"}, id="no amount"),
    pytest.param(
        {"costi-tipo": "importo", "costi-testo": "Si pagano 25 euro."},
        {"costi-testo": "scriva {quota}", "importi-0-euro": "Scriva un nome di una parola, per esempio «quota»"},
        id="no amount, but in the text",
    ),
    pytest.param({"costi-tipo": ""}, {"costi-tipo": "manca se si paga"}, id="costs without kind"),
    pytest.param(
        {"importi-0-nome": "marca", "importi-0-euro": "sedici", "costi-testo": "Costa {marca}."},
        {"importi-0-euro": "«sedici» non è un importo"},
        id="words",
    ),
    pytest.param(
        {"importi-0-euro": "-3"}, {"importi-0-nome": "Manca il nome", "importi-0-euro": "«-3»"}, id="less than nothing"
    ),
    pytest.param(
        {"importi-0-nome": "Marca da", "importi-0-euro": "1"},
        {"importi-0-nome": "«Marca da» non va bene", "costi-testo": "L'importo {marca_da} non è nel testo dei costi"},
        id="bad name",
    ),
    pytest.param(
        {"costi-testo": "Costa {ora}."}
        | {f"importi-{row}-{name}": value for row in (0, 1) for name, value in (("nome", "ora"), ("euro", "1"))},
        {"importi-0-nome": "«ora» c'è 2 volte", "importi-1-nome": "«ora» c'è 2 volte"},
        id="amount twice",
    ),
    pytest.param(
        {"alias": "pasti a domicilio"}, {"alias": "«pasti a domicilio» è anche di «Pasto a domicilio»"}, id="alias"
    ),
    pytest.param(
        {"nome": "Geko"}, {"nome": "«geko» è anche di «Centro di aggregazione giovanile Geko»"}, id="name taken"
    ),
    pytest.param({"sigla": "CAG"}, {"sigla": "«cag» è anche di"}, id="acronym taken"),
    pytest.param({"alias": "misure di sostegno"}, {"alias": "è anche di «Misure di sostegno"}, id="alias of a group"),
    pytest.param({"alias": "?!"}, {"alias": "C'è un nome senza lettere"}, id="no letters"),
    pytest.param({"categorie": ["nonni"]}, {"categorie": "«nonni» non è una categoria"}, id="unknown category"),
    pytest.param({"padre": "nessuno"}, {"padre": "«nessuno» non esiste"}, id="unknown parent"),
    pytest.param({"verificato_il": "ieri"}, {"verificato_il": "«ieri» non è una data"}, id="date"),
    pytest.param({"verificato_il": "2026-02-30"}, {"verificato_il": "«2026-02-30» non è una data"}, id="no such day"),
    pytest.param(
        {"dove-testo": ""}, {"tace-dove": "Dove: scriva che cosa dice la Carta"}, id="neither said nor unstated"
    ),
    pytest.param(
        {"orari-testo": "Di mattina."}, {"tace-orari": "Orari: c'è scritto qualcosa, ma"}, id="said and unstated"
    ),
    pytest.param(
        {"documenti-elenco": "ISEE", "tace": ["orari"]},
        {"documenti-testo": "Documenti: manca il testo"},
        id="list alone",
    ),
]


@pytest.mark.parametrize(("typed", "found"), WRONG)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved_or_lost(
    typed: dict[str, Any], found: dict[str, str], editor: Operator, console: Console
) -> None:
    fields = form(editor.get(SAD), SAD) | {"note": "Da non perdere."} | typed
    page = editor.post(SAD, **fields)
    assert page.status_code == 422
    errors = wrong(page)
    assert set(errors) == set(found)
    for name, words in found.items():
        assert words in " ".join(errors[name])
        assert f'href="#{name}"' in page.text, "the summary leads there"
        assert f'id="{name}"' in page.text
    assert console.draft.changes() == []
    again = form(page, SAD)
    kept = {name: value for name, value in again.items() if value and name in ("note", "nome", "alias", "dove-testo")}
    assert kept == {name: value for name, value in fields.items() if name in kept}
    assert sorted(again["categorie"]) == sorted(fields["categorie"])
    for value in typed.values():
        if isinstance(value, str) and value.strip():
            assert value in again.values()


@pytest.mark.parametrize(("typed", "found"), WRONG)
def test_no_error_speaks_of_yaml(typed: dict[str, Any], found: dict[str, str], editor: Operator) -> None:
    errors = wrong(editor.post(SAD, **form(editor.get(SAD), SAD) | typed))
    for sentence in (each for several in errors.values() for each in several):
        assert not re.search(r"\bnull\b|virgolette|centesimi|YAML|rientr|→", sentence)
        assert sentence[0].isupper() or sentence[0] == "«"
        assert sentence.endswith(".")


def test_all_errors_come_at_once(editor: Operator) -> None:
    typed = {"nome": "", "dove-testo": "{x}", "contatti-0-telefono": "abc", "importi-1-nome": "a", "alias": "geko"}
    typed |= {"fasce-0-dalle": "9", "costi-tipo": "", "verificato_il": "ieri", "accesso-testo": "{orari}"}
    errors = wrong(editor.post(SAD, **form(editor.get(SAD), SAD) | typed))
    assert list(errors) == [
        *("nome", "alias", "fasce-0-giorno", "fasce-0-alle", "fasce-0-tipo", "tace-orari", "costi-tipo"),
        *("costi-testo", "importi-0-euro", "dove-testo", "contatti-0-telefono", "verificato_il"),
    ]


def test_the_first_contact_cannot_be_left_without_a_phone(editor: Operator, console: Console) -> None:
    path = "/servizi/scheda/segretariato_sociale"
    page = editor.post(path, **form(editor.get(path), path) | {"contatti-0-telefono": ""})
    assert page.status_code == 422
    assert "non ha un telefono" in wrong(page)["contatti-0-telefono"][0]
    fields = form(editor.get(SAD), SAD)
    editor.post(SAD, **fields | {"contatti-0-telefono": ""})
    page = editor.post(
        "/servizi/generale", **form(editor.get("/servizi/generale"), "/servizi/generale") | {"primo_contatto": "sad"}
    )
    assert "Il primo contatto dell'assistente non ha un telefono." in said(page)
    assert desk.read(console.draft).content["primo_contatto"] == "segretariato_sociale"


def test_a_service_without_contacts_is_answered_with_the_first_contact(editor: Operator) -> None:
    gone = {f"contatti-0-{column}": "" for column in ("etichetta", "telefono", "email")}
    fields = form(editor.get(SAD), SAD)
    page = editor.post(SAD, **fields | gone | {"tace": [*fields["tace"], "contatti"]})
    assert "Salvato nella bozza." in page.text
    assert "Contatti: Segretariato Sociale: 02 953 3334" in said(page)


def test_a_parent_that_comes_back_to_itself_is_refused(editor: Operator) -> None:
    path = "/servizi/scheda/servizio_sociale_professionale"
    page = editor.post(path, **form(editor.get(path), path) | {"padre": "anziani"})
    assert "torna al servizio stesso" in wrong(page)["padre"][0]


def test_what_is_wrong_elsewhere_is_told_and_does_not_stop_anybody(editor: Operator, console: Console) -> None:
    text = console.draft.read("carta.yml") or ""
    console.draft.write("carta.yml", text.replace('telefono: "02 9533 0071"', "telefono: boh"))
    page = editor.get(SAD)
    assert "Centro di aggregazione giovanile Geko : «boh» non può essere un telefono italiano." in said(page)
    assert "da correggere" in editor.get("/servizi").text
    page = editor.post(SAD, **form(page, SAD) | {"dove-testo": "Qui."})
    assert "Salvato nella bozza." in page.text
    console.draft.write("carta.yml", text.replace("  nome: Pasto a domicilio\n", ""))
    page = editor.post(SAD, **form(editor.get(SAD), SAD) | {"dove-testo": "Là.", "sigla": "CAG"})
    assert "«cag» è anche di" in wrong(page)["sigla"][0], "what can be checked still is"


def test_a_file_that_is_no_yaml_is_said_to_be_so(editor: Operator, console: Console) -> None:
    console.draft.write("carta.yml", "servizi:\n- id: [\n")
    for path in ("/servizi", SAD, "/servizi/nuovo", "/servizi/generale"):
        page = editor.get(path)
        assert page.status_code == 409
        assert "La Carta non si lascia leggere" in page.text
        assert "riga 3" in page.text


def test_what_forms_cannot_change_is_said_and_kept(editor: Operator, console: Console) -> None:
    text = console.draft.read("carta.yml") or ""
    braces = re.sub(
        r"- id: cag_geko\n(.|\n)*?\n\n",
        "- {id: cag_geko, nome: Geko, sezione: '7', cose: {testo: Un centro.}, categorie: [giovani]}\n\n",
        text,
    )
    console.draft.write("carta.yml", braces)
    path = "/servizi/scheda/cag_geko"
    page = editor.post(path, **form(editor.get(path), path) | {"nome": "Centro Geko"})
    assert page.status_code == 409
    assert "scritta a mano in un modo che la console non sa cambiare" in said(page)
    assert form(page, path)["nome"] == "Centro Geko"
    assert console.draft.read("carta.yml") == braces


@pytest.mark.parametrize(
    "path", ["/servizi/scheda/nessuno", "/servizi/scheda/nessuno/ritira", "/servizi/scheda/..%2Fsad"]
)
def test_who_is_not_there_is_not_found(path: str, editor: Operator) -> None:
    assert editor.get(path).status_code == 404


@pytest.mark.parametrize("change", ["", "/anteprima", "/verificato", "/sposta", "/ritira"])
def test_nothing_can_be_done_to_who_is_not_there(change: str, editor: Operator) -> None:
    assert editor.post(f"/servizi/scheda/nessuno{change}").status_code == 404
    assert editor.post("/servizi/rimetti/nessuno").status_code == 404
