from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from sportello.privacy import logs

SECRET = "mio marito mi picchia"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler of the root logger writes, protected."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.root.addHandler(handler)
    before = list(structlog.get_config()["processors"])
    logs.protect()
    yield stream
    logging.root.removeHandler(handler)
    structlog.get_config()["processors"][:] = before


def test_an_exception_is_told_without_its_message(written: io.StringIO) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError:
        logging.getLogger("altrui").exception("Non va.")
    text = written.getvalue()
    assert SECRET not in text.replace("raise KeyError(SECRET)", "")
    assert "Non va." in text
    assert text.index("KeyError\n") < text.index("ValueError")
    assert "test_logs.py" in text


def test_structured_lines_keep_names_and_numbers() -> None:
    line = {
        "event": "processor.message.parse",
        "level": "debug",
        "parse_data_text": SECRET,
        "parse_data_entities": [SECRET],
        "confidence": 0.5,
        "number": 3,
        "nothing": None,
    }
    told = logs.without_values(None, "debug", line)
    assert SECRET not in str(told)
    assert (told["event"], told["confidence"], told["number"]) == ("processor.message.parse", 0.5, 3)


def test_loggers_that_were_used_before_are_protected_too(written: io.StringIO) -> None:
    assert structlog.get_config()["processors"][0] is logs.without_values


def test_protecting_twice_changes_nothing_more(written: io.StringIO) -> None:
    logs.protect()
    assert structlog.get_config()["processors"].count(logs.without_values) == 1
    for handler in logging.root.handlers:
        assert sum(type(each).__name__ == "_Discreet" for each in handler.filters) <= 1
