"""Reads `data/carta.yml`: either a valid Carta or the whole list of what to mend."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import yaml
from pydantic import ValidationError

from sportello.carta import validation
from sportello.carta.errors import CartaError, Problem
from sportello.carta.model import Carta
from sportello.carta.query import Catalogue
from sportello.settings import get_settings

logger = logging.getLogger(__name__)


class _BadKey(yaml.constructor.ConstructorError):
    """A key written twice in the same place, or that is no word."""


class _Loader(yaml.SafeLoader):
    """Safe YAML that takes what is written as it is written.

    Only null is special: a phone is not read as an octal number, 3.10 not as 3.1, «no» not as
    false. A key written twice, of which PyYAML would silently keep the last, is an error.
    """

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:  # type: ignore[type-arg]
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _BadKey(None, None, "una voce comincia con una parentesi", key_node.start_mark)
            if key in seen:
                raise _BadKey(None, None, f"la voce «{key}» è scritta due volte", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path) -> Carta:
    """The Carta in this file.

    Raises:
        CartaError: with every problem found, when the file is missing, is no YAML or is invalid.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CartaError(path, [Problem(str(path), "non si può leggere.", "Controlli che il file esista.")]) from error
    except UnicodeDecodeError as error:
        raise CartaError(path, [Problem(path.name, "non è testo UTF-8.", "Lo salvi con la codifica UTF-8.")]) from error
    return read_text(text, path)


def read_text(text: str, path: Path) -> Carta:
    """The Carta in a text; `path` is the file that it is of, for messages.

    Raises:
        CartaError: with every problem found, when it is no YAML or is invalid.
    """
    content = _parse(text, path)
    try:
        carta = Carta.parse_obj(content)
    except ValidationError as error:
        raise CartaError(path, validation.shape_problems(error, content)) from error
    problems = validation.problems(carta)
    if problems:
        raise CartaError(path, problems)
    return carta


def _parse(text: str, path: Path) -> object:
    try:
        content: object = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"riga {mark.line + 1}, colonna {mark.column + 1}" if mark else path.name
        reason = error.problem if isinstance(error, _BadKey) else "il testo non si lascia leggere come YAML"
        cure = "Controlli rientri, due punti e virgolette in quella riga e in quella prima."
        raise CartaError(path, [Problem(place, f"{reason}.", cure)]) from error
    return content


class CartaStore:
    """The Carta in force: follows the file and keeps the last good version when a change is broken.

    Safe to use from several threads. The file is looked at no more than once every
    `refresh_seconds`, and read only when its time or size changed.
    """

    def __init__(self, path: Path, refresh_seconds: float = 2.0) -> None:
        """Reads the file once.

        Raises:
            CartaError: when the first version is invalid: nothing good could be kept.
        """
        self._path = path
        self._refresh_seconds = refresh_seconds
        self._lock = threading.Lock()
        self._stamp = self._stat()
        self._catalogue = Catalogue(read(path))
        self._looked_at = time.monotonic()

    def current(self) -> Catalogue:
        """The newest valid catalogue."""
        with self._lock:
            if time.monotonic() - self._looked_at >= self._refresh_seconds:
                self._refresh()
            return self._catalogue

    def _refresh(self) -> None:
        self._looked_at = time.monotonic()
        stamp = self._stat()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._catalogue = Catalogue(read(self._path))
        except CartaError as error:
            logger.error("La Carta modificata non è valida: resta in uso quella di prima.\n%s", error)
        else:
            logger.info("La Carta è stata riletta da %s.", self._path.name)

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


_store: CartaStore | None = None
_store_lock = threading.Lock()


def get_catalogue() -> Catalogue:
    """The catalogue in force in this process, read on first use.

    Raises:
        CartaError: when no valid version was ever read.
    """
    global _store
    with _store_lock:
        if _store is None:
            settings = get_settings()
            _store = CartaStore(settings.carta_file, settings.carta_refresh_seconds)
    return _store.current()
