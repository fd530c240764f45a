"""Rasa custom actions: they read the tracker, ask `sportello.dialogue` and utter. They import no rasa."""
