"""What Telegram accepts of a bot, as the Bot API's documentation states it: faults in words, or none."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

MAX_TEXT, MAX_CODE, MAX_BUTTONS = 4096, 64, 100
UPDATE_KINDS = {"message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member"}
_TAG = re.compile(r"<(/?)([A-Za-z-]+)((?:\s[^<>]*)?)>")
_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "tg-spoiler", "blockquote"}
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_ACTIONS = {"typing", "upload_photo", "record_voice", "find_location", "choose_sticker"}


def units(text: str) -> int:
    """How long Telegram finds a text."""
    return len(text.encode("utf-16-le")) // 2


def plain_text(html: str) -> str:
    """The text that a reader sees."""
    return unescape(_TAG.sub("", html))


def html_faults(html: str) -> list[str]:
    open_tags: list[str] = []
    faults = []
    for closing, name, attributes in _TAG.findall(html):
        if name not in _TAGS:
            faults.append(f'Unsupported start tag "{name}"')
        elif not closing:
            open_tags.append(name)
            if name == "a" and not re.fullmatch(r'\s+href="[^"]+"', attributes):
                faults.append("a link without an address")
            if name != "a" and attributes.strip():
                faults.append(f"attributes on {name}")
        elif not open_tags or open_tags.pop() != name:
            faults.append(f"Unmatched end tag {name}")
    if open_tags:
        faults.append(f"Can't find end tag corresponding to start tag {open_tags[-1]}")
    rest = _TAG.sub("", html)
    if "<" in rest or ">" in rest or _ENTITY.search(rest):
        faults.append("a sign that is not escaped")
    return faults


def keyboard_faults(markup: dict[str, Any]) -> list[str]:
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        return ["object expected as reply markup"]
    buttons = [button for row in rows for button in row]
    faults = ["too many buttons"] if len(buttons) > MAX_BUTTONS else []
    for button in buttons:
        if not str(button.get("text", "")).strip():
            faults.append("BUTTON_TEXT_INVALID")
        if len(set(button) - {"text"}) != 1:
            faults.append("a button with none or several meanings")
        code = button.get("callback_data")
        if code is not None and not 1 <= len(code.encode()) <= MAX_CODE:
            faults.append("BUTTON_DATA_INVALID")
    return faults


def send_message(params: dict[str, Any]) -> list[str]:
    faults = [] if isinstance(params.get("chat_id"), int) else ["chat_id is empty"]
    text = str(params.get("text", ""))
    mode = params.get("parse_mode")
    if mode == "HTML":
        faults += html_faults(text)
        text = plain_text(text)
    elif mode:
        faults.append("a mode that we do not use")
    if not text.strip():
        faults.append("message text is empty")
    if units(text) > MAX_TEXT:
        faults.append("message is too long")
    if "reply_markup" in params:
        faults += keyboard_faults(params["reply_markup"])
    return faults


def set_my_commands(params: dict[str, Any]) -> list[str]:
    commands = params.get("commands")
    if not isinstance(commands, list) or not 0 < len(commands) <= 100:
        return ["BOT_COMMANDS_INVALID"]
    return [
        f"BOT_COMMAND_INVALID {command}"
        for command in commands
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= units(command["description"]) <= 256
    ]


def set_webhook(params: dict[str, Any]) -> list[str]:
    address = urlsplit(str(params.get("url", "")))
    faults = [] if address.scheme == "https" and address.hostname else ["bad webhook: An HTTPS URL must be provided"]
    if address.port not in {None, 443, 80, 88, 8443}:
        faults.append("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(params.get("secret_token", ""))):
        faults.append("secret token contains unallowed characters")
    if not set(params.get("allowed_updates", [])) <= UPDATE_KINDS:
        faults.append("an unknown kind of update")
    return faults


def faults(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a call."""
    match method:
        case "sendMessage":
            return send_message(params)
        case "editMessageReplyMarkup":
            return keyboard_faults(params.get("reply_markup", {}))
        case "setMyCommands":
            return set_my_commands(params)
        case "setWebhook":
            return set_webhook(params)
        case "sendChatAction":
            return [] if params.get("action") in _ACTIONS else ["wrong parameter action in request"]
        case "answerCallbackQuery":
            return [] if params.get("callback_query_id") else ["query ID is invalid"]
        case "getMe" | "deleteWebhook" | "getUpdates":
            return []
    return ["Not Found: method not found"]
