"""Which Italian model spaCy loads here, so that a server never runs with another than its training."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "it_core_news_sm"
OFFICIAL_VERSION = "3.7.0"
STAND_IN_SUFFIX = "+lookup"


def installed_version(package: str = PACKAGE) -> str | None:
    """The installed version of the model, e.g. `3.7.0` or `3.7.0+lookup`; None without it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
