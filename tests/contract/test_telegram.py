"""Whatever the assistant can say fits Telegram, and says there what it says on the web."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import string
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from actions.turns import _as_rasa
from sportello.carta import Aspect, Catalogue, present, read
from sportello.channels.errors import Refusal
from sportello.channels.errors import sentence as refusal
from sportello.channels.messages import StructuredOutput
from sportello.channels.telegram import sentences
from sportello.channels.telegram.output import CHANNEL, TelegramOutput
from sportello.channels.telegram.rendering import render
from sportello.dialogue import answer, choices, listing, talk
from sportello.dialogue.state import Memory, Reading, Reply
from sportello.nlg import CartaNaturalLanguageGenerator
from tests.channels.telegram import rules
from tests.contract.files import ROOT, domain, responses

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
IDS = CATALOGUE.ids
ADDRESS = "https://assistente.comune-dal-nome-piuttosto-lungo.example.it"
# Open without appointment, open with one, closed, a holiday.
MOMENTS = [
    dt.datetime(2026, 11, 26, 16, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 11, 29, 3, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 25, 10, 0, tzinfo=dt.UTC),
]
ASPECTS = [(), ("dettagli",), *((aspect.value,) for aspect in Aspect), ("costi", "orari")]
# What each channel may say in its own way: which words name a page, or what stays where.
OWN_WORDS = {"utter_privacy", "utter_dati_personali"}


@lru_cache(maxsize=1)
def generator() -> CartaNaturalLanguageGenerator:
    return CartaNaturalLanguageGenerator(None, Domain.from_dict({**domain(), "responses": responses()}))


def said_of(replies: tuple[Reply, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the action server sends for these replies."""
    for reply in replies:
        beside: dict[str, Any] = {**reply.facts, "esito": reply.outcome}
        if reply.service:
            beside["contatti_dati"] = present.contact_cards(CATALOGUE, reply.service)
            beside["fonte"] = present.source(CATALOGUE, reply.service)
        beside["altri_bottoni"] = _as_rasa(reply.more)
        yield reply.response, {**beside, "buttons": _as_rasa(reply.buttons)}


def everything() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every answer: of each service and aspect, each list, each question back, each fixed response."""
    memory = Memory()
    for service in IDS:
        for aspects in ASPECTS:
            for moment in MOMENTS:
                reading = Reading("bisogno", aspects=aspects, services=(service,), is_choice=True)
                yield from said_of(answer.answer(reading, memory, CATALOGUE, moment).replies)
    for category in CATALOGUE.carta.categorie:
        listed = listing.list_services(Reading("chiedi_elenco", category=category.id), memory, CATALOGUE)
        yield from said_of(listed.replies)
    for text in ("che servizi ci sono", "cosa è gratis", "senza appuntamento", "gratis e senza appuntamento"):
        yield from said_of(listing.list_services(Reading("chiedi_elenco", text=text), memory, CATALOGUE).replies)
    for start in range(0, len(IDS), 4):
        yield from said_of(answer.guess(IDS[start : start + 5], memory, CATALOGUE).replies)
        yield from said_of(answer.ask_which(IDS[start : start + 4], ("costi",), memory, CATALOGUE).replies)
    yield from said_of(talk.deny(memory).replies)
    facts = present.SHARED_KEYS | {"giorni_conservazione"}
    for name, variants in responses().items():
        if {field for _, field, _, _ in string.Formatter().parse(variants[0]["text"]) if field} <= facts:
            yield name, {}


async def utter(name: str, beside: dict[str, Any], output: StructuredOutput) -> dict[str, Any]:
    """As Rasa puts together a response and what an action gives with it."""
    beside = dict(beside)
    buttons = beside.pop("buttons", [])
    tracker = DialogueStateTracker.from_events("prova", [])
    draft = await generator().generate(name, tracker, output.name(), **beside)
    assert draft is not None, name
    draft = {**draft, "buttons": [*(draft.get("buttons") or []), *buttons], **beside}
    await output.send_response("prova", draft)
    (message,) = output.messages
    return message


@lru_cache(maxsize=1)
def answers() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each answer once: its response, on the web, on Telegram."""

    async def collect() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        found = {}
        for name, beside in everything():
            web, telegram = await utter(name, beside, StructuredOutput()), await utter(name, beside, TelegramOutput())
            found[json.dumps([name, web, telegram], sort_keys=True)] = (name, web, telegram)
        return list(found.values())

    return asyncio.run(collect())


def fixed() -> list[dict[str, Any]]:
    """What the channel says by itself."""
    own = [
        sentences.message(name)
        for name in sentences._content()["messaggi"]
        if name not in {"fonte", "fonte_senza_sezione", "verificato", "gruppo"}
    ]
    own.append(sentences.message("gruppo", indirizzo_bot="https://t.me/sportello_bot"))
    return [*own, *(sentences.plain_message(refusal(each, limite="500")) for each in Refusal)]


