"""Which facts a sentence may use between braces, and which it must not leave out.

A response is named as in its file (`utter_costi`); what channels say by themselves is named by its place
in the file (`errori/vuoto`, `telegram/messaggi/avvio`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sportello.carta import Aspect, Catalogue, present
from sportello.settings import get_settings

RESPONSE, REFUSAL, MENU, MESSAGE = "utter_", "errori/", "telegram/comandi/", "telegram/messaggi/"
# What a response may say besides the facts of the Carta.
SETTINGS_KEYS = frozenset({"giorni_conservazione"})
COMMON_KEYS = present.SHARED_KEYS | SETTINGS_KEYS
# What is known of any service that an answer is about; not its section, which a new service may not have.
SERVICE_KEYS = frozenset({"id", "nome", "cose", "contatti"})
LIST_KEYS = frozenset({"elenco"})
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_AGAIN = frozenset({"prossimo_giorno", "prossima_ora", "prossimo_modo"})
_SOMEBODY = frozenset({"primo_contatto_telefono", "primo_contatto_email"})

# Answers about a service: which facts they have on top of `SERVICE_KEYS`, and which they are there to say.
_ABOUT_SERVICE: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "utter_scheda": (frozenset({"accesso"}), ("nome", "cose")),
    "utter_scheda_senza_accesso": (frozenset(), ("nome", "cose")),
    "utter_cose": (frozenset(), ("nome", "cose")),
    "utter_cose_in_breve": (frozenset({"dettagli"}), ("nome", "cose")),
    "utter_dettagli": (frozenset({"dettagli"}), ("nome", "dettagli")),
    **{
        f"utter_{aspect.value}": (frozenset({aspect.value}), ("nome", aspect.value))
        for aspect in Aspect
        if aspect is not Aspect.COSE
    },
    "utter_orari_aperto_libero": (frozenset({"orari", "chiude"}), ("nome", "chiude")),
    "utter_orari_aperto_appuntamento": (frozenset({"orari", "chiude"}), ("nome", "chiude")),
    "utter_orari_chiuso": (_AGAIN | {"orari"}, ("nome", "prossimo_giorno", "prossima_ora")),
    "utter_orari_chiuso_festivo": (_AGAIN | {"orari", "festa"}, ("nome", "prossimo_giorno", "prossima_ora")),
}
_NOT_STATED = "utter_non_indicato_"
_LISTS = frozenset(
    f"utter_elenco{kind}" for kind in ("", "_gratuiti", "_senza_appuntamento", "_gratuiti_senza_appuntamento")
)
# Whoever is in danger reads the number, and whoever is not understood whom to call, whatever else is written.
_NEEDED = {
    "utter_forse_pericolo": ("numero_emergenza",),
    "utter_emergenza/violenza_donne": ("numero_emergenza", "numero_violenza_donne"),
    "utter_emergenza/minori": ("numero_emergenza", "numero_infanzia"),
    "utter_elenco_categorie": ("categorie",),
    "utter_privacy": ("giorni_conservazione",),
    "errori/troppo_lungo": ("limite",),
    "telegram/messaggi/pericolo": ("numero_emergenza",),
    "telegram/messaggi/aiuto": ("comandi",),
    "telegram/messaggi/comando_sconosciuto": ("comandi",),
    "telegram/messaggi/gruppo": ("indirizzo_bot",),
    "telegram/messaggi/fonte": ("documento", "sezione"),
    "telegram/messaggi/fonte_senza_sezione": ("documento",),
    "telegram/messaggi/verificato": ("data",),
}
_WITH_SOMEBODY = {"utter_elenco_vuoto", "utter_non_capito_ancora", "utter_operatore"}
# What channels put into what they say by themselves, besides the shared facts.
_OF_CHANNEL = {
    "errori/troppo_lungo": frozenset({"limite"}),
    "telegram/messaggi/gruppo": frozenset({"indirizzo_bot"}),
    "telegram/messaggi/fonte": frozenset({"documento", "sezione"}),
    "telegram/messaggi/fonte_senza_sezione": frozenset({"documento"}),
    "telegram/messaggi/verificato": frozenset({"data"}),
}


@dataclass(frozen=True)
class Places:
    """The placeholders of a sentence.

    Attributes:
        may: the names that it can use, because they are always filled where it is said.
        needs: of each of these it must use at least one.
    """

    may: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()


def places_of(name: str) -> Places:
    """What the sentence of this name may and must say; one that is not known may use what any response may."""
    needs = [frozenset({key}) for key in _NEEDED.get(name, ())]
    if name.startswith(MENU):
        return Places(frozenset())
    if name.startswith(REFUSAL):
        return Places(present.SHARED_KEYS | _OF_CHANNEL.get(name, frozenset()), (*needs, _SOMEBODY))
    if name.startswith(MESSAGE):
        return Places(present.SHARED_KEYS | {"comandi"} | _OF_CHANNEL.get(name, frozenset()), tuple(needs))
    if name in _ABOUT_SERVICE:
        more, needed = _ABOUT_SERVICE[name]
        return Places(COMMON_KEYS | SERVICE_KEYS | more, tuple(frozenset({key}) for key in needed))
    if name.startswith(_NOT_STATED):
        return Places(COMMON_KEYS | SERVICE_KEYS, (frozenset({"nome"}), _SOMEBODY | {"contatti"}))
    if name in _LISTS:
        return Places(COMMON_KEYS | LIST_KEYS, (LIST_KEYS,))
    if name in _WITH_SOMEBODY:
        needs.append(_SOMEBODY)
    if name.startswith("utter_emergenza/") and not needs:
        needs.append(frozenset({"numero_emergenza"}))
    return Places(COMMON_KEYS, tuple(needs))


def common(catalogue: Catalogue) -> dict[str, str]:
    """What any response may say, whatever it is about."""
    return {**present.shared(catalogue), "giorni_conservazione": str(get_settings().retention_days)}


def used_in(text: str) -> list[str]:
    """The placeholders of a text, each once, in order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def has_stray_braces(text: str) -> bool:
    """Whether there are braces that are no placeholder: left open, empty, or with something else between them."""
    return bool(set("{}") & set(_PLACEHOLDER.sub("", text)))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """A text with its placeholders filled.

    Raises:
        KeyError: when a placeholder is not filled.
        ValueError: when there are braces that are no placeholder.
    """
    # `format` would do more than people may ask of it: read attributes, and fill up to any length.
    if has_stray_braces(text):
        raise ValueError("stray braces")
    return text.format(**facts)


def can_be_filled(name: str, text: str) -> bool:
    """Whether everything between braces is filled wherever the sentence is said."""
    return not has_stray_braces(text) and set(used_in(text)) <= places_of(name).may


def is_about_service(name: str) -> bool:
    """Whether the sentence is said of one service."""
    return name in _ABOUT_SERVICE or name.startswith(_NOT_STATED)
