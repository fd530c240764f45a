"""What can stop the reading of a new edition."""

from __future__ import annotations

NO_KNOWN_KIND = "non è un PDF, un documento Word (.docx) o un file di testo."


class Unreadable(Exception):
    """Nothing can be drafted from this file; the message says why and what to do, in one Italian line."""
