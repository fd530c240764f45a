"""What a trial found, and what may be published of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from sportello.console import live as assistant
from sportello.console.access.accounts import Role
from sportello.console.app import Console
from sportello.console.trial import Phase
from tests.console.checkouts import change, phrase
from tests.console.operators import Operator
from tests.console.trials import stands, trial

Client = Callable[[Role], Operator]
pytestmark = pytest.mark.usefixtures("checkout")


def phone(console: Console) -> None:
    change(console, "02-9533334", "02-9533399")


def test_what_passed_is_published(
    client: Client, console: Console, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    stands(console, monkeypatch, trial(console))
    operator = client(Role.PUBLISH)
    page = operator.get("/pubblica").text
    assert "La prova è riuscita" in page
    assert "+0,5" in page
    assert "Pubblicata la versione 2" in operator.post("/pubblica/pubblica", nota="frasi").text
    assert "papà la doccia non la fa più" in (live / "nlu/bisogni/sad.yml").read_text(encoding="utf-8")
    assert (live.parent / "models" / "candidato.tar.gz").is_file()


def test_what_did_not_pass_needs_a_reason_which_is_kept(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    wrong = {"servizio": "sad", "testo": "SAD telefono", "risposta": "…", "errore": "non dice «02 953 3351»"}
    failed = trial(console, fell=["frasi/intento"])
    failed = replace(failed, acceptance={**failed.acceptance, "risposte_sbagliate": [wrong], "superato": False})
    stands(console, monkeypatch, failed)
    operator = client(Role.PUBLISH)
    page = operator.get("/pubblica").text
    assert "La prova non è riuscita" in page
    assert "non dice «02 953 3351»" in page
    assert "(peggiora)" in page
    assert "Frasi intere: che cosa si chiede</th>" in page
    assert operator.post("/pubblica/pubblica", nota="frasi").status_code == 409
    page = operator.post("/pubblica/pubblica", nota="frasi", motivo="lo chiede la dirigente").text
    assert "Pubblicata la versione 2" in page
    assert "pubblicata lo stesso: lo chiede la dirigente" in operator.get("/versioni").text


def test_what_changed_after_its_trial_has_to_be_tried_again(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    stands(console, monkeypatch, trial(console))
    phone(console)
    operator = client(Role.PUBLISH)
    assert "L'ultima prova è di altre modifiche" in operator.get("/pubblica").text
    assert "bisogna addestrare e provare di nuovo" in operator.post("/pubblica/pubblica", nota="x").text


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.TRAINING, "La prova è in corso"),
        (Phase.FAILED, "La prova si è fermata prima della fine"),
        (Phase.STOPPED, "è stata fermata"),
        (Phase.INTERRUPTED, "si è interrotta"),
    ],
)
def test_a_trial_says_how_it_stands(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch, phase: Phase, words: str
) -> None:
    phrase(console)
    stands(console, monkeypatch, trial(console, phase=phase, problem="carta.yml: 1 errore"))
    page = client(Role.READ).get("/pubblica").text
    assert words in page
    assert ("carta.yml: 1 errore" in page) is (phase is Phase.FAILED)


@pytest.mark.parametrize(
    ("phase", "refreshed"), [(Phase.TRAINING, None), (Phase.DONE, "true"), (Phase.STOPPED, "true")]
)
def test_when_a_trial_is_over_the_whole_page_says_what_can_be_done(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch, phase: Phase, refreshed: str | None
) -> None:
    phrase(console)
    stands(console, monkeypatch, trial(console, phase=phase))
    assert client(Role.PUBLISH).get("/pubblica/prova").headers.get("HX-Refresh") == refreshed


def test_a_trial_says_in_words_how_what_was_taught_is_read(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    need = {"chiesto": ["bisogno"], "servizi": ["sad"]}
    right = {"testo": "papà non si lava", "giusta": True, "atteso": need, "letto": need}
    wrong = {
        "testo": "mi piange il portafoglio",
        "giusta": False,
        "atteso": {"chiesto": ["bisogno"], "servizi": ["contributi_economici"]},
        "letto": {"chiesto": ["nlu_fallback"], "servizi": []},
    }
    stands(console, monkeypatch, trial(console, taught=[right, wrong], mistakes=[wrong]))
    page = unescape(client(Role.READ).get("/pubblica").text)
    assert "Di 2 frasi nuove l'assistente ne capisce come dovrebbe 1. Per questa" in page
    assert "«mi piange il portafoglio»: non è capita, insegna «un bisogno: Contributi economici" in page
    assert "«mi piange il portafoglio»: non è capita, invece è «un bisogno: Contributi economici" in page
    stands(console, monkeypatch, trial(console, taught=[right]))
    assert "capisce come dovrebbe la frase nuova" in client(Role.READ).get("/pubblica").text


def test_who_is_in_danger_is_not_taught_away_without_a_reason(
    client: Client, console: Console, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    harmless = {"giusta": True, "letto": {"chiesto": ["conversa/grazie"], "servizi": []}}
    taught = [
        {"testo": "mi mette le mani al collo", "atteso": {"chiesto": ["conversa/grazie"], "servizi": []}, **harmless},
        {"testo": "mi picchia", "atteso": {"chiesto": ["emergenza/violenza_donne"], "servizi": []}, **harmless},
        {"testo": "grazie di cuore", "atteso": {"chiesto": ["conversa/grazie"], "servizi": []}, **harmless},
    ]
    dangerous = {"mi mette le mani al collo", "mi picchia"}
    monkeypatch.setattr(assistant, "alarming", lambda texts, settings: frozenset(texts) & dangerous)
    stands(console, monkeypatch, trial(console, taught=taught))
    operator = client(Role.PUBLISH)
    page = unescape(operator.get("/pubblica").text)
    assert "Forse questa frase è di chi è in pericolo" in page
    assert "<li>«mi mette le mani al collo»</li>" in page
    assert "<li>«mi picchia»</li>" not in page, "that is what it is taught as"
    assert "Pubblica lo stesso" in page
    refused = operator.post("/pubblica/pubblica", nota="frasi")
    assert refused.status_code == 409
    assert "oppure dica perché è sicuro" in unescape(refused.text)
    assert "Pubblicata la versione 2" in operator.post("/pubblica/pubblica", nota="frasi", motivo="è una canzone").text
    assert "pubblicata lo stesso: è una canzone" in unescape(operator.get("/versioni").text)


def test_the_trial_of_other_changes_does_not_look_like_one_of_these(
    client: Client, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase(console)
    stands(console, monkeypatch, trial(console))
    console.draft.discard()
    page = client(Role.PUBLISH).get("/pubblica").text
    assert "La prova è riuscita" not in page
    assert "Il rapporto dell'ultima prova" in unescape(page)
