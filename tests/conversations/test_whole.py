"""The assistant as the operator and the technician meet it: changed facts, a new service, failures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from sportello.carta import Aspect
from sportello.evaluation.matrix import WORDINGS
from tests.conftest import ROOT, START_SECONDS, Assistant, Conversation, start, stop

NEW_SERVICE = """
- id: sportello_badanti
  nome: Sportello assistenti familiari
  sezione: "9"
  alias: [sportello badanti, registro badanti, albo badanti]
  categorie: [anziani]
  cose: {testo: Aiuta le famiglie a trovare una badante di fiducia iscritta al registro comunale.}
  destinatari: {testo: Alle famiglie residenti che cercano una persona per assistere un anziano in casa.}
  accesso: {testo: "Su appuntamento, con una telefonata."}
  orari: {fasce: [{giorno: martedì, dalle: "10:00", alle: "12:00", tipo: appuntamento}]}
  costi: {tipo: gratuito, testo: Il servizio è gratuito.}
  documenti: {testo: "Serve questo documento:", elenco: [la carta d'identità di chi chiede]}
  dove: {testo: Lo sportello è al piano terra del municipio.}
  contatti: [{etichetta: Sportello badanti, telefono: "02-9533399", email: badanti@esempio.it}]
"""
NEW_PHRASES = """
version: "3.1"
nlu:
- intent: bisogno/sportello_badanti
  metadata: {servizio: sportello_badanti, voce: figlia}
  examples: |
    - cerco una badante fidata per mia mamma
    - ci serve una persona che viva con il nonno giorno e notte
    - dove trovo una badante in regola
    - come trovo una signora che dorma da mia zia
    - la badante di papà se ne va, ne cerchiamo un'altra
    - vorremmo assumere una badante ma non conosciamo nessuno
    - qualcuno ha un elenco di badanti serie
    - mi consigliate una badante convivente
    - avete nomi di badanti con esperienza
    - badante cercasi per anziana sola
    - registro delle badanti
    - albo assistenti familiari
    - sportello badanti informazioni
    - mi parli del registro badanti
    - lavoro come badante e voglio iscrivermi all'albo
    - una badante a ore per il pomeriggio
    - ho bisogno della badante per agosto
    - la mia badante va in ferie, chi la sostituisce
    - trovare una badante brava sembra impossibile
    - incontro tra famiglie e badanti
"""


@pytest.fixture(scope="module")
def with_a_new_service(copy_of_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A copy with one service more in `carta.yml` and one file of phrases, trained and running."""
    carta = copy_of_checkout / "data" / "carta.yml"
    carta.write_text(carta.read_text(encoding="utf-8") + NEW_SERVICE, encoding="utf-8")
    phrases = copy_of_checkout / "data" / "nlu" / "bisogni" / "sportello_badanti.yml"
    phrases.write_text(NEW_PHRASES, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy_of_checkout)}
    command = [sys.executable, "-m", "sportello.cli", "addestra"]
    assert subprocess.run(command, cwd=copy_of_checkout, env=environment, check=False).returncode == 0
    running = start(copy_of_checkout, tmp_path_factory.mktemp("nuovo"))
    yield running
    stop(running)


@pytest.mark.parametrize(
    ("aspect", "fact"),
    [
        (Aspect.COSE, "badante di fiducia"),
        (Aspect.DESTINATARI, "famiglie residenti"),
        (Aspect.ACCESSO, "con una telefonata"),
        (Aspect.ORARI, "martedì dalle 10.00 alle 12.00"),
        (Aspect.COSTI, "gratuito"),
        (Aspect.TELEFONO, "02 953 3399"),
        (Aspect.EMAIL, "badanti@esempio.it"),
        (Aspect.CONTATTI, "02 953 3399"),
        (Aspect.DOCUMENTI, "carta d'identità di chi chiede"),
        (Aspect.DOVE, "piano terra"),
    ],
)
def test_a_new_service_answers_all_its_aspects(with_a_new_service: Assistant, aspect: Aspect, fact: str) -> None:
    for wording in WORDINGS[aspect]:
        reply = with_a_new_service.begin().hear(wording.format("lo sportello badanti"))
        assert "Sportello assistenti familiari" in reply
        assert fact in reply


def test_a_new_service_is_found_by_its_need(with_a_new_service: Assistant) -> None:
    reply = with_a_new_service.begin().hear("mi serve una badante di cui fidarmi per mia nonna")
    assert "Sportello assistenti familiari" in reply


@pytest.fixture
def carta_to_change(with_a_new_service: Assistant) -> Iterator[Path]:
    """The file of the running assistant; what it held is in force again before another test asks."""
    carta = with_a_new_service.home / "data" / "carta.yml"
    before = carta.read_text(encoding="utf-8")
    yield carta
    carta.write_text(before, encoding="utf-8")
    time.sleep(5)


def test_a_changed_fact_is_answered_within_five_seconds(with_a_new_service: Assistant, carta_to_change: Path) -> None:
    changed = carta_to_change.read_text(encoding="utf-8").replace("02-9533399", "02-9533398")
    carta_to_change.write_text(changed, encoding="utf-8")
    time.sleep(5)
    conversation = with_a_new_service.begin()
    assert "02 953 3398" in conversation.hear("telefono dello sportello badanti")
    carta_to_change.write_text("servizi: [", encoding="utf-8")
    time.sleep(5)
    assert "02 953 3398" in conversation.hear("telefono dello sportello badanti"), "a broken file is not used"


def run(command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sportello.cli", *command.split()],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_invalid_carta_lists_every_error_and_fails(tmp_path: Path) -> None:
    content = yaml.safe_load((ROOT / "data" / "carta.yml").read_text(encoding="utf-8"))
    content["servizi"][0]["contatti"][0]["telefono"] = "12"
    content["servizi"][1]["categorie"] = ["marziani"]
    broken = tmp_path / "carta.yml"
    broken.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    for command in ("controlla --solo-carta", "addestra --comunque", "avvia"):
        ended = run(command, CARTA_FILE=str(broken))
        assert ended.returncode == 1
        assert "2 errori" in ended.stderr
        assert "segretariato_sociale" in ended.stderr
        assert "marziani" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_rasas_own_conversation_tests_pass(trained: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "test", "core", "--fail-on-prediction-errors"]
    command += ["-s", "tests/conversations", "--out", str(tmp_path)]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    ended = subprocess.run(command, cwd=trained, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_a_second_start_says_in_one_line_that_the_port_is_taken(assistant: Assistant) -> None:
    port = assistant.address.rsplit(":", 1)[-1]
    ended = run("avvia", PORTA=port)
    assert ended.returncode == 1
    assert port in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_without_the_action_server_a_citizen_gets_a_sentence_and_emergencies_their_number(
    trained: Path, tmp_path: Path
) -> None:
    running = start(trained, tmp_path)
    try:
        conversation = running.begin()
        actions, _ = running.processes()
        os.kill(actions, signal.SIGSTOP)
        try:
            emergency = conversation.hear("mio marito mi picchia")
            answer = conversation.post({"testo": "quanto costa il SAD?"})
        finally:
            os.kill(actions, signal.SIGCONT)
        assert "1522" in emergency
        assert answer.status_code == 503
        assert "02 953 3334" in answer.json()["errore"]
    finally:
        stop(running)


def test_who_is_killed_is_started_again_and_no_conversation_is_lost(trained: Path, tmp_path: Path) -> None:
    running = start(trained, tmp_path)
    try:
        conversation = running.begin()
        conversation.say("quanto costa il pasto a domicilio?")
        for victim in running.processes():
            os.kill(victim, signal.SIGKILL)
        assert "pasto a domicilio" in wait_for_an_answer(conversation, "e il telefono?")
        assert running.log.read_text(encoding="utf-8").count("si è fermato") == 2
    finally:
        stop(running)


def wait_for_an_answer(conversation: Conversation, text: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            answer = conversation.post({"testo": text})
        except httpx.HTTPError:
            time.sleep(0.5)
            continue
        if answer.status_code == 200:
            return "\n".join(message["testo"] for message in answer.json()["messaggi"]).lower()
        assert "02 953 3334" in answer.json()["errore"]
        time.sleep(0.5)
    raise AssertionError("no answer")
