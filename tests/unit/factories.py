"""Small Carte made for a test: as plain data, as a file or as a catalogue."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sportello.carta import Carta, Catalogue

THURSDAY = [
    {"giorno": "giovedì", "dalle": "09:00", "alle": "16:00", "tipo": "appuntamento"},
    {"giorno": "giovedì", "dalle": "16:00", "alle": "18:00", "tipo": "libero"},
]


def service(service_id: str, **fields: Any) -> dict[str, Any]:
    """The least that a service must state, and what the test adds."""
    least = {
        "id": service_id,
        "nome": f"Servizio {service_id}",
        "sezione": "1",
        "cose": {"testo": f"Che cosa fa {service_id}."},
    }
    return least | copy.deepcopy(fields)


def carta(*services: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A valid knowledge file of these services; the first is the first contact, and has a phone."""
    servizi = [copy.deepcopy(dict(item)) for item in services] or [service("sportello")]
    servizi[0].setdefault("contatti", [{"etichetta": "Primo contatto", "telefono": "02-9533330"}])
    whole = {
        "comune": "Prova",
        "carta": {"titolo": "Carta di prova", "ente": "Comune di Prova", "sigla_fonte": "Carta"},
        "primo_contatto": servizi[0]["id"],
        "numeri_di_emergenza": {"emergenza": "112", "violenza_donne": "1522", "infanzia": "114"},
        "categorie": [
            {"id": "anziani", "nome": "gli anziani", "alias": ["anziano", "terza età"]},
            {"id": "famiglie", "nome": "le famiglie", "alias": ["bambini"]},
            {"id": "casa", "nome": "la casa", "alias": ["alloggio"]},
        ],
        "modi_di_ricevimento": {"appuntamento": "su appuntamento", "libero": "ad accesso libero"},
        "parole_degli_elenchi": {"gratuiti": ["gratis", "non si paga"], "senza_appuntamento": ["senza appuntamento"]},
        "gruppi": [],
        "servizi": servizi,
    }
    return whole | copy.deepcopy(fields)


def town() -> dict[str, Any]:
    """A knowledge file with one service of each kind that the code tells apart.

    `sportello` states everything, `figlio` inherits it all, `bollo` has an amount and two contacts,
    `pasti` states the least and has no contact, `misura` inherits from a group.
    """
    return carta(
        service(
            "sportello",
            cose={"testo": "Ascolta e orienta.", "dettagli": ["Ascolta.", "Orienta."]},
            destinatari={"testo": "A tutti."},
            accesso={"appuntamento": "no", "testo": "Si può venire: {orari}."},
            orari={"fasce": THURSDAY},
            costi={"tipo": "gratuito", "testo": "È gratuito."},
            documenti={"testo": "Serve poco.", "elenco": ["carta d'identità", "ISEE"], "dettagli": "In copia."},
            dove={"testo": "In municipio."},
            contatti=[{"etichetta": "Sportello", "telefono": "02-9533334", "email": "sportello@comune.it"}],
            categorie=["anziani", "famiglie"],
            verificato_il="2026-11-22",
        ),
        service("figlio", padre="sportello", categorie=["famiglie"], sezione="2"),
        service(
            "bollo",
            nome="Domanda di alloggio",
            sigla="DA",
            nome_breve="Alloggio",
            alias=["case"],
            destinatari={"testo": "Servono:{documenti}"},
            documenti={"testo": "Servono documenti.", "elenco": ["bando"]},
            orari={"testo": "Solo durante il bando."},
            costi={"tipo": "importo", "testo": "Serve una marca da {marca}.", "importi": {"marca": 1600}},
            contatti=[
                {"etichetta": "Ufficio casa", "telefono": "02-9533332"},
                {"etichetta": "Segreteria", "email": "casa@comune.it"},
            ],
            categorie=["casa"],
        ),
        service(
            "pasti",
            sigla="PAD",
            categorie=["anziani"],
            costi={"tipo": "tariffe_comunali", "testo": "Secondo le tariffe."},
        ),
        service("misura", padre="misure"),
        gruppi=[
            {
                "id": "misure",
                "nome": "Misure",
                "sezione": "6",
                "costi": {"tipo": "gratuito", "testo": "Non si paga nulla."},
                "contatti": [{"etichetta": "Area", "telefono": "02-9533351"}],
            }
        ],
    )


def catalogue(content: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a knowledge file that was never written."""
    return Catalogue(Carta.parse_obj(content))


def write(path: Path, content: Mapping[str, Any] | str) -> Path:
    """Writes a knowledge file, from data or as it stands."""
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path
