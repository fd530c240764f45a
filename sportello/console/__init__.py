"""The operators' web console: facts, sentences, phrases, what was not understood, publishing. Imports no Rasa."""
