"""Where citizens write: channels of Rasa that know nothing of services."""
