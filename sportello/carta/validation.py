"""Everything that can be wrong with a Carta, found all at once and said in Italian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from email_validator import EmailNotValidError, validate_email
from pydantic import ValidationError

from sportello.carta import phones, texts
from sportello.carta.errors import Problem
from sportello.carta.model import Aspect, Card, Carta, Contact, Group
from sportello.carta.query import Catalogue
from sportello.text import fold

_CURES = {
    "value_error.missing": ("manca.", "La aggiunga."),
    "type_error.none.not_allowed": ("è vuota.", "La riempia: questa voce è obbligatoria."),
    "value_error.extra": ("non è una voce conosciuta.", "La tolga o ne corregga il nome."),
    "value_error.any_str.min_length": ("è vuota.", "Scriva il testo, o null se la Carta non lo indica."),
    "type_error.str": ("non è un testo.", "Scriva un testo, tra virgolette se contiene i due punti."),
    "type_error.dict": ("non ha la forma giusta.", "Vanno scritte le sue voci, una per riga, rientrate."),
    "type_error.tuple": ("non è un elenco.", "Scriva un elenco: una voce per riga che comincia con «- »."),
    "type_error.list": ("non è un elenco.", "Scriva un elenco: una voce per riga che comincia con «- »."),
    "type_error.integer": ("non è un numero intero.", "Scriva i centesimi: 16 euro sono 1600."),
    "value_error": ("non è una data.", "La scriva come 2026-11-22."),
    "value_error.number.not_gt": ("non è più di zero.", "Scriva i centesimi: 16 euro sono 1600."),
    "value_error.date": ("non è una data.", "La scriva come 2026-11-22."),
    "type_error.date": ("non è una data.", "La scriva come 2026-11-22."),
}
_PATTERN_CURES = {
    "dalle": 'Scriva l\'ora tra virgolette come "09:00".',
    "alle": 'Scriva l\'ora tra virgolette come "09:00".',
    "id": "Usi solo lettere minuscole senza accenti, cifre e il trattino basso.",
    "padre": "Usi solo lettere minuscole senza accenti, cifre e il trattino basso.",
}


def shape_problems(error: ValidationError, content: object) -> list[Problem]:
    """What pydantic found, each with its place in words and its cure."""
    return [_shape_problem(item, content) for item in error.errors()]


def _shape_problem(item: Any, content: object) -> Problem:
    place, steps = _place(item["loc"], content)
    if item["type"] == "value_error.const":
        allowed = ", ".join(str(value) for value in item["ctx"]["permitted"])
        wrong, cure = f"il valore «{item['ctx']['given']}» non è ammesso.", f"Scriva uno di questi: {allowed}."
        return Problem(place, wrong, cure, steps)
    if item["type"] == "value_error.str.regex":
        cure = _PATTERN_CURES.get(str(item["loc"][-1]), "La corregga.")
        return Problem(place, "non è scritta nella forma giusta.", cure, steps)
    wrong, cure = _CURES.get(item["type"], ("non è valida.", "La confronti con quella di un altro servizio."))
    return Problem(place, wrong, cure, steps)


def _place(loc: Sequence[int | str], content: object) -> tuple[str, tuple[int | str, ...]]:
    """A path that names services by id instead of counting them, in words and as steps."""
    parts: list[str] = []
    steps: list[int | str] = []
    for step in loc:
        if step == "__root__":
            continue
        content = _child(content, step)
        if isinstance(step, int):
            name = content.get("id") if isinstance(content, dict) else None
            parts.append(str(name) if name else f"voce {step + 1}")
            steps.append(str(name) if name else step)
        else:
            parts.append(str(step))
            steps.append(step)
    return " → ".join(parts) or "il file", tuple(steps)


def _child(content: object, step: int | str) -> object:
    if isinstance(content, dict):
        return content.get(step)
    if isinstance(content, list) and isinstance(step, int) and step < len(content):
        return content[step]
    return None


def problems(carta: Carta) -> list[Problem]:
    """What is wrong in a Carta of the right shape; empty when it can be used."""
    ancestry = list(_parents(carta))
    found = [*_names(carta), *ancestry, *chain(*map(_card, _cards(carta))), *_categories(carta)]
    # Who cannot say from whom it inherits cannot say either whether it has a phone.
    return found if ancestry else [*found, *_first_contact(carta)]


def warnings(carta: Carta) -> list[Problem]:
    """What looks wrong but may be right: printed so in the Carta, to be asked of the office."""
    numbers = {
        (card.id, contact.telefono): len(phones.digits(contact.telefono))
        for card in _cards(carta)
        for contact in card.contatti or ()
        if contact.telefono
    }
    if not numbers:
        return []
    usual, _ = Counter(numbers.values()).most_common(1)[0]
    return [
        Problem(
            f"servizi → {card_id} → contatti → telefono",
            f"«{phone}» ha meno cifre degli altri ({length} invece di {usual}).",
            "Se la Carta lo stampa così lo lasci, e chieda conferma all'ufficio.",
            ("servizi", card_id, "contatti"),
        )
        for (card_id, phone), length in numbers.items()
        if length < usual
    ]


def _cards(carta: Carta) -> tuple[Card, ...]:
    return (*carta.gruppi, *carta.servizi)


def _of(card: Card, fields: Sequence[str], wrong: str, cure: str, within: Sequence[str | int] = ()) -> Problem:
    """A problem of a card, in words at these fields, and for a program at the steps below them as well."""
    at = ("gruppi" if isinstance(card, Group) else "servizi", card.id, *fields)
    return Problem(" → ".join(at), wrong, cure, (*at, *within))


def _names(carta: Carta) -> Iterator[Problem]:
    """Ids, names and aliases each belong to one service alone."""
    for card_id, times in Counter(card.id for card in _cards(carta)).items():
        if times > 1:
            place, steps = f"servizi → {card_id} → id", ("servizi", card_id, "id")
            yield Problem(place, f"è usato {times} volte.", "Dia a ogni servizio un id diverso.", steps)
    owners: dict[str, str] = {}
    for card in _cards(carta):
        own = {fold(name): within for name, within in reversed(list(_named(card)))}
        for name, within in sorted(own.items()):
            if not name:
                yield _of(card, ("alias",), "c'è un nome senza lettere.", "Lo tolga.", within)
            elif name in owners:
                wrong = f"«{name}» è anche di «{owners[name]}»."
                yield _of(card, ("alias",), wrong, "Lo lasci a un servizio solo.", within)
            else:
                owners[name] = card.id
    if carta.primo_contatto not in {service.id for service in carta.servizi}:
        wrong = f"«{carta.primo_contatto}» non è un servizio."
        yield Problem("primo_contatto", wrong, "Scriva l'id di un servizio.", ("primo_contatto",))


def _named(card: Card) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Every name of a card with where it stands: its field, or its position among the aliases."""
    for field in ("nome", "sigla", "nome_breve"):
        name = getattr(card, field, None)
        if name:
            yield name, (field,)
    for position, alias in enumerate(card.alias):
        yield alias, (position,)


