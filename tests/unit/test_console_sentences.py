from __future__ import annotations

from pathlib import Path

import pytest

from sportello.console import sentences
from sportello.console.draft import Draft
from sportello.console.sentences import NoSuchSentence, Refused
from sportello.settings import DATA

COSTS = "{nome}: ecco quanto si paga.\n{costi}"


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(DATA, tmp_path)


def seen(draft: Draft, name: str) -> str:
    return sentences.found(sentences.shelf_of(draft), name).fingerprint


def save(draft: Draft, name: str, **texts: str) -> bool:
    return sentences.save(draft, name, seen(draft, name), texts)


def text(draft: Draft, name: str, key: str = "testo") -> str:
    return sentences.found(sentences.shelf_of(draft), name).texts[key]


def test_a_change_is_drafted_and_the_rest_of_the_file_stays(draft: Draft) -> None:
    assert save(draft, "utter_costi", testo=COSTS, tasto_1="Come si ottiene?")
    assert text(draft, "utter_costi") == COSTS
    assert [change.name for change in draft.changes()] == ["risposte/servizi.yml"]
    live, drafted = (DATA / "risposte" / "servizi.yml").read_text("utf-8"), draft.read("risposte/servizi.yml") or ""
    assert set(drafted.splitlines()) - set(live.splitlines()) == {
        "      {nome}: ecco quanto si paga.",
        """    - {title: "Come si ottiene?", payload: '/chiedi_accesso{{"servizio":"{id}"}}'}""",
    }


def test_a_change_to_what_is_live_is_no_change(draft: Draft) -> None:
    before = text(draft, "utter_costi")
    assert not save(draft, "utter_costi", testo=before + "  \r\n")
    assert save(draft, "utter_costi", testo=COSTS)
    assert save(draft, "utter_costi", testo=before)
    assert draft.changes() == []


def test_what_is_wrong_is_said_beside_its_text_and_nothing_is_written(draft: Draft) -> None:
    with pytest.raises(Refused) as refused:
        save(draft, "utter_costi", testo="Costa 16 euro", tasto_2=" ")
    assert set(refused.value.errors) == {"testo", "tasto_2"}
    assert "«euro» sembra un prezzo: i fatti non si scrivono nei testi." in " ".join(refused.value.errors["testo"])
    assert refused.value.now is None
    assert draft.changes() == []


def test_who_comes_second_is_told_what_the_first_wrote(draft: Draft) -> None:
    before = seen(draft, "utter_costi")
    assert save(draft, "utter_costi", testo=COSTS)
    with pytest.raises(Refused) as refused:
        sentences.save(draft, "utter_costi", before, {"testo": "{nome} {costi}"})
    assert refused.value.now
    assert refused.value.now.texts["testo"] == COSTS
    assert text(draft, "utter_costi") == COSTS


def test_a_change_of_another_sentence_in_the_same_file_does_not_disturb(draft: Draft) -> None:
    before = seen(draft, "utter_costi")
    assert save(draft, "utter_dove", testo="{nome}: dove si trova.\n{dove}")
    assert sentences.save(draft, "utter_costi", before, {"testo": COSTS})
    assert (text(draft, "utter_costi"), text(draft, "utter_dove")) == (COSTS, "{nome}: dove si trova.\n{dove}")


def test_a_shared_button_must_be_right_wherever_it_is_used(tmp_path: Path) -> None:
    live = tmp_path / "data"
    (live / "risposte").mkdir(parents=True)
    (live / "carta.yml").write_bytes((DATA / "carta.yml").read_bytes())
    (live / "risposte" / "quando.yml").write_text('quando: {utter_conversa/grazie: {titolo: "Prego", quando: "x"}}')
    (live / "risposte" / "prova.yml").write_text(
        """responses:
  utter_costi:
  - text: "{nome}: {costi}"
    buttons: &tasti
    - {title: "Avanti", payload: "/chiedi_elenco"}
  utter_conversa/grazie:
  - text: "Prego."
    buttons: *tasti
"""
    )
    draft = Draft(live, tmp_path / "bozza")
    with pytest.raises(Refused) as refused:
        save(draft, "utter_costi", tasto_1="Di {id}")
    assert refused.value.errors == {
        "tasto_1": [
            "Si usa anche in «Prego», e lì: Il segnaposto {id} qui non si può usare. "
            "Lo tolga o ne scelga uno dell'elenco."
        ]
    }
    assert save(draft, "utter_costi", tasto_1="Di {comune}")
    assert text(draft, "utter_conversa/grazie", "tasto_1") == "Di {comune}"


def test_a_sentence_is_put_back_as_it_is_live_and_others_stay_drafted(draft: Draft) -> None:
    live = text(draft, "utter_costi")
    save(draft, "utter_costi", testo=COSTS)
    save(draft, "utter_dove", testo="{nome}: dove si trova.\n{dove}")
    assert set(sentences.published(draft)) > {"utter_costi", "utter_dove"}
    assert sentences.put_back(draft, "utter_costi", seen(draft, "utter_costi"))
    assert text(draft, "utter_costi") == live
    assert text(draft, "utter_dove").startswith("{nome}: dove si trova.")
    assert not sentences.put_back(draft, "utter_costi", seen(draft, "utter_costi"))
    assert sentences.put_back(draft, "utter_dove", seen(draft, "utter_dove"))
    assert draft.changes() == []


def test_what_is_not_there_is_not_found(draft: Draft) -> None:
    for attempt in (lambda: sentences.save(draft, "utter_x", "", {}), lambda: sentences.put_back(draft, "utter_x", "")):
        with pytest.raises(NoSuchSentence):
            attempt()


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Uno \r\n due\t tre  \r\n\r\n", "Uno\ndue tre"),
        ("Uno\x0bdue\u2028tre\x85quattro", "Uno\ndue\ntre\nquattro"),
        ("perche\u0301 \u00adno\u200b\ufeff \x07", "perché no"),
        ("A\u00a0B", "A B"),
        ("Uno\n\ndue", "Uno\n\ndue"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_what_nobody_sees_is_not_kept(typed: str, clean: str) -> None:
    assert sentences.cleaned(typed) == clean
    assert sentences.cleaned(typed, one_line=True) == " ".join(clean.split())


def test_each_channel_is_read_with_its_length_and_its_ease(draft: Draft) -> None:
    shelf = sentences.shelf_of(draft)
    privacy = sentences.found(shelf, "utter_privacy")
    web, telegram = sentences.read_on(privacy, shelf.occasions("utter_privacy")[0])
    assert (web.channel, telegram.channel) == (None, "telegram")
    assert "passano da Telegram" in telegram.said.text
    assert web.length == len(web.said.text)
    assert web.ease.index > 50
    assert sentences.read_on(privacy.with_texts({"testo": "{x}"}), shelf.occasions("utter_privacy")[0]) == []
