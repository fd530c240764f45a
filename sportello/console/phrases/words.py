"""What operators call the intents, the voices and the lessons of phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from sportello.carta import Catalogue, present
from sportello.nlu.phrase_checks import is_about_services
from sportello.nlu.phrases import Lesson
from sportello.nlu.reading import ASK, EMERGENCY, NEED, OUT_OF_SCOPE

OPERATOR, CITIZEN = "operatore", "cittadino"
# Who may have written a phrase, as in the files and in words.
VOICES: Mapping[str, str] = {
    OPERATOR: "noi operatori",
    CITIZEN: "un cittadino, parola per parola",
    "anziana": "una signora anziana",
    "anziano": "un signore anziano",
    "figlia": "una figlia o un figlio",
    "genitore": "un genitore",
    "madre_sola": "una madre sola",
    "giovane": "una ragazza o un ragazzo",
    "disoccupato": "chi ha perso il lavoro",
    "migrante": "chi sta imparando l'italiano",
    "badante": "una badante",
    "vicino": "un vicino di casa",
    "volontario": "un volontario",
    "professionista": "un professionista (medico, insegnante, patronato)",
    "angoscia": "chi ha paura o è agitato",
    "pollici": "chi scrive in fretta dal telefono",
    "dettato": "chi detta a voce",
    "cercatore": "chi scrive solo parole chiave",
    "dialetto": "chi usa il dialetto",
    "burlone": "chi scherza",
}
_INTENTS: Mapping[str, str] = {
    NEED: "Bisogni",
    "chiedi_cose": "Che cos'è",
    "chiedi_destinatari": "Per chi è",
    "chiedi_accesso": "Come si chiede",
    "chiedi_orari": "Orari e giorni",
    "chiedi_costi": "Quanto costa",
    "chiedi_documenti": "Documenti",
    "chiedi_dove": "Dove si trova",
    "chiedi_telefono": "Telefono",
    "chiedi_email": "E-mail",
    "chiedi_contatti": "A chi rivolgersi",
    "chiedi_dettagli": "Più informazioni",
    "chiedi_elenco": "Quali servizi ci sono",
    "correggi": "Correzioni («no, intendevo…»)",
    "conferma": "Sì",
    "nega": "No",
    "scegli/primo": "Il primo della lista",
    "scegli/secondo": "Il secondo della lista",
    "scegli/terzo": "Il terzo della lista",
    "scegli/quarto": "Il quarto della lista",
    "scegli/ultimo": "L'ultimo della lista",
    "scegli/altro": "L'altro («e l'altro?»)",
    "torna": "Torna a ciò di cui si parlava",
    "ricomincia": "Vuole ricominciare",
    "operatore": "Vuole parlare con una persona",
    "privacy": "Chiede dei dati personali",
    "cancella_dati": "Vuole cancellare la conversazione",
    "conversa/saluto": "Saluti",
    "conversa/grazie": "Ringraziamenti",
    "conversa/congedo": "Congedi («arrivederci»)",
    "conversa/chi_sei": "Chiede chi risponde",
    "conversa/aiuto": "Chiede come si usa l'assistente",
    "conversa/offesa": "Offese e proteste",
    "emergenza/violenza_donne": "Violenza sulle donne",
    "emergenza/minori": "Bambini e ragazzi in pericolo",
    "emergenza/suicidio": "Pensieri di suicidio",
    "emergenza/salute": "Qualcuno sta male adesso",
    "emergenza/senza_tetto": "Senza un posto dove dormire",
    "emergenza/forse": "Forse un pericolo",
    "fuori_ambito/alloggi_popolari": "Chi abita già in una casa popolare",
    "fuori_ambito/altra_lingua": "Altre lingue",
    "fuori_ambito/altri_comuni": "Altri Comuni",
    "fuori_ambito/amministrazione": "Altri uffici del Comune",
    "fuori_ambito/anagrafe": "Anagrafe e documenti",
    "fuori_ambito/casa_mercato": "Case da affittare o comprare",
    "fuori_ambito/cultura_sport": "Cultura, sport ed eventi",
    "fuori_ambito/edilizia": "Lavori edili",
    "fuori_ambito/inps_previdenza": "INPS, pensioni e ISEE",
    "fuori_ambito/lavoro_comune": "Concorsi e offerte di lavoro",
    "fuori_ambito/legale": "Avvocati e tribunali",
    "fuori_ambito/mondo": "Tutt'altro (tempo, sport, compiti…)",
    "fuori_ambito/polizia_locale": "Polizia Locale, multe e parcheggi",
    "fuori_ambito/rifiuti_ambiente": "Rifiuti e ambiente",
    "fuori_ambito/sanita": "Medici e ospedali",
    "fuori_ambito/scuola_nido": "Scuola e nido",
    "fuori_ambito/senza_senso": "Parole senza senso",
    "fuori_ambito/trasporto_pubblico": "Treni, metro e autobus",
    "fuori_ambito/tributi": "Tasse e tributi",
}
# What only a measure calls so, in words.
_MEASURED: Mapping[str, str] = {
    NEED: "un bisogno",
    "sembra": "nessun pericolo",
    "nlu_fallback": "non capita",
    "altra_lingua": "Altre lingue",
}
# Files that teach several things.
_FILES: Mapping[str, str] = {
    "aspetti/due_insieme": "Due domande in una",
    "conversazione/cambi": "Chi passa a un altro servizio",
    "conversazione/congedi": "Chi sta per andare via",
    "conversazione/conversa": "Saluti, ringraziamenti e curiosità",
    "conversazione/dialogo": "Sì, no, correzioni e altre richieste",
    "conversazione/scelte": "Chi sceglie da una lista o torna indietro",
    "emergenze/sembrano": "Sembra un pericolo, ma non lo è",
}
_NO_SERVICE = "senza dire di quale servizio"
_ORDER = {intent: place for place, intent in enumerate(_INTENTS)}


class Group(Enum):
    """The groups of phrases, in the order of the pages; the values are their titles."""

    SERVICES = "Bisogni per servizio"
    ASKED = "Che cosa si chiede"
    TALK = "Conversazione"
    EMERGENCIES = "Emergenze"
    OUT_OF_SCOPE = "Fuori ambito"


_FOLDERS: Mapping[str, tuple[str, Group]] = {
    "aspetti": (ASK, Group.ASKED),
    "conversazione": ("conversa/", Group.TALK),
    "emergenze": (f"{EMERGENCY}/", Group.EMERGENCIES),
    "fuori_ambito": (f"{OUT_OF_SCOPE}/", Group.OUT_OF_SCOPE),
}


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen in a form: its value and its words."""

    value: str
    words: str


