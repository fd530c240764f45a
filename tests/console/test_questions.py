"""The room of the questions that were not understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest
import sqlalchemy as sa

from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.phrases import book
from sportello.nlu.phrases import Phrase
from sportello.settings import Settings
from sportello.statistics import questions, store
from sportello.statistics.questions import Asked, State
from sportello.statistics.turns import Guess, Question, Turn
from tests.console.operators import Operator

Client = Callable[..., Operator]
TODAY = dt.datetime.now(dt.UTC).date()
LEGNA = "[nome] chiede chi porta la legna per la stufa"
LAVARE = "quella cosa che vengono a lavare in casa"
LAVARE_TOO = "vengono a lavare in casa, quella cosa"
GUESSES = (Guess("sad", 0.42), Guess("adh", 0.11), Guess("che_non_esiste", 0.1))


def ask(console: Console, text: str, times: int = 1, days_ago: int = 0, guesses: tuple[Guess, ...] = GUESSES) -> int:
    """Has a question not understood; returns its id."""
    day = TODAY - dt.timedelta(days=days_ago)
    turn = Turn(day, 9, "web", "bisogno", "non_capito", "0-30", 12.0, (), Question(text, "bisogno", 0.2, guesses))
    engine = console.statistics()
    with engine.begin() as connection:
        store.record(connection, [turn] * times)
    return next(asked.id for asked in questions.listed(engine) if asked.text == text)


@pytest.fixture
def editor(client: Client) -> Operator:
    return client(Role.EDIT)


def state(console: Console, question_id: int) -> State:
    return questions.get(console.statistics(), question_id).state


def words_of(page: httpx.Response) -> str:
    main = page.text[page.text.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def drafted(console: Console, text: str) -> list[Phrase]:
    return [phrase for phrase in book.read(console.draft).phrases if phrase.text == text]


# Looking


def test_questions_are_shown_in_groups_the_most_asked_first(client: Client, console: Console) -> None:
    ask(console, LEGNA, 2)
    ask(console, LAVARE, 3)
    ask(console, LAVARE_TOO)
    page = client(Role.READ).get("/domande")
    titles = [unescape(title) for title in re.findall(r'<h2 id="g\d+-titolo">«(.*?)»</h2>', page.text)]
    assert titles == [LAVARE, LEGNA]
    assert "3 domande, messe insieme dove si somigliano" in words_of(page)
    assert "Chiesta 4 volte in 2 modi" in words_of(page)
    assert "(SAD) (42%)" in words_of(page)
    assert "che_non_esiste" not in page.text
    assert "<button" not in page.text[page.text.index("<section") :]


def test_without_questions_there_is_nothing_to_do(editor: Operator) -> None:
    assert "Non c'è nessuna domanda da vedere" in words_of(editor.get("/domande"))
    assert "Non ce n'è ancora nessuna" in words_of(editor.get("/domande/viste"))


def test_only_those_of_late_can_be_shown(editor: Operator, console: Console) -> None:
    ask(console, LEGNA, days_ago=20)
    ask(console, LAVARE)
    assert "stufa" in editor.get("/domande").text
    assert "stufa" in editor.get("/domande?settimane=4").text
    assert "stufa" not in editor.get("/domande?settimane=1").text
    assert "stufa" in editor.get("/domande?settimane=x&pagina=99").text


# Teaching


def test_one_click_makes_a_question_an_example_of_a_need(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    page = editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    assert page.url.path == "/domande"
    assert "Una domanda insegnata come" in words_of(page)
    (phrase,) = drafted(console, LAVARE)
    assert (phrase.intent, phrase.service, phrase.voice) == ("bisogno/sad", "sad", "cittadino")
    assert state(console, asked) is State.TAUGHT
    last = console.audit.listed().entries[0]
    assert last.action == "insegna domande non capite"
    assert "lavare" not in last.what


@pytest.mark.parametrize(
    ("fields", "intent", "service", "became"),
    [
        ({"fai": "insegna", "intento": "chiedi_costi", "servizio": "sad"}, "chiedi_costi", "sad", State.TAUGHT),
        ({"fai": "insegna", "intento": "chiedi_costi"}, "chiedi_costi", None, State.TAUGHT),
        ({"fai": "insegna", "intento": "emergenza/salute"}, "emergenza/salute", None, State.TAUGHT),
        ({"fai": "fuori", "area": "fuori_ambito/mondo"}, "fuori_ambito/mondo", None, State.OUT_OF_SCOPE),
        (
            {"fai": "insegna", "intento": "fuori_ambito/mondo"},
            "fuori_ambito/mondo",
            None,
            State.OUT_OF_SCOPE,
        ),
    ],
)
def test_a_question_becomes_an_example_of_what_was_chosen(
    fields: dict[str, str], intent: str, service: str | None, became: State, editor: Operator, console: Console
) -> None:
    asked = ask(console, LAVARE)
    assert editor.post("/domande", domanda=str(asked), gruppo=str(asked), **fields).status_code == 200
    (phrase,) = drafted(console, LAVARE)
    assert (phrase.intent, phrase.service) == (intent, service)
    assert state(console, asked) is became


def test_of_a_group_only_what_is_ticked_is_done(editor: Operator, console: Console) -> None:
    first, second, third = ask(console, LAVARE, 3), ask(console, LAVARE_TOO), ask(console, LEGNA)
    editor.post("/domande", domanda=[str(second)], gruppo=str(first), fai="bisogno:sad")
    assert [state(console, asked) for asked in (first, second, third)] == [State.TO_DO, State.TAUGHT, State.TO_DO]
    editor.post("/domande", domanda=[str(first), str(third)], gruppo=str(first), fai="scarta")
    assert [state(console, asked) for asked in (first, third)] == [State.DISCARDED, State.DISCARDED]
    assert drafted(console, LAVARE) == []


def test_a_question_is_taught_without_what_was_masked(editor: Operator, console: Console) -> None:
    asked = ask(console, LEGNA)
    editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="fuori", area="fuori_ambito/mondo")
    assert drafted(console, "chiede chi porta la legna per la stufa")


def test_a_question_of_nothing_but_marks_teaches_nothing(editor: Operator, console: Console) -> None:
    asked = ask(console, "[nome]! [telefono]?")
    page = editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    assert page.status_code == 422
    assert "troppo corta" in words_of(page)
    assert state(console, asked) is State.TO_DO
    assert console.draft.changes() == []


def test_what_cannot_be_taught_stays_with_the_reason_and_the_rest_is_taught(editor: Operator, console: Console) -> None:
    there = next(phrase for phrase in book.read(console.draft).phrases if phrase.intent == "chiedi_costi")
    known, fresh = ask(console, there.text), ask(console, LAVARE)
    page = editor.post("/domande", domanda=[str(known), str(fresh)], gruppo=str(known), fai="bisogno:sad")
    assert page.status_code == 422
    assert "Una domanda insegnata come" in words_of(page)
    assert "C'è già, ma insegna altro" in words_of(page)
    assert (state(console, known), state(console, fresh)) == (State.TO_DO, State.TAUGHT)


def test_what_is_an_example_of_it_already_counts_as_taught(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    editor.post("/frasi/aggiungi", frasi=LAVARE, intento="bisogno", servizio="sad", anche="", voce="anziana")
    assert editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad").status_code == 200
    assert state(console, asked) is State.TAUGHT
    assert [phrase.voice for phrase in drafted(console, LAVARE)] == ["anziana"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"fai": "insegna"}, "Scelga che cosa insegna"),
        ({"fai": "insegna", "intento": "bisogno"}, "Scelga il servizio"),
        ({"fai": "fuori"}, "Scelga di che cosa parla"),
        ({"fai": "bisogno:inventato"}, "Questo servizio non c'è"),
        ({"fai": "altro"}, "Scelga che cosa insegna"),
        ({"fai": "bisogno:sad", "domanda": ""}, "Scelga almeno una domanda"),
        ({"fai": "bisogno:sad", "domanda": "x"}, "Scelga almeno una domanda"),
    ],
)
def test_what_does_not_go_is_told_in_its_group(
    fields: dict[str, str], said: str, editor: Operator, console: Console
) -> None:
    asked = ask(console, LAVARE)
    other = ask(console, LEGNA)
    page = editor.post("/domande", **{"domanda": str(asked), "gruppo": str(asked), **fields})
    assert page.status_code == 422
    mine, theirs = (
        page.text.split(f'aria-labelledby="g{number}-titolo"')[1].split("</section>")[0] for number in (asked, other)
    )
    assert said in unescape(mine)
    assert said not in unescape(theirs)
    assert state(console, asked) is State.TO_DO


def test_what_somebody_else_has_seen_meanwhile_is_left_alone(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    questions.mark(console.statistics(), asked, State.DISCARDED)
    page = editor.post("/domande", domanda=[str(asked), "12345"], gruppo=str(asked), fai="bisogno:sad")
    assert "erano già state viste" in words_of(page)
    assert console.draft.changes() == []
    assert state(console, asked) is State.DISCARDED


# Undoing


def test_what_is_in_the_draft_is_undone(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    assert "(nella bozza)" in words_of(editor.get("/domande/viste"))
    page = editor.post(f"/domande/viste/{asked}/annulla")
    assert "di nuovo tra quelle da vedere" in words_of(page)
    assert state(console, asked) is State.TO_DO
    assert console.draft.changes() == []


def test_what_was_put_aside_comes_back(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="scarta")
    assert "messa da parte" in words_of(editor.get("/domande/viste"))
    editor.post(f"/domande/viste/{asked}/annulla")
    assert state(console, asked) is State.TO_DO


def test_what_is_in_force_is_not_undone_here(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    (change,) = console.draft.changes()
    assert change.after is not None
    (console.draft.live / change.name).write_text(change.after, encoding="utf-8")
    console.draft.discard()
    assert "(già in uso)" in words_of(editor.get("/domande/viste"))
    assert "/annulla" not in editor.get("/domande/viste").text
    assert "Non è cambiato nulla" in words_of(editor.post(f"/domande/viste/{asked}/annulla"))
    assert state(console, asked) is State.TAUGHT


def test_where_the_draft_was_thrown_away_the_question_can_still_come_back(editor: Operator, console: Console) -> None:
    asked = ask(console, LAVARE)
    editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    console.draft.discard()
    assert "ma la frase non c'è più" in words_of(editor.get("/domande/viste"))
    assert "Una domanda già insegnata non è più tra le frasi" in words_of(editor.get("/domande"))
    editor.post(f"/domande/viste/{asked}/annulla")
    assert state(console, asked) is State.TO_DO
    assert "non è più tra le frasi" not in words_of(editor.get("/domande"))


def test_where_nothing_was_guessed_the_form_is_open_with_a_need_chosen(editor: Operator, console: Console) -> None:
    ask(console, LEGNA, guesses=())
    page = editor.get("/domande").text
    assert "<details open>" in page
    assert '<option value="bisogno" selected>' in page
    assert "Dica che cosa chiede" in words_of(editor.get("/domande"))


@pytest.mark.parametrize("question", ["1", "x", "0", "-1", "9" * 19, "9" * 30])
def test_what_is_not_there_cannot_be_undone(question: str, editor: Operator) -> None:
    assert editor.post(f"/domande/viste/{question}/annulla").status_code == 404


# When the statistics are away


def test_without_the_database_it_is_said_and_nothing_fails(
    editor: Operator, console: Console, console_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(console, LAVARE)

    def away(*_: object, **__: object) -> list[Asked]:
        raise sa.exc.OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr(questions, "get", away)
    page = editor.post("/domande", domanda=str(asked), gruppo=str(asked), fai="bisogno:sad")
    assert page.status_code == 503
    assert "non si possono leggere" in words_of(page)
    assert "locked" not in page.text