def _parents(carta: Carta) -> Iterator[Problem]:
    parents: dict[str, str | None] = {card.id: card.padre for card in _cards(carta)}
    for card in _cards(carta):
        if card.padre is None:
            continue
        if card.padre not in parents:
            yield _of(card, ("padre",), f"«{card.padre}» non esiste.", "Scriva l'id di un servizio o di un gruppo.")
            continue
        seen: set[str] = set()
        step: str | None = card.padre
        while step is not None and step != card.id and step not in seen:
            seen.add(step)
            step = parents.get(step)
        if step == card.id:
            yield _of(card, ("padre",), "torna al servizio stesso.", "Tolga uno dei due padri.")


def _first_contact(carta: Carta) -> Iterator[Problem]:
    """Whom the assistant sends everybody to, who is in danger as well, must have a phone."""
    first = [service for service in carta.servizi if service.id == carta.primo_contatto]
    # None or several: that is a problem of their names.
    if len(first) == 1 and not Catalogue(carta).states(first[0].id, Aspect.TELEFONO):
        wrong = "il primo contatto dell'assistente non ha un telefono."
        cure = "Ne scriva uno: lo riceve chi non sa a chi rivolgersi, anche nelle emergenze."
        yield _of(first[0], ("contatti",), wrong, cure, (0, "telefono"))


def _categories(carta: Carta) -> Iterator[Problem]:
    known = Counter(category.id for category in carta.categorie)
    for category, times in known.items():
        if times > 1:
            place, cure = f"categorie → {category}", "Dia a ogni categoria un id diverso."
            yield Problem(place, f"è scritta {times} volte.", cure, ("categorie", category))
    words = carta.parole_degli_elenchi
    phrases: list[tuple[tuple[str, str], tuple[str, ...]]] = [
        (("categorie", category.id), (category.nome, *category.alias)) for category in carta.categorie
    ]
    phrases += [(("parole_degli_elenchi", "gratuiti"), words.gratuiti)]
    phrases += [(("parole_degli_elenchi", "senza_appuntamento"), words.senza_appuntamento)]
    for steps, listed in phrases:
        for phrase in listed:
            if not fold(phrase):
                yield Problem(" → ".join(steps), f"«{phrase}» non ha lettere.", "Lo tolga.", steps)
    for service in carta.servizi:
        for name in service.categorie:
            if name not in known:
                cure = f"Scriva una di queste: {', '.join(sorted(known))}."
                yield _of(service, ("categorie",), f"«{name}» non è una categoria.", cure)


def _card(card: Card) -> Iterator[Problem]:
    for position, contact in enumerate(card.contatti or ()):
        yield from _contact(card, contact, position)
    for position, slot in enumerate(card.orari.fasce if card.orari else ()):
        if slot.alle <= slot.dalle:
            wrong = f"{slot.giorno}: finisce alle {slot.alle}, prima di cominciare alle {slot.dalle}."
            yield _of(card, ("orari", "fasce"), wrong, "Corregga una delle due ore.", (position, "alle"))
    if card.orari and not card.orari.fasce and not card.orari.testo:
        yield _of(card, ("orari",), "non ha né fasce né testo.", "Scriva le fasce, o null se la Carta non lo indica.")
    yield from (_of(card, *wrong) for wrong in texts.wrong_in(card))


def _contact(card: Card, contact: Contact, position: int) -> Iterator[Problem]:
    def problem(field: str, wrong: str, cure: str) -> Problem:
        found = _of(card, ("contatti", contact.etichetta), wrong, cure)
        return replace(found, steps=(*found.steps[:2], "contatti", position, field))

    if not contact.telefono and not contact.email:
        yield problem("telefono", "non ha né telefono né e-mail.", "Ne scriva almeno uno.")
    if contact.telefono and not phones.is_possible(contact.telefono):
        wrong = f"«{contact.telefono}» non può essere un telefono italiano."
        yield problem("telefono", wrong, "Scriva un numero solo, di sole cifre.")
    if contact.email:
        try:
            validate_email(contact.email, check_deliverability=False)
        except EmailNotValidError:
            yield problem("email", f"«{contact.email}» non è un indirizzo e-mail.", "Lo scriva come nome@sito.it.")