def group_of(intent: str) -> Group:
    """The group that an intent belongs to."""
    base = intent.partition("/")[0]
    if base == NEED:
        return Group.SERVICES
    if base.startswith(ASK):
        return Group.ASKED
    return {EMERGENCY: Group.EMERGENCIES, OUT_OF_SCOPE: Group.OUT_OF_SCOPE}.get(base, Group.TALK)


def intent_words(intent: str) -> str:
    """An intent in words; one that is new in the files, by its own name."""
    base, _, below = intent.partition("/")
    return _INTENTS.get(NEED if base == NEED else intent) or (below or base).replace("_", " ").capitalize()


def service_words(service: str, catalogue: Catalogue) -> str:
    """A service by its short name; one that is no more in the Carta, by its id."""
    return present.button_title(catalogue.service(service)) if service in catalogue else service


def lesson_words(lesson: Lesson, catalogue: Catalogue) -> str:
    """What a phrase teaches, e.g. `Pasto a domicilio: quanto costa`."""
    if lesson.service:
        return f"{service_words(lesson.service, catalogue)}: {lower(asked_words(lesson))}"
    group = group_of(lesson.intent)
    if group in (Group.SERVICES, Group.ASKED):
        return asked_words(lesson) + (f", {_NO_SERVICE}" if is_about_services(lesson.intent) else "")
    return f"{group.value}: {lower(asked_words(lesson))}"


def reading_words(asked: Iterable[str], services: Iterable[str], catalogue: Catalogue) -> str:
    """What was read of a phrase, or is right, as a measure tells it, e.g. `quanto costa: Pasto a domicilio`."""
    said = " o ".join(dict.fromkeys(lower(_measured_words(label)) for label in asked))
    about = " o ".join(service_words(service, catalogue) for service in services)
    return f"{said}: {about}" if about else said


def _measured_words(label: str) -> str:
    if label in _MEASURED:
        return _MEASURED[label]
    intent = ASK + label if ASK + label in _INTENTS else label
    return intent_words(intent)


def file_words(name: str, catalogues: Iterable[Catalogue]) -> str:
    """What a file of phrases is about: a service, what it teaches or, failing both, a group.

    Args:
        name: its path within `data/`, e.g. `nlu/bisogni/sad.yml`.
        catalogues: where to look for the name of a service, one after the other.
    """
    inner = name.removeprefix("nlu/").removesuffix(".yml")
    folder, _, stem = inner.rpartition("/")
    if folder == "bisogni":
        found = (service_words(stem, catalogue) for catalogue in catalogues if stem in catalogue)
        return next(found, stem.replace("_", " ").capitalize())
    prefix, group = _FOLDERS.get(folder, ("", Group.TALK))
    known = _INTENTS.get(prefix + stem)
    if inner in _FILES or known is None:
        return _FILES.get(inner, group.value)
    if group is Group.ASKED:
        return known + (f", {_NO_SERVICE}" if is_about_services(prefix + stem) else "")
    return f"{known} ({group.value.lower()})"


def asked_words(lesson: Lesson) -> str:
    """What a phrase asks, whatever the service, e.g. `Quanto costa`."""
    also = f" e, insieme, {lower(intent_words(ASK + lesson.also))}" if lesson.also else ""
    return intent_words(lesson.intent) + also


def about_words(lesson: Lesson, catalogue: Catalogue) -> str:
    """What a phrase is about, whatever it asks, e.g. `Pasto a domicilio`; empty where that is never a service."""
    if lesson.service:
        return service_words(lesson.service, catalogue)
    return _NO_SERVICE if is_about_services(lesson.intent) else ""


def lower(words: str) -> str:
    """The words in the middle of a sentence: acronyms stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def voice_words(voice: str | None) -> str:
    """A voice in words."""
    return VOICES.get(voice or "", (voice or "").replace("_", " ")) or "non indicato"


def by_group(intents: Iterable[str]) -> dict[Group, list[Choice]]:
    """Intents by their groups, both in the order of the pages; what we have no words for comes last."""
    groups: dict[Group, list[Choice]] = {group: [] for group in Group}
    for intent in sorted(set(intents), key=lambda intent: (_ORDER.get(intent, len(_ORDER)), intent)):
        groups[group_of(intent)].append(Choice(intent, intent_words(intent)))
    return groups


def services(catalogue: Catalogue) -> list[Choice]:
    """The services, in the order of the Carta."""
    return [Choice(service.id, present.button_title(service)) for service in catalogue.services]
