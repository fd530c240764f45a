"""What is missing in a form or cannot be read, by its field: before the checks of the file, in the form's own words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count

from sportello.carta import amounts
from sportello.carta.model import WEEKDAYS, Clock, Identifier
from sportello.carta.texts import one_word
from sportello.console.carta import values
from sportello.console.carta.typed import FACTS, ROWS, SERVICES, UNSTATED, Row, Typed, cell

Errors = dict[str, list[str]]
_Gap = tuple[str, str]

# A summary lists these sentences far from their fields: each says what it speaks of.
_CALLED = {
    "destinatari": "A chi è rivolto",
    "accesso": "Come si accede",
    "orari": "Orari",
    "costi": "Costi",
    "documenti": "Documenti",
    "dove": "Dove",
    "contatti": "Contatti",
}
_STAND_INS = {"costi-tipo": "gratuito", "verificato_il": ""}
_IN_ROWS = {
    **{"nome": "", "euro": "1", "etichetta": "da scrivere"},
    **{"giorno": WEEKDAYS[0], "dalle": "00:00", "alle": "23:59", "tipo": "libero"},
}
_WITH_TEXT = ("destinatari", "accesso", "costi", "documenti", "dove")


def gaps(typed: Typed, section: str) -> Errors:
    """Everything that is missing or cannot be read, in the order of the form."""
    found: Errors = {}
    for field, sentence in _gaps(typed, section):
        found.setdefault(field, []).append(sentence)
    return found


def filled(typed: Typed, found: Errors) -> Typed:
    """The same with something in the place of each gap, so that everything else can be checked as well."""
    texts = dict(typed.texts)
    rows = {kind: [dict(row) for row in typed.of(kind)] for kind in ROWS}
    for name in found:
        kind, number, column = cell(name) or ("", 0, "")
        if not kind:
            texts[name] = _STAND_INS.get(name, "da scrivere")
        elif number < len(rows[kind]):
            rows[kind][number][column] = _IN_ROWS[column] or rows[kind][number][column]
        else:
            rows[kind].append({each: _IN_ROWS[each] for each in ROWS[kind]})
    invented = _name_amounts(rows["importi"], found)
    if invented:
        # So that nobody is told to write in the text what was never typed.
        texts["costi-testo"] = " ".join([texts.get("costi-testo", ""), *(f"{{{name}}}" for name in invented)])
    return replace(typed, texts=texts, rows=rows)


def _name_amounts(rows: list[Row], found: Errors) -> list[str]:
    """Names amounts as their errors propose; returns those names of which nobody has typed anything."""
    wrong = [row for number, row in enumerate(rows) if not row["nome"] or f"importi-{number}-nome" in found]
    taken = {row["nome"] for row in rows if row not in wrong}
    invented = []
    for row in wrong:
        typed, proposed = row["nome"], amounts.proposed_name(row["nome"])
        numbered = chain([proposed], (f"{proposed}_{number}" for number in count(2)))
        row["nome"] = next(name for name in numbered if name not in taken)
        taken.add(row["nome"])
        if not typed or row["nome"] != proposed:
            invented.append(row["nome"])
    return invented


def id_gap(card_id: str) -> Errors:
    """What is wrong with the id of a new service, before it is known whether it is taken."""
    if Identifier.regex.fullmatch(card_id):
        return {}
    said = f"«{card_id}» non va bene" if card_id else "Manca l'identificativo"
    return {"id": [f"{said}. Usi lettere minuscole senza accenti, cifre e il trattino basso; cominci con una lettera."]}


def _gaps(typed: Typed, section: str) -> Iterator[_Gap]:
    if not typed.text("nome"):
        yield "nome", "Manca il nome. Scriva come si chiama."
    if section == SERVICES and not typed.categories:
        yield "categorie", "Non c'è nessuna categoria. Ne scelga almeno una: senza, non compare in nessun elenco."
    if section == SERVICES and not typed.text("cose-testo"):
        yield "cose-testo", "Manca che cos'è. Lo scriva in una o due frasi."
    for fact in FACTS:
        yield from _stated_or_not(typed, fact)
    yield from _openings(typed)
    yield from _costs(typed)
    for number, row in enumerate(typed.of("contatti")):
        if not row["etichetta"]:
            said = f"Contatto {number + 1}: manca chi risponde. Scriva il nome dell'ufficio o dell'area."
            yield f"contatti-{number}-etichetta", said
    day = typed.text("verificato_il")
    if day and not _is_day(day):
        yield "verificato_il", f"«{day}» non è una data. La scriva per esempio così: 22/11/2026."


def _stated_or_not(typed: Typed, fact: str) -> Iterator[_Gap]:
    """Either something is typed, or it is said that the Carta does not state it."""
    says, unstated, called = typed.says(fact), fact in typed.unstated, _CALLED[fact]
    if says and unstated:
        wrong = "c'è scritto qualcosa, ma è segnato che la Carta non lo indica"
        yield f"{UNSTATED}-{fact}", f"{called}: {wrong}. Tolga il segno, o svuoti i campi."
    elif not says and not unstated:
        yield f"{UNSTATED}-{fact}", f"{called}: scriva che cosa dice la Carta, oppure segni che non lo indica."
    elif says and fact in _WITH_TEXT and not typed.text(f"{fact}-testo"):
        yield f"{fact}-testo", f"{called}: manca il testo. Scriva la frase che il cittadino leggerà."


def _openings(typed: Typed) -> Iterator[_Gap]:
    example = "La scriva per esempio così: 09:00."
    for number, row in enumerate(typed.of("fasce")):
        field, called = f"fasce-{number}-", f"Orario {number + 1}"
        if row["giorno"] not in WEEKDAYS:
            yield f"{field}giorno", f"{called}: manca il giorno. Lo scelga, o svuoti tutta la riga."
        for name, said in (("dalle", "comincia"), ("alle", "finisce")):
            if not row[name]:
                yield f"{field}{name}", f"{called}: manca a che ora {said}. {example}"
            elif not Clock.regex.fullmatch(row[name]):
                yield f"{field}{name}", f"{called}: «{row[name]}» non è un'ora. {example}"
        if not row["tipo"]:
            yield f"{field}tipo", f"{called}: manca se si viene con appuntamento o senza. Lo scelga."


def _costs(typed: Typed) -> Iterator[_Gap]:
    if typed.says("costi") and not typed.text("costi-tipo"):
        yield "costi-tipo", "Costi: manca se si paga. Scelga una delle risposte."
    if typed.text("costi-tipo") == "importo" and not typed.of("importi"):
        named = f"un nome di una parola, per esempio «{amounts.EXAMPLE}»"
        yield "importi-0-euro", f"Manca l'importo. Scriva {named}, e quanti euro."
    names = Counter(row["nome"] for row in typed.of("importi"))
    for number, row in enumerate(typed.of("importi")):
        name, field = row["nome"], f"importi-{number}-nome"
        if not name:
            yield field, f"Manca il nome dell'importo. Scriva una parola, per esempio «{amounts.EXAMPLE}»."
        elif not Identifier.regex.fullmatch(name):
            yield field, f"«{name}» non va bene come nome dell'importo. {one_word(name)}"
        elif names[name] > 1:
            yield field, f"«{name}» c'è {names[name]} volte. Dia a ogni importo un nome diverso."
        if values.cents(row["euro"]) is None:
            said = f"«{row['euro']}» non è un importo" if row["euro"] else "Mancano gli euro"
            yield f"importi-{number}-euro", f"{said}. Scriva quanto si paga, per esempio 16,00."


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
