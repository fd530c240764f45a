"""The forms of a page as a browser would send them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx

_EMPTY = {"input", "br", "img", "meta", "link", "hr"}


class _Forms(HTMLParser):
    """Collects what each form would send, by the address that it is sent to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, Any]] = {}
        self._fields: dict[str, Any] = {}
        self._select = self._textarea = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in pairs}
        name = attributes.get("name", "")
        if tag == "form":
            self._fields = self.found.setdefault(attributes.get("action", ""), {})
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "select":
            self._select = name
            self._fields[name] = ""
        elif tag == "option" and "selected" in attributes:
            self._fields[self._select] = attributes["value"]
        elif tag == "input" and name:
            if attributes.get("type") == "checkbox":
                ticked = self._fields.setdefault(name, [])
                ticked += [attributes["value"]] if "checked" in attributes else []
            elif attributes.get("type") != "radio" or "checked" in attributes:
                self._fields[name] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the first line break and sends the others as two characters.
            text = "".join(self._text).removeprefix("\n")
            self._fields[self._textarea] = text.replace("\n", "\r\n")
            self._textarea = ""


def form(page: httpx.Response, action: str) -> dict[str, Any]:
    """What the form that is sent to this address would send if nothing were changed, without its token."""
    forms = _Forms()
    forms.feed(page.text)
    assert action in forms.found, f"no form to {action} among {sorted(forms.found)}"
    return {name: value for name, value in forms.found[action].items() if name != "csrf"}
