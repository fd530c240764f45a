"""The channel as Rasa knows it: the webhook, start and end."""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.channels import replies
from sportello.channels.errors import Refusal, Refused
from sportello.channels.identity import key_from
from sportello.channels.limits import RateLimit
from sportello.channels.telegram.connection import PATH
from sportello.channels.telegram.output import CHANNEL
from sportello.channels.telegram.service import TelegramService, webhook_secret
from sportello.channels.turns import OnNewMessage
from sportello.settings import Settings, get_settings

logger = logging.getLogger(__name__)

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
# Far more than Telegram ever sends.
_LARGEST_UPDATE = 1024 * 1024
# The requests of these are written to the log with the token in their address, or with what citizens write.
_TALKATIVE = ("httpx", "httpcore", "telegram")


class TelegramInput(InputChannel):
    """Conversations on Telegram, by webhook or by polling.

    Guarantees that no trouble with Telegram reaches the rest of the server, that only Telegram is
    believed, and that no name, number or word of a person is logged or kept in clear.
    """

    def __init__(self, settings: Settings) -> None:
        """Takes the settings; nothing is sent before the server has started.

        Raises:
            ValueError: when there is no token.
        """
        if settings.telegram_token is None:
            raise ValueError("Manca TELEGRAM_TOKEN: il canale di Telegram non si può avviare.")
        self._settings = settings
        self._token = settings.telegram_token.get_secret_value()
        self._secret = webhook_secret(key_from(settings.key_file), self._token)
        self._forged = RateLimit(1)
        self._service: TelegramService | None = None
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)

    @classmethod
    def name(cls) -> Text:
        """The name of the channel in trackers and statistics."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """The channel, set up by the environment (`sportello.settings`)."""
        return cls(get_settings())

    def url_prefix(self) -> Text:
        """At the root, because Rasa would put it below `/webhooks/`."""
        return "/"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The webhook, and the listeners that begin and end with the server."""
        routes = Blueprint("sportello_telegram")

        @routes.listener("after_server_start")
        async def begin(app: Sanic, loop: Any) -> None:
            try:
                self._service = TelegramService(self._settings, self._token, app.ctx.agent, on_new_message)
                self._service.start()
            except Exception:
                logger.exception("Telegram: il canale non si avvia. Il sito funziona lo stesso.")

        @routes.listener("before_server_stop")
        async def end(app: Sanic, loop: Any) -> None:
            service, self._service = self._service, None
            if service:
                await service.stop()

        if self._settings.telegram_mode == "webhook":
            # `stream`: the body is not read before we know that it comes from Telegram.
            @routes.post(PATH, stream=True)
            async def webhook(request: Request) -> HTTPResponse:
                return await self._webhook(request)

        return routes

    async def _webhook(self, request: Request) -> HTTPResponse:
        """Takes an update and says so at once; what cannot be read is taken too, or it would come again."""
        if not hmac.compare_digest(request.headers.get(_SECRET_HEADER, "").encode(), self._secret.encode()):
            if self._forged.allows("webhook"):
                logger.warning("Telegram: rifiutata una richiesta che non viene da Telegram.")
            raise Refused(Refusal.FORGED)
        if self._service is None:
            raise Refused(Refusal.NO_ANSWER)  # Telegram brings it again
        request.stream.request_max_size = _LARGEST_UPDATE
        try:
            await request.receive_body()
            self._service.receive(json.loads(request.body))
        except PayloadTooLarge:
            request.stream.request_max_size = float("inf")
            logger.warning("Telegram: un aggiornamento è troppo grande.")
        except (ValueError, RecursionError):
            logger.warning("Telegram: un aggiornamento non è JSON.")
        return replies.nothing()
