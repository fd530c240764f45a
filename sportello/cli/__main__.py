"""`python -m sportello.cli`: the command of the checkout in the working directory."""

from sportello.cli import app

app()
