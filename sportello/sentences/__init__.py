"""The sentences of `data/risposte/`: what each may hold, how it reads, how it is edited. Imports no Rasa."""
