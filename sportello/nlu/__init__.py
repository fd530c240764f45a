"""How the assistant understands: Rasa graph components and the training-data importer."""
