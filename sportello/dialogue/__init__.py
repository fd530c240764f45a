"""What to say next, decided without Rasa: from a reading and a memory to replies."""
