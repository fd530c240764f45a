# `make run` alone installs, trains and serves; `make test` alone installs and passes everything.
.DEFAULT_GOAL := help
.PHONY: help install run console chat train check evaluate test bench bench-scale soak lint browser screenshots

SPORTELLO := .venv/bin/sportello

help: ## Questo elenco
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

install: ## Installa ciò che serve (lo fanno già gli altri comandi)
	@scripts/install
	@scripts/front-end

run: install ## Installa, addestra se serve e avvia l'assistente
	@exec $(SPORTELLO) avvia

console: install ## Avvia la console degli operatori, senza l'assistente
	@exec $(SPORTELLO) console

chat: install ## Parla con l'assistente avviato, nel terminale
	@exec $(SPORTELLO) chat

train: install ## Addestra, se i dati o la configurazione sono cambiati
	@$(SPORTELLO) addestra

check: install ## Controlla la Carta e i dati di addestramento, prima di addestrare
	@$(SPORTELLO) controlla
	@.venv/bin/python -m pytest tests/contract

evaluate: install ## Misura quanto l'assistente capisce; il rapporto è in results/valutazione.html
	@$(SPORTELLO) valuta

lint: install ## Stile e tipi del codice
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

test: lint ## Installa e prova tutto
	@scripts/test-tools
	@.venv/bin/python -m pytest

bench: install ## Misura tempi e memoria, accanto a Rasa com'è; il rapporto è in results/bench
	@.venv/bin/python -m tests.load

bench-scale: install ## Misura uno, due e tre processi dietro nginx, con PostgreSQL e Redis
	@scripts/test-tools
	@.venv/bin/python -m tests.load.scale

soak: install ## Mezz'ora di cittadini: nessuno senza risposta, nulla perso, nessuno confuso
	@.venv/bin/python -m tests.load.soak

browser: install ## Prova il widget e le pagine nel browser (schermate in tests/browser/schermate)
	@scripts/test-tools
	@.venv/bin/python -m pytest tests/browser

screenshots: install ## Rifà le immagini di docs/immagini per la guida, provando i compiti degli operatori
	@scripts/test-tools
	@.venv/bin/python -m pytest tests/browser/test_console_tasks.py --immagini
