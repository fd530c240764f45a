"""Rasa custom actions: they read the tracker, ask `sportello.dialogue` and utter. They import no rasa."""

from sportello.privacy import logs

# The action server imports this package once its logging is set up.
logs.protect()
