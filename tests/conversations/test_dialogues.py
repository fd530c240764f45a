"""What a citizen meets in a conversation, on the trained assistant."""

from __future__ import annotations

import pytest

from tests.conftest import Assistant, Conversation

SEGRETARIATO = "02 953 3334"


def codes(messages: list[dict]) -> list[str]:
    return [button["scelta"] for message in messages for button in message["bottoni"]]


def test_the_welcome_says_that_it_is_a_program(conversation: Conversation) -> None:
    text = conversation.welcome[0]["testo"]
    assert "programma" in text
    assert "dati personali" in text


def test_a_follow_up_keeps_the_service(conversation: Conversation) -> None:
    conversation.say("vorrei sapere come si chiede il pasto a domicilio")
    assert "tariffe comunali" in conversation.hear("e quanto costa?")
    assert "02 953 3351" in conversation.hear("il telefono?")


def test_naming_another_service_switches(conversation: Conversation) -> None:
    conversation.say("quanto costa il SAD?")
    assert "Segretariato Sociale" in conversation.hear("e il segretariato sociale quando è aperto?")


def test_a_correction_keeps_the_question(conversation: Conversation) -> None:
    conversation.say("quanto costa lo sportello AFOL?")
    reply = conversation.hear("no, intendevo il SAD")
    assert "Servizio di Assistenza Domiciliare (SAD): quanto costa" in reply


def test_a_change_of_service_keeps_the_question(conversation: Conversation) -> None:
    conversation.say("quanto costa il SAD?")
    assert "Pasto a domicilio: quanto costa" in conversation.hear("e invece il pasto a casa?")


def test_two_aspects_in_one_question_are_both_answered(conversation: Conversation) -> None:
    reply = conversation.hear("quanto costa il SAD e a che numero telefono?")
    assert "tariffe comunali" in reply
    assert "il telefono è" in reply


def test_an_aspect_without_a_service_asks_which_and_remembers_the_aspect(conversation: Conversation) -> None:
    assert "di quale servizio" in conversation.hear("quanto costa?")
    assert "Servizio di Assistenza Domiciliare (SAD): quanto costa" in conversation.hear("il sad")


def test_buttons_of_a_choice_answer_the_aspect_asked(conversation: Conversation) -> None:
    messages = conversation.choose("costi.sad")
    assert "quanto costa" in messages[0]["testo"]
    assert messages[0]["fonte"]["sezione"] == "3"
    assert messages[0]["contatti"][0]["chiama"] == "+39029533351"


def test_every_button_that_is_offered_can_be_chosen(conversation: Conversation) -> None:
    for code in codes(conversation.welcome) + codes(conversation.say("mi parli del SAD")):
        assert conversation.choose(code)[0]["testo"]


def test_at_most_four_buttons_are_offered(conversation: Conversation) -> None:
    for question in ("quali servizi ci sono?", "cosa è gratuito?", "servizi per gli anziani", "quanto costa?"):
        for message in conversation.say(question):
            assert len(message["bottoni"]) <= 4


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("quali servizi ci sono per gli anziani?", "Pasto a domicilio"),
        ("che servizi ci sono per i disabili", "Assistenza Domiciliare Handicap"),
        ("cosa è gratuito?", "Sportello AFOL"),
        ("dove si può andare senza appuntamento?", "Segretariato Sociale"),
    ],
)
def test_lists(conversation: Conversation, question: str, listed: str) -> None:
    assert listed in conversation.hear(question)


def test_what_is_free_does_not_list_what_is_paid(conversation: Conversation) -> None:
    assert "Pasto a domicilio" not in conversation.hear("quali servizi sono gratuiti?")


def test_is_it_open_now_says_open_or_closed(conversation: Conversation) -> None:
    reply = conversation.hear("il segretariato sociale è aperto adesso?")
    assert "Adesso" in reply or "Oggi è festa" in reply


