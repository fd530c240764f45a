"""What a citizen hears on Telegram: commands, words and taps."""

from __future__ import annotations

import re

import pytest
import yaml

from sportello.carta import Catalogue, read
from tests.channels.telegram.bot_api import USERNAME
from tests.channels.telegram.citizen import Citizen
from tests.channels.telegram.conftest import PUBLIC_ADDRESS, Bot
from tests.conftest import ROOT

CATALOGUE = Catalogue(read(ROOT / "data" / "carta.yml"))
SENTENCES = yaml.safe_load((ROOT / "data" / "risposte" / "telegram.yml").read_text(encoding="utf-8"))["telegram"]
PHONE = "+39 02 953 3334"


def test_the_menu_shows_the_commands(bot: Bot) -> None:
    (call,) = bot.telegram.called("setMyCommands")
    shown = {command["command"]: command["description"] for command in call["commands"]}
    assert shown == SENTENCES["comandi"]
    assert set(shown) == {"servizi", "contatti", "aiuto", "privacy", "cancella", "ricomincia"}


@pytest.mark.parametrize("command", ["/start", "/start dal_sito", f"/start@{USERNAME}", "/START"])
def test_start_says_what_it_is_and_that_telegram_is_somebody_else(citizen: Citizen, command: str) -> None:
    (welcome,) = citizen.say(command)
    for part in ("programma automatico", "Non scriva dati personali", "società esterna al Comune", "/cancella"):
        assert part in welcome.text
    assert [title for title, _ in welcome.buttons] == ["Quali servizi ci sono?", "Con chi posso parlare?"]


def test_help_lists_the_commands(citizen: Citizen) -> None:
    for command in ("/aiuto", "/help"):
        (help_,) = citizen.say(command)
        assert all(f"/{name}" in help_.text for name in SENTENCES["comandi"])


def test_contacts_give_a_phone_to_tap_and_the_number_of_danger(citizen: Citizen) -> None:
    (contacts,) = citizen.say("/contatti")
    assert PHONE in contacts.text
    assert "112" in contacts.text


def test_privacy_says_how_to_delete(citizen: Citizen) -> None:
    for said in ("/privacy", "che fine fanno i miei dati personali?"):
        assert "/cancella" in citizen.text(said)


def test_a_command_may_go_on_in_words(citizen: Citizen) -> None:
    assert "•" in citizen.text("/servizi per gli anziani")


@pytest.mark.parametrize("command", ["/paga", "/quanto_costa", "/start_", "/servizi2"])
def test_an_unknown_command_is_answered_and_not_guessed(citizen: Citizen, command: str) -> None:
    citizen.telegram.write(citizen.chat_id, command)
    (answer,) = citizen.telegram.wait(lambda: citizen.telegram.in_chat(citizen.chat_id))
    assert answer.text.startswith(SENTENCES["messaggi"]["comando_sconosciuto"].split(".")[0])
    assert "/servizi" in answer.text


def test_services_are_found_by_taps_alone(citizen: Citizen) -> None:
    """For whom, then which, then what of it; every category and every service of it can be reached."""
    (categories,) = citizen.say("/servizi")
    assert [title for title, _ in categories.buttons] == [category.nome for category in CATALOGUE.carta.categorie]
    for category in CATALOGUE.carta.categorie:
        (services,) = citizen.tap(category.nome)
        offered = [code for _, code in services.buttons]
        assert offered == [f"scheda.{service.id}" for service in CATALOGUE.listed((category.id,))]
    (card,) = citizen.tap(services.buttons[0][0])
    asked = [code.partition(".")[0] for _, code in card.buttons]
    assert {"destinatari", "orari", "costi", "documenti", "dove"} <= set(asked)
    (costs,) = citizen.tap("Quanto costa?")
    assert "quanto costa" in costs.text


def test_a_taken_choice_stays_visible_and_stops_spinning(bot: Bot, citizen: Citizen) -> None:
    (card,) = citizen.say("che cos'è il pasto a domicilio?")
    acknowledged = len(bot.telegram.called("answerCallbackQuery"))
    citizen.tap("Quanto costa?")
    bot.telegram.wait(lambda: "✓ Quanto costa?" in dict(card.buttons))
    assert len(bot.telegram.called("answerCallbackQuery")) == acknowledged + 1
    others = [title for title, _ in card.buttons if not title.startswith("✓")]
    citizen.tap(others[0], card)
    bot.telegram.wait(lambda: sum(title.startswith("✓ ") for title, _ in card.buttons) == 2)


