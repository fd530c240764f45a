from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from sportello.channels.files import KEPT_A_DAY, REVALIDATED, Content, PublicFiles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder to publish, with what must stay hidden in it and around it."""
    root = tmp_path / "web"
    (root / "vendor" / "pacchetto").mkdir(parents=True)
    (root / ".segreti").mkdir()
    for name in ("chat.js", "vendor/pacchetto/stile.css", ".nascosto.js", ".segreti/a.js", "chiave.pem", "nomi.json"):
        (root / name).write_text("x" * 2000)
    (tmp_path / "fuori.js").write_text("fuori")
    return root


def test_a_file_is_given_with_its_type_and_a_compressed_copy(root: Path) -> None:
    content = PublicFiles(root).get("chat.js")
    assert content is not None
    assert content.kind == "text/javascript; charset=utf-8"
    assert content.compressed is not None
    assert gzip.decompress(content.compressed) == content.body == b"x" * 2000


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "nessuno.js",
        "vendor",
        "../fuori.js",
        "vendor/../../fuori.js",
        "/etc/passwd",
        "vendor//pacchetto/stile.css",
        "./chat.js",
        ".nascosto.js",
        ".segreti/a.js",
        "chiave.pem",
        "nomi.json",
        "chat.js\0",
        "\udcff.js",
        "a" * 5000 + ".js",
    ],
    ids=lambda path: ascii(path)[:30],
)
def test_nothing_else_is_given(root: Path, path: str) -> None:
    assert PublicFiles(root).get(path) is None
    assert not PublicFiles(root).has(path)


def test_packages_are_kept_and_our_files_asked_for_again(root: Path) -> None:
    ours, package = PublicFiles(root).get("chat.js"), PublicFiles(root).get("vendor/pacchetto/stile.css")
    assert ours is not None
    assert package is not None
    assert (ours.cache, package.cache) == (REVALIDATED, KEPT_A_DAY)


def test_a_changed_file_is_read_again_and_has_another_fingerprint(root: Path) -> None:
    files = PublicFiles(root)
    before = files.get("chat.js")
    (root / "chat.js").write_text("y" * 2000)
    os.utime(root / "chat.js", ns=(1, 1))
    after = files.get("chat.js")
    assert before is not None
    assert after is not None
    assert after.body == b"y" * 2000
    assert after.etag != before.etag


def test_the_same_bytes_have_the_same_fingerprint() -> None:
    assert Content.of(b"uno", "text/html") == Content.of(b"uno", "text/html")


@pytest.mark.parametrize(("body", "kind"), [(b"x" * 100, "text/css"), (b"x" * 2000, "font/woff2")])
def test_what_would_gain_nothing_is_not_compressed(body: bytes, kind: str) -> None:
    assert Content.of(body, kind).compressed is None
