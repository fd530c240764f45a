"""Phrases taught, moved, reworded and taken out, in a draft of the phrases that we ship."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sportello.carta import Catalogue
from sportello.console import catalogue as carta
from sportello.console.draft import Draft
from sportello.console.phrases import book, teach
from sportello.console.phrases.book import Gone, file_for, id_of
from sportello.console.phrases.lines import StrangeFile
from sportello.console.phrases.teach import LastOne, Refused, lesson_of
from sportello.nlu.phrase_checks import Kind
from sportello.nlu.phrases import Lesson, Phrase
from sportello.settings import ROOT

NEED, COSTS = Lesson("bisogno/sad", "sad"), Lesson("chiedi_costi", "sad")
NEW = "in casa mia non entra nessuno da settimane, mi servirebbero due braccia"
ORTI = "- {id: orti, nome: Orti comunali, sezione: '9', cose: {testo: Dà un orto.}}\n"
OTHER = "le due braccia che chiedevo, a fine mese mi arriva un conto?"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in_uso") / "data"
    shutil.copytree(ROOT / "data" / "nlu", folder / "nlu")
    shutil.copy(ROOT / "data" / "carta.yml", folder)
    return folder


@pytest.fixture
def draft(shipped: Path, tmp_path: Path) -> Draft:
    return Draft(shipped, tmp_path / "bozza")


@pytest.fixture
def catalogue(draft: Draft) -> Catalogue:
    return carta.drafted(draft)


def taught(draft: Draft, *texts: str, lesson: Lesson = NEED) -> list[teach.Judged]:
    return teach.teach(draft, texts, lesson, "operatore", 500)


def one(draft: Draft, text: str) -> Phrase:
    (found,) = [phrase for phrase in book.read(draft).phrases if phrase.text == text]
    return found


def kinds(judged: teach.Judged) -> list[Kind]:
    return [finding.kind for finding in judged.findings]


def difference(before: book.Book, after: book.Book) -> tuple[list[str], list[str]]:
    """The texts that are gone, and those that are new."""
    old, new = Counter(before.phrases), Counter(after.phrases)
    return [p.text for p in (old - new).elements()], [p.text for p in (new - old).elements()]


# Teaching


def test_what_is_fit_is_taught_and_of_the_rest_it_is_told_why(draft: Draft) -> None:
    before = book.read(draft)
    known = next(phrase for phrase in before.phrases if phrase.lesson == COSTS)
    judged = taught(draft, NEW, known.text, "mia zia Carla non cammina", NEW.upper())
    assert [kinds(one) for one in judged] == [[], [Kind.SAME], [Kind.PERSONAL], [Kind.SAME]]
    assert [one.phrase is not None for one in judged] == [True, False, False, False]
    assert judged[1].findings[0].phrases == (known,)
    assert difference(before, book.read(draft)) == ([], [NEW])
    assert one(draft, NEW) == Phrase(NEW, "bisogno/sad", "sad", None, "operatore", Path("nlu/bisogni/sad.yml"))
    assert [change.name for change in draft.changes()] == ["nlu/bisogni/sad.yml"]


def test_where_nothing_is_fit_nothing_is_drafted(draft: Draft) -> None:
    taught(draft, "mia zia Carla non cammina")
    assert draft.changes() == []


def test_a_held_out_phrase_is_not_taught(draft: Draft) -> None:
    (judged,) = taught(draft, sorted(teach.held_out())[0])
    assert Kind.HELD_OUT in kinds(judged)
    assert judged.phrase is None


def test_a_service_that_is_new_in_the_draft_gets_a_file(draft: Draft) -> None:
    draft.write("carta.yml", (draft.read("carta.yml") or "") + ORTI)
    lesson = lesson_of("bisogno", "orti", "", book.read(draft), carta.drafted(draft))
    assert taught(draft, "vorrei un pezzo di terra da zappare", lesson=lesson)[0].phrase is not None
    assert draft.read("nlu/bisogni/orti.yml") == (
        "# Come i cittadini chiedono di: orti. Prima i bisogni, poi le domande su ogni aspetto.\n\n"
        'version: "3.1"\nnlu:\n- intent: bisogno/orti\n  metadata: {servizio: orti, voce: operatore}\n'
        "  examples: |\n    - vorrei un pezzo di terra da zappare\n"
    )
    teach.remove(draft, id_of(one(draft, "vorrei un pezzo di terra da zappare")))
    assert draft.read("nlu/bisogni/orti.yml") is None


# Changing


def test_other_words_stand_where_the_former_ones_stood(draft: Draft) -> None:
    before = book.read(draft)
    phrase = next(phrase for phrase in before.phrases if phrase.lesson == NEED)
    judged = teach.reword(draft, id_of(phrase), NEW, 500)
    assert judged.phrase is not None
    assert difference(before, book.read(draft)) == ([phrase.text], [NEW])
    assert teach.reword(draft, id_of(judged.phrase), phrase.text, 500).phrase == phrase
    assert draft.changes() == []


def test_words_that_are_not_fit_change_nothing(draft: Draft) -> None:
    first, second = [phrase for phrase in book.read(draft).phrases if phrase.lesson == NEED][:2]
    assert kinds(teach.reword(draft, id_of(first), second.text, 500)) == [Kind.SAME]
    assert kinds(teach.reword(draft, id_of(first), "", 500)) == [Kind.EMPTY]
    assert draft.changes() == []


def test_a_moved_phrase_keeps_its_words_and_its_voice(draft: Draft) -> None:
    before = book.read(draft)
    phrase = next(p for p in before.phrases if p.lesson == NEED and p.voice == "dialetto")
    moved = teach.move(draft, id_of(phrase), Lesson("fuori_ambito/sanita"), 500).phrase
    assert moved == Phrase(
        phrase.text, "fuori_ambito/sanita", None, None, "dialetto", Path("nlu/fuori_ambito/sanita.yml")
    )
    assert difference(before, book.read(draft)) == ([phrase.text], [phrase.text])
    assert [change.name for change in draft.changes()] == ["nlu/bisogni/sad.yml", "nlu/fuori_ambito/sanita.yml"]


def test_within_one_file_a_phrase_moves_too_and_to_its_own_place_not_at_all(draft: Draft) -> None:
    before = book.read(draft)
    phrase = next(p for p in before.phrases if p.lesson == NEED)
    assert teach.move(draft, id_of(phrase), NEED, 500).phrase == phrase
    assert draft.changes() == []
    moved = teach.move(draft, id_of(phrase), COSTS, 500).phrase
    assert moved is not None
    assert (moved.lesson, moved.file) == (COSTS, phrase.file)
    assert [len(texts) for texts in difference(before, book.read(draft))] == [1, 1]


def test_a_phrase_that_is_nearly_there_does_not_move(draft: Draft) -> None:
    taught(draft, NEW)
    taught(draft, "due braccia mi servirebbero, in casa mia da settimane non entra nessuno", lesson=COSTS)
    assert kinds(teach.move(draft, id_of(one(draft, NEW)), COSTS, 500)) == [Kind.COPY]
    assert one(draft, NEW).lesson == NEED


def test_a_phrase_is_taken_out(draft: Draft) -> None:
    before = book.read(draft)
    phrase = next(p for p in before.phrases if p.lesson == NEED)
    assert teach.remove(draft, id_of(phrase)) == phrase
    assert difference(before, book.read(draft)) == ([phrase.text], [])


def test_the_last_of_its_kind_stays_unless_it_tells_a_need(draft: Draft) -> None:
    names = {phrase.file.as_posix() for phrase in book.read(draft).phrases if phrase.intent == "torna"}
    for name in names:
        draft.write(name, 'version: "3.1"\nnlu:\n- intent: torna\n  examples: |\n    - torna indietro\n')
    last = one(draft, "torna indietro")
    with pytest.raises(LastOne):
        teach.remove(draft, id_of(last))
    with pytest.raises(LastOne):
        teach.move(draft, id_of(last), NEED, 500)
    draft.write("nlu/bisogni/sad.yml", None)
    taught(draft, NEW, lesson=Lesson("bisogno/sad", "sad"))
    assert teach.remove(draft, id_of(one(draft, NEW)))


def test_what_somebody_else_has_changed_is_gone(draft: Draft) -> None:
    taught(draft, NEW)
    seen = id_of(one(draft, NEW))
    teach.reword(draft, seen, OTHER, 500)
    for change in (
        lambda: teach.reword(draft, seen, "altro ancora", 500),
        lambda: teach.move(draft, seen, COSTS, 500),
        lambda: teach.remove(draft, seen),
    ):
        with pytest.raises(Gone):
            change()
    assert one(draft, OTHER)


# Files that others have written


def test_a_file_in_a_form_of_its_own_is_read_and_left_alone(draft: Draft) -> None:
    strange = "nlu:\n- intent: bisogno/sad\n  metadata:\n    servizio: sad\n  examples: |\n    - aiuto aiuto\n"
    draft.write("nlu/bisogni/sad.yml", strange)
    assert one(draft, "aiuto aiuto").lesson == NEED
    for change in (lambda: taught(draft, NEW), lambda: teach.remove(draft, id_of(one(draft, "aiuto aiuto")))):
        with pytest.raises(StrangeFile):
            change()
    assert draft.read("nlu/bisogni/sad.yml") == strange


def test_a_file_that_cannot_be_read_is_told_and_hides_no_other(draft: Draft) -> None:
    draft.write("nlu/bisogni/sad.yml", "nlu: [")
    seen = book.read(draft)
    assert [problem.place for problem in seen.problems] == ["sad.yml, riga 2"]
    assert any(phrase.service == "adm" for phrase in seen.phrases)
    assert book.read_live(draft).problems == ()


# What was chosen, and what was typed


@pytest.mark.parametrize(
    ("chosen", "lesson"),
    [
        (("bisogno", "sad", ""), NEED),
        (("chiedi_costi", "sad", ""), COSTS),
        (("chiedi_costi", "", ""), Lesson("chiedi_costi")),
        (("chiedi_costi", "sad", "orari"), Lesson("chiedi_costi", "sad", "orari")),
        (("correggi", "sad", ""), Lesson("correggi", "sad")),
        (("fuori_ambito/tributi", "", ""), Lesson("fuori_ambito/tributi")),
    ],
)
def test_what_goes_together_is_a_lesson(
    chosen: tuple[str, str, str], lesson: Lesson, draft: Draft, catalogue: Catalogue
) -> None:
    assert lesson_of(*chosen, book.read(draft), catalogue) == lesson


@pytest.mark.parametrize(
    ("chosen", "fields"),
    [
        (("", "", ""), {"intento"}),
        (("inventato", "sad", ""), {"intento"}),
        (("bisogno/sad", "sad", ""), {"intento"}),
        (("bisogno", "", ""), {"servizio"}),
        (("bisogno", "inventato", ""), {"servizio"}),
        (("bisogno", "sad", "costi"), {"anche"}),
        (("fuori_ambito/tributi", "sad", ""), {"servizio"}),
        (("chiedi_elenco", "sad", ""), {"servizio"}),
        (("chiedi_costi", "", "costi"), {"anche"}),
        (("chiedi_costi", "inventato", "prezzo"), {"servizio", "anche"}),
    ],
)
def test_what_does_not_go_together_is_told_at_its_field(
    chosen: tuple[str, str, str], fields: set[str], draft: Draft, catalogue: Catalogue
) -> None:
    with pytest.raises(Refused) as refused:
        lesson_of(*chosen, book.read(draft), catalogue)
    assert set(refused.value.problems) == fields


def test_a_phrase_a_line_without_the_marks_of_a_list() -> None:
    typed = "- uno due\r\n\r\n   • tre\n* quattro\n–  cinque\n-sei\n2) sette\n \n"
    assert teach.lines_of(typed) == ["uno due", "tre", "quattro", "cinque", "-sei", "2) sette"]


def test_every_lesson_that_there_is_has_its_file(draft: Draft) -> None:
    known = book.read(draft)
    names = set(draft.names("nlu/**/*.yml"))
    assert {file_for(lesson, known.phrases) for lesson in {phrase.lesson for phrase in known.phrases}} <= names


def test_words_are_found_by_their_beginnings_and_without_accents(draft: Draft) -> None:
    taught(draft, NEW)
    found = book.read(draft).where(lambda phrase: phrase.service == "sad", "BRÀCCIA settim")
    assert [phrase.text for phrase in found] == [NEW]