def test_an_unsteady_hand_taps_once(citizen: Citizen) -> None:
    (card,) = citizen.say("che cos'è il pasto a domicilio?")
    code = card.code("Quanto costa?")
    for _ in range(3):
        citizen.telegram.tap(citizen.chat_id, code, card)
    assert len(citizen.hear(1)) == 1


def test_a_choice_on_a_message_that_telegram_has_forgotten_is_answered(citizen: Citizen) -> None:
    chat = citizen.telegram.envelope(citizen.chat_id)["chat"]
    citizen.telegram.tap(citizen.chat_id, "costi.sad", message={"chat": chat, "message_id": 7, "date": 0})
    citizen.telegram.tap(citizen.chat_id, "telefono.sad")
    costs, phone = citizen.hear(0)
    assert "quanto costa" in costs.text
    assert "il telefono" in phone.text


@pytest.mark.parametrize("code", ["costi.inesistente", "/restart", "restart", "", "x" * 64])
def test_a_choice_that_we_never_gave_gets_a_sentence(citizen: Citizen, code: str) -> None:
    citizen.telegram.tap(citizen.chat_id, code)
    (answer,) = citizen.hear(0)
    assert "Questa scelta non vale più" in answer.text
    assert PHONE in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "quanto costa il SAD?",
        "mia mamma non riesce più a farsi da mangiare",
        "mio marito mi picchia",
        "orari del segretariato sociale",
        "cambio alloggio popolare",
        "vorrei parlare con una persona",
        "voglio rifare la carta d'identità",
        "asdfgh",
    ],
)
def test_an_answer_says_the_same_as_on_the_web(bot: Bot, citizen: Citizen, text: str) -> None:
    on_the_web = bot.on_the_web().say(text)
    here = citizen.say(text)
    assert len(here) == len(on_the_web)
    for ours, theirs in zip(here, on_the_web, strict=True):
        said = ours.text.replace("+39 ", "")
        assert said.startswith(theirs["testo"])
        assert {code for _, code in ours.buttons} >= {b["scelta"] for b in theirs["bottoni"]} - {"accesso.sad"}
        if theirs["fonte"]:
            assert f"sezione {theirs['fonte']['sezione']}" in said
            assert f'href="{PUBLIC_ADDRESS}{theirs["fonte"]["url"]}"' in ours.html
        assert not re.search(r"(?<!\+39 )\b02 953", ours.text), "every phone can be tapped"


def test_danger_comes_first_also_under_a_photo(citizen: Citizen) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    (answer,) = citizen.send(photo=photo, caption="mio marito mi picchia, ho paura")
    assert "112" in answer.text.splitlines()[0]
    assert answer.text.endswith(SENTENCES["messaggi"]["allegato"])


def test_what_follows_stays_with_the_service(citizen: Citizen) -> None:
    citizen.say("che cos'è il pasto a domicilio?")
    assert "Pasto a domicilio: quanto costa" in citizen.text("e quanto costa?")


def test_a_new_beginning_forgets_the_service(citizen: Citizen) -> None:
    citizen.say("che cos'è il pasto a domicilio?")
    citizen.say("/ricomincia")
    assert "Pasto a domicilio: quanto costa" not in citizen.text("e quanto costa?")


@pytest.mark.parametrize(("length", "expected"), [(500, None), (501, "troppo lungo"), (4096, "troppo lungo")])
def test_a_long_message_gets_a_sentence(citizen: Citizen, length: int, expected: str | None) -> None:
    (answer, *_) = citizen.say("quanto costa il sad? ".ljust(length, "a"))
    assert ("troppo lungo" in answer.text) == bool(expected)


@pytest.mark.parametrize(
    "text", ["/", "//", "<b>ciao", "&lt;script&gt; <a href=x>", "{nome} %s", "🙂🙂", "   .", "\u200f"]
)
def test_whatever_is_written_gets_an_answer(citizen: Citizen, text: str) -> None:
    assert citizen.say(text, entities=[])


def test_who_corrects_a_message_hears_the_answer_to_the_right_one(citizen: Citizen) -> None:
    citizen.say("quanto costa il sda xyz")
    envelope = citizen.telegram.envelope(citizen.chat_id)
    before = len(citizen.heard())
    citizen.telegram.update(edited_message={**envelope, "edit_date": 1, "text": "quanto costa il SAD?"})
    answer = citizen.hear(before)[0]
    assert "quanto costa" in answer.text
    assert answer.answers == envelope["message_id"]
