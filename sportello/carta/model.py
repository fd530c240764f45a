"""The shape of the knowledge file `data/carta.yml`.

Field names are those of the file, so that an error can name what the operator sees. `None` means
that the Carta does not state it: nothing here is ever filled with a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import Literal, Optional

from pydantic import BaseModel, ConstrainedStr, Extra, PositiveInt, validator

Weekday = Literal["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"]
WEEKDAYS: tuple[str, ...] = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


class Identifier(ConstrainedStr):
    """A stable name used in files, intents and buttons."""

    regex = re.compile(r"^[a-z][a-z0-9_]*$")


class Text(ConstrainedStr):
    """A text that says something."""

    strip_whitespace = True
    min_length = 1


class Clock(ConstrainedStr):
    """A time of the day as HH:MM."""

    regex = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


class ShortNumber(ConstrainedStr):
    """A national number of three or four digits."""

    regex = re.compile(r"^\d{3,4}$")


class Aspect(str, Enum):
    """What can be asked of a service; the values are the names used in data, intents and buttons."""

    COSE = "cose"
    DESTINATARI = "destinatari"
    ACCESSO = "accesso"
    ORARI = "orari"
    COSTI = "costi"
    TELEFONO = "telefono"
    EMAIL = "email"
    CONTATTI = "contatti"
    DOCUMENTI = "documenti"
    DOVE = "dove"


CONTACT_ASPECTS = frozenset({Aspect.TELEFONO, Aspect.EMAIL, Aspect.CONTATTI})


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class Fact(_Strict):
    """A short text in plain Italian."""

    testo: Text


class Detailed(Fact):
    """A short text and, where the Carta says more, the rest in sentences."""

    dettagli: tuple[Text, ...] = ()


class Access(Fact):
    """How to get the service; `appuntamento` is stated by the Carta or absent."""

    appuntamento: Optional[Literal["sì", "no"]] = None


class Slot(_Strict):
    """One weekly opening, in local time."""

    giorno: Weekday
    dalle: Clock
    alle: Clock
    tipo: Literal["appuntamento", "libero"]


class Hours(_Strict):
    """Weekly openings, or the words of the Carta where it gives no days."""

    fasce: tuple[Slot, ...] = ()
    testo: Optional[Text] = None


class Costs(Fact):
    """What the citizen pays; amounts are in cents and appear in the text as {name}."""

    tipo: Literal["gratuito", "tariffe_comunali", "importo"]
    importi: dict[str, PositiveInt] = {}


class Documents(Fact):
    """The documents to bring; an empty list means that none is needed."""

    elenco: tuple[Text, ...]
    dettagli: Optional[Text] = None


class Contact(_Strict):
    """A phone and an e-mail, as printed in the Carta; `avviso` goes beside a phone that may be wrong."""

    etichetta: Text
    telefono: Optional[Text] = None
    avviso: Optional[Text] = None
    email: Optional[Text] = None


class Category(_Strict):
    """A public for whom services can be listed."""

    id: Identifier
    nome: Text
    alias: tuple[Text, ...] = ()


class Card(_Strict):
    """What services and groups have in common; `sezione` is None where no printed Carta has it yet."""

    id: Identifier
    nome: Text
    sezione: Optional[Text] = None
    alias: tuple[Text, ...] = ()
    padre: Optional[Identifier] = None
    destinatari: Optional[Fact] = None
    accesso: Optional[Access] = None
    orari: Optional[Hours] = None
    costi: Optional[Costs] = None
    documenti: Optional[Documents] = None
    dove: Optional[Fact] = None
    contatti: Optional[tuple[Contact, ...]] = None


class Group(Card):
    """Facts that several services share; it is not a service and cannot be asked about."""


class Service(Card):
    """One service of the Carta."""

    sigla: Optional[Text] = None
    nome_breve: Optional[Text] = None
    categorie: tuple[Identifier, ...] = ()
    cose: Detailed
    verificato_il: Optional[dt.date] = None
    note: Optional[Text] = None

    @validator("verificato_il", pre=True)
    def _only_iso_dates(cls, value: object) -> object:
        """Refuses a bare number, which pydantic would take for seconds since 1970."""
        if isinstance(value, str):
            return dt.date.fromisoformat(value)
        return value


class EmergencyNumbers(_Strict):
    """National numbers, always reachable and free of charge."""

    emergenza: ShortNumber
    violenza_donne: ShortNumber
    infanzia: ShortNumber


class Reception(_Strict):
    """How the two ways of being received are called."""

    appuntamento: Text
    libero: Text


class ListWords(_Strict):
    """The words by which people ask for services of a kind."""

    gratuiti: tuple[Text, ...]
    senza_appuntamento: tuple[Text, ...]


class Source(_Strict):
    """How the document that the facts come from is named."""

    titolo: Text
    ente: Text
    sigla_fonte: Text


class Carta(_Strict):
    """The whole knowledge file, as written: inheritance is resolved by `sportello.carta.query`."""

    comune: Text
    carta: Source
    primo_contatto: Identifier
    numeri_di_emergenza: EmergencyNumbers
    categorie: tuple[Category, ...]
    modi_di_ricevimento: Reception
    parole_degli_elenchi: ListWords
    gruppi: tuple[Group, ...] = ()
    servizi: tuple[Service, ...]
