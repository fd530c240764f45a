from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from tests.console.checkouts import change, phrase
from tests.console.operators import Operator, field

Client = Callable[[Role], Operator]
pytestmark = pytest.mark.usefixtures("checkout")


def phone(console: Console) -> None:
    change(console, "02-9533334", "02-9533399")


def test_without_changes_there_is_nothing_to_publish(client: Client) -> None:
    page = client(Role.PUBLISH).get("/pubblica").text
    assert "Non ci sono modifiche da pubblicare" in page
    assert "Addestra e prova</button>" not in page


def test_a_changed_fact_is_shown_as_it_was_and_as_it_will_be(client: Client, console: Console) -> None:
    phone(console)
    page = client(Role.READ).get("/pubblica").text
    assert "<del>Segretariato Sociale, 02-9533334, " in page
    assert "<ins>Segretariato Sociale, 02-9533399, " in page
    assert "Pubblica subito" not in page, "who only reads cannot publish"


def test_changed_phrases_and_sentences_are_shown(client: Client, console: Console) -> None:
    phrase(console)
    change(console, "Può esserle utile: {nome}.", "Le consiglio: {nome}.", "risposte/servizi.yml")
    page = client(Role.READ).get("/pubblica").text
    assert "<del>papà non si lava più</del>" in page
    assert "<ins>papà la doccia non la fa più</ins>" in page
    assert "Le consiglio: {nome}." in page
    assert "Servizio di Assistenza Domiciliare (SAD): bisogni</th>" in page
    assert "Scheda di un servizio: testo sul sito e su Telegram</th>" in page


def test_a_price_is_shown_in_euro_under_the_titles_of_the_form(client: Client, console: Console) -> None:
    change(console, "bollo: 1600", "bollo: 1735")
    page = client(Role.READ).get("/pubblica").text
    assert "Assegnazione di una casa popolare (ERP) → Costi → Importi → bollo</th>" in page
    assert "<ins>17,35 €</ins>" in page


def test_a_new_service_is_shown_with_everything_that_it_states(client: Client, console: Console) -> None:
    text = (
        "- {id: orti, nome: Orti comunali, cose: {testo: Dà un orto.},\n"
        "  accesso: {appuntamento: sì, testo: Si telefona.},\n"
        "  costi: {tipo: gratuito, testo: Non si paga.}, contatti: [{etichetta: Orti, telefono: 02-9533333}]}\n"
    )
    console.draft.write("carta.yml", (console.draft.read("carta.yml") or "") + text)
    page = client(Role.READ).get("/pubblica").text
    rows = re.findall(r'<th scope="row">Orti comunali \(nuovo\) → (.*?)</th>.*?<ins>(.*?)</ins>', page, re.S)
    assert rows == [
        ("Identificativo", "orti"),
        ("Nome", "Orti comunali"),
        ("Che cos&#39;è → Testo", "Dà un orto."),
        ("Come si accede → Testo", "Si telefona."),
        ("Come si accede → Su appuntamento", "sì"),
        ("Costi → Testo", "Non si paga."),
        ("Costi → Si paga?", "è gratuito"),
        ("Contatti", "Orti, 02-9533333"),
    ]


def test_no_file_is_named_in_what_changes_nor_on_the_first_page(client: Client, console: Console) -> None:
    phone(console)
    phrase(console)
    change(console, "Può esserle utile: {nome}.", "Le consiglio: {nome}.", "risposte/servizi.yml")
    operator = client(Role.EDIT)
    titles = (
        *("Servizi", "Frasi dei cittadini: Servizio di Assistenza Domiciliare (SAD)"),
        "Testi delle risposte: Sui servizi: le risposte con i fatti della Carta",
    )
    page = operator.get("/pubblica").text
    for title in titles:
        assert f"{title}</h3>" in page
        assert f'aria-label="Che cosa cambia. {title}"' in page
        assert f'<span class="visually-hidden">: {title}</span>' in page
    assert not re.search(r"\.yml|nlu/|risposte/", re.sub(r'<input type="hidden"[^>]*>', "", page))
    first = operator.get("/").text
    assert re.findall(r"<li>([^<]*)</li>", first) == list(titles)
    assert "parti modificate" in first
    assert not re.search(r"\.yml|\bfile\b", first)