def test_what_the_carta_does_not_state_is_said_so_with_the_contact(conversation: Conversation) -> None:
    reply = conversation.hear("che orari fa il centro Geko?")
    assert "non indica" in reply
    assert "02 9533 0071" in reply


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("mio marito mi picchia e ho paura", "1522"),
        ("il bambino dei vicini viene picchiato tutti i giorni", "114"),
        ("non voglio più vivere", "112"),
        ("mia mamma è caduta e non respira", "112"),
        ("stanotte non so dove dormire con i miei figli", "112"),
    ],
)
def test_an_emergency_gets_the_number_in_the_first_message(
    conversation: Conversation, message: str, number: str
) -> None:
    messages = conversation.say(message)
    assert number in messages[0]["testo"]
    assert "112" in messages[0]["testo"]
    assert SEGRETARIATO in messages[0]["testo"]


def test_what_only_sounds_like_an_emergency_is_answered(conversation: Conversation) -> None:
    reply = conversation.hear("sto morendo dalla curiosità: quanto costa il SAD?")
    assert "tariffe comunali" in reply
    assert "112" not in reply


@pytest.mark.parametrize(
    "question", ["orari della biblioteca", "devo rifare la carta d'identità", "che tempo fa domani?"]
)
def test_out_of_scope_declines_without_a_service(conversation: Conversation, question: str) -> None:
    messages = conversation.say(question)
    assert "non mi occupo" in messages[0]["testo"]
    assert messages[0]["contatti"] == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("ciao", "Buongiorno"),
        ("grazie mille", "Prego"),
        ("arrivederci", "Arrivederci"),
        ("sei una persona o un robot?", "programma"),
        ("come funziona questa chat?", "Posso aiutarla"),
        ("sei stupido", "Mi dispiace"),
        ("voglio parlare con una persona", SEGRETARIATO),
        ("cosa fate con i miei dati?", "dati"),
    ],
)
def test_small_talk(conversation: Conversation, message: str, expected: str) -> None:
    assert expected in conversation.hear(message)


def test_what_is_not_understood_the_second_time_gives_a_person(conversation: Conversation) -> None:
    conversation.say("🙂")
    assert SEGRETARIATO in conversation.hear("🙂🙂")


def test_conversations_do_not_mix(assistant: Assistant) -> None:
    first, second = assistant.begin(), assistant.begin()
    first.say("quanto costa il SAD?")
    second.say("quanto costa lo sportello AFOL?")
    assert "SAD" in first.hear("e il telefono?")
    assert "AFOL" in second.hear("e il telefono?")


def test_starting_again_forgets_the_service(conversation: Conversation) -> None:
    conversation.say("quanto costa il SAD?")
    assert "programma" in conversation.choose("ricomincia")[0]["testo"]
    assert "di quale servizio" in conversation.hear("e il telefono?")


def test_one_of_a_list_is_taken_by_its_place(conversation: Conversation) -> None:
    listed = [
        line[2:] for line in conversation.hear("quali servizi ci sono per gli anziani?").splitlines() if "•" in line
    ]
    assert listed[1] in conversation.hear("il secondo")
    assert listed[2] in conversation.hear("e il terzo?")


def test_one_can_go_back_to_the_service_before(conversation: Conversation) -> None:
    conversation.say("quanto costa il pasto a domicilio?")
    conversation.say("e il SAD?")
    assert "Pasto a domicilio" in conversation.hear("torniamo a quello di prima")


def test_two_conditions_make_one_list(conversation: Conversation) -> None:
    reply = conversation.hear("quali servizi sono gratuiti e senza appuntamento?")
    assert "gratuiti, e può andarci senza appuntamento" in reply
    assert "Segretariato Sociale" in reply


@pytest.mark.parametrize(
    "question",
    [
        "quanto costa il pasto a domicilio? scusi la fretta, papà è per terra e non risponde",
        "per il SAD che documenti servono? mio marito mi ha picchiata anche ieri sera",
    ],
)
def test_danger_beside_a_question_gets_its_number_first(conversation: Conversation, question: str) -> None:
    assert "112" in conversation.say(question)[0]["testo"]


@pytest.mark.parametrize(
    "text",
    ["Hello, I need help with the rent", "Добрий день, потрібна допомога", "你好，我需要帮助", "مرحبا أحتاج مساعدة"],
)
def test_another_language_gets_an_answer_in_english_too(conversation: Conversation, text: str) -> None:
    reply = conversation.hear(text)
    assert "Sorry, I can only answer in Italian" in reply
    assert SEGRETARIATO in reply
