"""How well held-out phrases are understood: what was expected, what was read, figures and a report."""
