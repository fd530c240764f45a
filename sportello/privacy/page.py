"""The notice of `docs/informativa-privacy.md` as HTML, with the facts of this installation in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt

from sportello.carta import Catalogue, present
from sportello.settings import ROOT, Settings

_FILE = ROOT / "docs" / "informativa-privacy.md"


@lru_cache(maxsize=4)
def notice(catalogue: Catalogue, retention_days: int, question_days: int, path: Path = _FILE) -> str:
    """The notice as HTML; nothing in it is taken for HTML of its own.

    Raises:
        KeyError: when the text has a placeholder that nothing fills.
        OSError: when the file cannot be read.
    """
    facts = present.shared(catalogue) | {
        "ente": catalogue.carta.carta.ente,
        "giorni_conservazione": str(retention_days),
        "giorni_domande": str(question_days),
    }
    text = path.read_text(encoding="utf-8").format(**facts)
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return html


def notice_of(catalogue: Catalogue, settings: Settings) -> str:
    """The notice for these settings."""
    return notice(catalogue, settings.retention_days, settings.question_days)
