"""What pages and their files are made of, ready to be sent: bytes, type, fingerprint, compressed copy."""

from __future__ import annotations

import gzip
import hashlib
import os.path
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# Kept by the browser and asked for again each time: a new version is seen at once, an old one costs 304.
REVALIDATED = "no-cache"
# Packages change only with their version, at set-up.
KEPT_A_DAY = "public, max-age=86400"

_PACKAGES = "vendor/"
_WORTH_COMPRESSING = 512
_COMPRESSED_KINDS = ("text/", "image/svg")
# Only these are published, whatever else lies in the folder.
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Content:
    """Something to send: `compressed` is absent where it would gain nothing."""

    body: bytes
    kind: str
    cache: str
    etag: str
    compressed: bytes | None

    @classmethod
    def of(cls, body: bytes, kind: str, cache: str = REVALIDATED) -> Content:
        """The content with its fingerprint: weak, because it holds for the compressed copy too."""
        worth = len(body) >= _WORTH_COMPRESSING and kind.startswith(_COMPRESSED_KINDS)
        compressed = gzip.compress(body, mtime=0) if worth else None
        return cls(body, kind, cache, f'W/"{hashlib.sha256(body).hexdigest()[:24]}"', compressed)


class PublicFiles:
    """The files of one folder that may be published.

    Guarantees that nothing outside the folder, nothing hidden and nothing of another kind than
    pages need is ever given, and that a file changed on disk is read again.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def has(self, path: str) -> bool:
        """Whether there is such a file to publish."""
        return self._find(path) is not None

    def get(self, path: str) -> Content | None:
        """The file at this path below the folder, or None where there is none to publish."""
        file = self._find(path)
        if file is None:
            return None
        stat = file.stat()
        return _read(file, KEPT_A_DAY if path.startswith(_PACKAGES) else REVALIDATED, stat.st_mtime_ns, stat.st_size)

    def _find(self, path: str) -> Path | None:
        parts = path.split("/")
        # A leading dot is the way up, or a hidden file; an empty part would start again from the root.
        if any(not part or part.startswith(".") for part in parts):
            return None
        file = self._root.joinpath(*parts)
        # Unlike `Path.is_file`, this takes any name that cannot be one, too long or with a NUL, as absent.
        return file if file.suffix in _KINDS and os.path.isfile(file) else None


@lru_cache(maxsize=128)
def _read(file: Path, cache: str, mtime_ns: int, size: int) -> Content:
    """Read and compressed once for each version of the file, which its time and size tell apart."""
    return Content.of(file.read_bytes(), _KINDS[file.suffix], cache)