def test_the_answers_are_many() -> None:
    of_services = {(name, web["fonte"]["url"]) for name, web, _ in answers() if web["fonte"]}
    assert len({url for _, url in of_services}) == len(IDS)
    assert len(of_services) > 9 * len(IDS)
    everywhere = {name for name, _, _ in answers()}
    assert set(responses()) - everywhere <= {"utter_orari", "utter_elenco_vuoto"} | {
        name for name in responses() if name.startswith("utter_non_indicato") or name.startswith("utter_orari_")
    }


def test_every_message_is_one_that_telegram_takes() -> None:
    for message in [*(telegram for _, _, telegram in answers()), *fixed()]:
        for part in render(message, ADDRESS):
            call: dict[str, Any] = {"chat_id": 1, "text": part.html, "parse_mode": "HTML"}
            if part.keyboard:
                call["reply_markup"] = part.keyboard.to_dict()
            assert rules.faults("sendMessage", call) == [], part
            assert rules.plain_text(part.html) == part.plain


def test_an_answer_is_one_message_with_every_choice_on_it() -> None:
    for _, _, telegram in answers():
        (part,) = render(telegram, ADDRESS)
        shown = [row[0].callback_data for row in part.keyboard.inline_keyboard] if part.keyboard else []
        assert shown == [button["scelta"] for button in telegram["bottoni"]]


def test_telegram_says_what_the_web_says() -> None:
    for name, web, telegram in answers():
        (part,) = render(telegram, ADDRESS)
        if name not in OWN_WORDS:
            assert part.plain.replace("+39 ", "").startswith(web["testo"]), name
        assert (telegram["contatti"], telegram["fonte"]) == (web["contatti"], web["fonte"])
        for contact in web["contatti"]:
            assert any(way in part.plain.replace("+39 ", "") for way in (contact["telefono"], contact["email"]) if way)
        if web["fonte"]:
            assert f"sezione {web['fonte']['sezione']}" in part.plain


def test_every_choice_on_either_can_come_back() -> None:
    for _, web, telegram in answers():
        for button in [*web["bottoni"], *telegram["bottoni"]]:
            assert choices.to_payload(button["scelta"], CATALOGUE)
            assert 1 <= len(button["scelta"].encode()) <= rules.MAX_CODE


def test_every_phone_of_the_carta_can_be_tapped() -> None:
    national = {c["telefono"] for s in IDS for c in present.contact_cards(CATALOGUE, s) if c["telefono"]}
    for message in [*(telegram for _, _, telegram in answers()), *fixed()]:
        for part in render(message, ADDRESS):
            bare = [phone for phone in national if re.search(rf"(?<!\+39 ){re.escape(phone)}(?!\s?\d)", part.plain)]
            assert bare == []


def test_every_aspect_of_a_service_can_be_reached_by_taps_alone() -> None:
    after: dict[str, set[str]] = {}
    for _, web, telegram in answers():
        if web["fonte"]:
            own = web["fonte"]["url"].rsplit("/", 1)[-1]
            after.setdefault(own, set()).update(button["scelta"] for button in telegram["bottoni"])
    for service in IDS:
        card = {"cose", "accesso", "telefono", "email", "contatti"}  # the card itself gives them
        wanted = {f"{aspect.value}.{service}" for aspect in Aspect if aspect.value not in card}
        assert wanted <= after[service], service


@pytest.mark.parametrize("name", sorted(name for name, variants in responses().items() if len(variants) > 1))
def test_a_response_of_its_own_is_there_for_a_reason(name: str) -> None:
    """Another variant is for Telegram: with the same words and more choices, unless the words name what differs."""
    web, telegram = responses()[name]
    assert "channel" not in web
    assert telegram["channel"] == CHANNEL
    if name not in OWN_WORDS:
        assert telegram["text"] == web["text"]
        assert len(telegram["buttons"]) > len(web["buttons"])


def test_the_menu_is_one_that_telegram_takes() -> None:
    menu = [{"command": name, "description": what} for name, what in sentences.commands().items()]
    assert rules.faults("setMyCommands", {"commands": menu}) == []


def test_every_sentence_is_used_and_every_sentence_used_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "sportello" / "channels" / "telegram").glob("*.py"))
    written = set(sentences._content()["messaggi"])
    assert {name for name in written if not re.search(rf"""["']{name}["']""", code)} == set()
    used = set(re.findall(r'\b(?:message|sentence)\("(\w+)"', code))
    assert used <= written


def test_every_command_of_the_menu_is_known() -> None:
    code = (ROOT / "sportello" / "channels" / "telegram" / "desk.py").read_text("utf-8")
    assert [name for name in sentences.commands() if f'"{name}"' not in code] == []
