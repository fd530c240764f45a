"""The headings under which a Carta says the same thing of every service."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sportello.importing.lines import Line
from sportello.text import fold

COSE, DESTINATARI, ACCESSO, ORARI = "cose", "destinatari", "accesso", "orari"
COSTI, CONTATTI, DOCUMENTI, DOVE = "costi", "contatti", "documenti", "dove"
# What a Carta says and the knowledge file has no place for.
OTHER = "altro"

_PRINTED = {
    COSE: """
        cos'è | cosa è | che cos'è | che cosa è | di cosa si tratta | di che cosa si tratta | in cosa consiste
        in che cosa consiste | descrizione | cosa fa | che cosa fa | cosa offre | che cosa offre | finalità
        obiettivi | finalità e obiettivi | oggetto | descrizione sintetica""",
    DESTINATARI: """
        a chi è rivolto | a chi è rivolta | a chi si rivolge | a chi è destinato | destinatari | i destinatari
        beneficiari | per chi è | per chi | chi può accedere | chi può accedervi | chi può richiederlo
        chi può fare domanda | chi può presentare domanda | chi ne ha diritto | requisiti | requisiti di accesso
        requisiti per l'accesso""",
    ACCESSO: """
        modalità di accesso | modalità d'accesso | modalità accesso | modalità per l'accesso | come si accede
        come accedere | come accedervi | accesso | come fare | come si fa | come si attiva | come attivarlo
        modalità di attivazione | come ottenerlo | come richiederlo | come fare domanda | come presentare la domanda
        modalità di richiesta | modalità di presentazione della domanda | accesso e attivazione""",
    ORARI: """
        orari | orario | orari e giorni | giorni e orari | quando | quando è aperto | orari di apertura
        orario di apertura | orari di ricevimento | orario di ricevimento | orari di apertura al pubblico
        orario di apertura al pubblico | orari di accesso | giorni e orari di apertura | ricevimento""",
    COSTI: """
        costi | costo | i costi | quanto costa | quanto si paga | tariffe | tariffa | costi e tariffe | tariffe e costi
        costi a carico dell'utente | costo a carico dell'utente | compartecipazione | compartecipazione al costo
        compartecipazione alla spesa | compartecipazione dell'utente | contribuzione | contributo dell'utente""",
    CONTATTI: """
        contatti | contatto | i contatti | recapiti | riferimenti | recapiti e contatti | contatti e recapiti
        a chi rivolgersi | a chi ci si rivolge | informazioni | per informazioni | informazioni e contatti
        contatti e informazioni | per contattarci | per saperne di più""",
    DOCUMENTI: """
        documenti | documentazione | documenti necessari | documentazione necessaria | documenti richiesti
        documentazione richiesta | documenti da presentare | documentazione da presentare | documentazione da allegare
        documenti da allegare | cosa serve | che cosa serve | cosa occorre | cosa portare | quali documenti servono""",
    DOVE: """
        dove | dove si trova | dov'è | dove siamo | dove rivolgersi | sede | sedi | la sede | sede del servizio
        indirizzo | luogo | ubicazione""",
    OTHER: """
        tempi | tempi di attesa | tempi di attivazione | tempi di erogazione | tempistiche | normativa
        normativa di riferimento | riferimenti normativi | standard | standard di qualità | indicatori di qualità
        modulistica | responsabile | responsabile del servizio | responsabile del procedimento | reclami
        suggerimenti e reclami | note | durata | validità""",
}
_FIELDS = {
    fold(label): field for field, labels in _PRINTED.items() for label in re.split(r"[|\n]", labels) if label.strip()
}
# "Costi del servizio", "A chi è rivolto il servizio".
_OF_WHAT = re.compile(
    r" (?:il|la|al|alla|del|della|dal|per il|per la|di questo|di questa) "
    r"(?:servizio|intervento|progetto|prestazione|misura|contributo|sportello|centro)$"
)
_INLINE = re.compile(r"^([^:]{3,60}):\s+(\S.*)$|^([^-–—]{3,60})\s[-–—]\s+(\S.*)$")
_LEAST_ALIKE, _LEAST_LETTERS = 90, 8


@dataclass(frozen=True)
class Label:
    """A heading of a part: which one, what it is called, and what else stands on its line."""

    field: str
    printed: str
    rest: str = ""


def label_of(line: Line) -> Label | None:
    """The label that a line is, or begins with; None where it is text or the title of a service."""
    text = line.text
    if not text[:1].isupper():
        return None
    field = _field(text)
    if field:
        return Label(field, text.rstrip(" :?."))
    inline = _INLINE.match(text)
    if inline:
        head, rest = inline[1] or inline[3], inline[2] or inline[4]
        field = _field(head)
        if field:
            return Label(field, head.strip(), rest)
    return None


def _field(text: str) -> str | None:
    name = fold(text)
    if len(name) > 60 or text.rstrip().endswith((",", ";")):
        return None
    for candidate in (name, _OF_WHAT.sub("", name)):
        if candidate in _FIELDS:
            return _FIELDS[candidate]
    if len(name) < _LEAST_LETTERS:
        return None
    found = process.extractOne(name, _FIELDS.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
    return _FIELDS[found[0]] if found else None