def test_facts_alone_are_published_at_once_and_taken_back(client: Client, console: Console, live: Path) -> None:
    phone(console)
    operator = client(Role.PUBLISH)
    page = operator.post("/pubblica/fatti", impronta=console.draft.mark(), nota="telefono nuovo").text
    assert "Pubblicata la versione 2" in page
    assert "02-9533399" in (live / "carta.yml").read_text(encoding="utf-8")
    versions = operator.get("/versioni").text
    assert "telefono nuovo" in versions
    assert "(in uso)" in versions
    assert "Tornare alla versione 1?" in operator.get("/versioni/1/torna").text
    back = operator.post("/versioni/1/torna").text
    assert "Ora è in uso la versione 1" in back
    assert "Si è tornati a una versione di prima" in operator.get("/pubblica").text
    assert "02-9533334" in (live / "carta.yml").read_text(encoding="utf-8")


def test_facts_that_make_an_answer_too_long_are_stopped(client: Client, console: Console, live: Path) -> None:
    before = (live / "carta.yml").read_bytes()
    change(console, "una marca da bollo da {bollo}.", "una marca da bollo da {bollo}, che" + " si compra prima," * 40)
    answer = client(Role.PUBLISH).post("/pubblica/fatti", nota="marca da bollo", impronta=console.draft.mark())
    assert answer.status_code == 409
    assert "«Quanto costa un servizio» con i fatti di «Assegnazione di una casa popolare (ERP)» è di" in answer.text
    assert "marca da bollo" in answer.text
    assert (live / "carta.yml").read_bytes() == before


def test_without_a_note_nothing_is_published_and_nothing_is_lost(client: Client, console: Console, live: Path) -> None:
    phone(console)
    answer = client(Role.PUBLISH).post("/pubblica/fatti", impronta=console.draft.mark(), nota="")
    assert answer.status_code == 409
    assert "che cosa è cambiato" in answer.text
    assert console.draft.changes()


def test_nothing_is_published_or_thrown_away_that_was_not_seen(client: Client, console: Console, live: Path) -> None:
    phone(console)
    operator, before = client(Role.PUBLISH), (live / "carta.yml").read_bytes()
    seen = field(operator.get("/pubblica"), "impronta"), console.draft.mark()
    change(console, "02-9533351", "02-9533350")
    refused = operator.post("/pubblica/fatti", nota="telefono", impronta=seen[1])
    assert "rilegga qui sotto che cosa cambia" in refused.text
    for fields in ({"nome": "carta.yml", "impronta": seen[0]}, {"impronta": seen[1]}, {"nome": "carta.yml"}):
        assert "Intanto qualcuno ha cambiato" in operator.post("/pubblica/scarta", **fields).text
    assert (live / "carta.yml").read_bytes() == before
    text = console.draft.read("carta.yml")
    assert text
    assert ("02-9533399" in text, "02-9533350" in text) == (True, True)


def test_phrases_cannot_be_published_untried(client: Client, console: Console, live: Path) -> None:
    phrase(console)
    before = (live / "nlu/bisogni/sad.yml").read_bytes()
    answer = client(Role.PUBLISH).post("/pubblica/fatti", impronta=console.draft.mark(), nota="frasi")
    assert "Queste modifiche non riguardano soltanto i fatti" in answer.text
    answer = client(Role.PUBLISH).post("/pubblica/pubblica", nota="frasi")
    assert "Prima di pubblicare bisogna addestrare" in answer.text
    assert (live / "nlu/bisogni/sad.yml").read_bytes() == before


def test_what_was_changed_by_hand_meanwhile_asks_which_to_keep(client: Client, console: Console, live: Path) -> None:
    phone(console)
    by_hand = (live / "carta.yml").read_text(encoding="utf-8").replace("02-9533351", "02-9533350")
    (live / "carta.yml").write_text(by_hand, encoding="utf-8")
    operator = client(Role.PUBLISH)
    assert "è stata cambiata anche a mano" in operator.get("/pubblica").text
    assert "scelga qui sotto" in operator.post("/pubblica/fatti", impronta=console.draft.mark(), nota="telefono").text
    operator.post("/pubblica/tieni", nome="carta.yml")
    assert "è stata cambiata anche a mano" not in operator.get("/pubblica").text
    operator.post("/pubblica/scarta", nome="carta.yml", impronta=console.draft.mark("carta.yml"))
    assert console.draft.read("carta.yml") == by_hand


def test_a_carta_that_somebody_broke_by_hand_is_said(client: Client, console: Console, live: Path) -> None:
    phone(console)
    (live / "carta.yml").write_text("servizi: [", encoding="utf-8")
    answer = client(Role.PUBLISH).get("/pubblica")
    assert answer.status_code == 409
    assert "non si lascia leggere" in unescape(answer.text)


def test_a_version_that_is_gone_is_said(client: Client) -> None:
    assert client(Role.PUBLISH).get("/versioni/77/torna").status_code == 404
    answer = client(Role.PUBLISH).post("/versioni/77/torna")
    assert answer.status_code == 409
    assert "non c'è più" in answer.text
