"""Which kind of file a new edition is, told by what is in it and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sportello.importing.breaks import mended
from sportello.importing.errors import NO_KNOWN_KIND, Unreadable
from sportello.importing.lines import Line

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path) -> tuple[list[Line], list[str]]:
    """The lines of a PDF, a Word document or a text, and what the operator should know about their reading.

    Raises:
        Unreadable: when there is no such file, or no text in it.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(1024)
        lines, notes = _read(path, begin)
    except OSError as error:
        reason = "non esiste" if isinstance(error, FileNotFoundError) else "non si lascia aprire"
        raise Unreadable(f"{path}: {reason}. Controlli il nome, la cartella e i permessi.") from error
    if not lines:
        raise Unreadable(f"{path.name}: non contiene testo.")
    return mended(lines), notes


def _read(path: Path, begin: bytes) -> tuple[list[Line], list[str]]:
    # Each library takes a second: only the one that is needed is loaded.
    if b"%PDF-" in begin:
        from sportello.importing import pdf_file

        return pdf_file.read(path)
    if begin.startswith(b"PK") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            is_word = "word/document.xml" in archive.namelist()
        if is_word:
            from sportello.importing import docx_file

            return docx_file.read(path)
    if begin.startswith(_OLD_WORD):
        raise Unreadable(
            f"{path.name}: è un documento Word vecchio (.doc) o protetto da una password. "
            "Lo salvi come .docx senza password."
        )
    if begin.startswith((b"PK", b"{\\rtf")):
        raise Unreadable(f"{path.name}: {NO_KNOWN_KIND} Lo salvi come .docx.")
    from sportello.importing import text_file

    return text_file.read(path)
