"""Every environment variable of Sportello, typed, in one place."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseSettings, ConstrainedStr, Field, SecretStr, ValidationError, validator

ROOT = Path(__file__).resolve().parent.parent
# Rasa's own place: the newest model in it is the one in force.
MODELS = ROOT / "models"
# The operators' room: what is in it is live.
DATA = ROOT / "data"


class Origin(ConstrainedStr):
    """A site as a browser names it: `https://www.comune.it`, with a port where it is not the usual one."""

    to_lower = True
    regex = re.compile(r"^https?://[a-z0-9.-]+(:\d+)?$")


# As BotFather gives it: the number of the bot, then its secret.
_TOKEN = re.compile(r"^\d+:[A-Za-z0-9_-]{30,}$")


class Settings(BaseSettings):
    """What the technician may change through the environment.

    A variable that is not set takes the default below; one that cannot be read as its type raises
    `pydantic.ValidationError`, of which `get_settings` makes a line to read.
    """

    carta_file: Path = Field(default=DATA / "carta.yml", env="CARTA_FILE")
    carta_refresh_seconds: float = Field(default=2.0, env="CARTA_SECONDI", gt=0)
    host: str = Field(default="127.0.0.1", env="HOST")
    port: int = Field(default=5005, env="PORTA", gt=0, lt=65536)
    processes: int = Field(default=1, env="PROCESSI", gt=0, le=64)
    key_file: Path = Field(default=ROOT / ".sportello.key", env="FILE_CHIAVE")
    rest_channel: bool = Field(default=False, env="CANALE_REST")
    origins: frozenset[Origin] = Field(default=frozenset(), env="ORIGINI")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(default=(), env="PROXY_FIDATI")
    max_characters: int = Field(default=500, env="LIMITE_CARATTERI", gt=0)
    max_messages_per_minute: int = Field(default=30, env="LIMITE_MESSAGGI_AL_MINUTO", gt=0)
    max_messages_at_once: int = Field(default=100, env="LIMITE_INSIEME", gt=0)
    max_body_bytes: int = Field(default=4096, env="LIMITE_BYTE", gt=0)
    answer_timeout_seconds: float = Field(default=20.0, env="ATTESA_SECONDI", gt=0)
    statistics_url: str = Field(default=f"sqlite:///{ROOT / 'statistiche.db'}", env="STATISTICHE_URL")
    retention_days: int = Field(default=30, env="CONSERVAZIONE_GIORNI", gt=0)
    question_days: int = Field(default=60, env="DOMANDE_GIORNI", gt=0)
    start_timeout_seconds: float = Field(default=180.0, env="AVVIO_SECONDI", gt=0)
    public_address: Origin | None = Field(default=None, env="INDIRIZZO_PUBBLICO")
    console: bool = Field(default=True, env="CONSOLE")
    console_host: str = Field(default="127.0.0.1", env="CONSOLE_HOST")
    console_port: int = Field(default=5010, env="CONSOLE_PORTA", gt=0, lt=65536)
    console_folder: Path = Field(default=ROOT / ".console", env="CONSOLE_CARTELLA")
    console_minutes: float = Field(default=30, env="CONSOLE_MINUTI", gt=0)
    console_user_header: str | None = Field(default=None, env="CONSOLE_INTESTAZIONE_UTENTE")
    telegram_token: SecretStr | None = Field(default=None, env="TELEGRAM_TOKEN")
    telegram_mode: Literal["polling", "webhook"] = Field(default="polling", env="TELEGRAM_MODO")
    telegram_api: Origin = Field(default=Origin("https://api.telegram.org"), env="TELEGRAM_API")
    telegram_file: Path = Field(default=ROOT / "telegram.db", env="FILE_TELEGRAM")

    @validator("origins", pre=True, each_item=True)
    def _without_slash(cls, value: str) -> str:
        """Takes an address as it is copied from a browser."""
        return value.rstrip("/")

    @validator("public_address", "telegram_api", pre=True)
    def _alone_without_slash(cls, value: str | None) -> str | None:
        """The same where there is one; an empty one is none."""
        return (value or "").strip().rstrip("/") or None

    @validator("telegram_token", pre=True)
    def _whole_token(cls, value: str | None) -> str | None:
        """Refuses what was not copied whole; an empty one leaves Telegram off."""
        token = (value or "").strip()
        if token and not _TOKEN.match(token):
            raise ValueError("non è come lo dà BotFather: un numero, due punti e una sigla lunga")
        return token or None

    @validator("telegram_mode")
    def _reachable(cls, value: str, values: dict[str, Any]) -> str:
        """Telegram calls a public address, and by HTTPS alone."""
        if value == "webhook" and not str(values.get("public_address") or "").startswith("https://"):
            raise ValueError("serve anche INDIRIZZO_PUBBLICO, che comincia con https://")
        return value

    class Config:
        """How the environment is read."""

        @classmethod
        def parse_env_var(cls, field_name: str, raw_val: str) -> list[str]:
            """Several values are written with commas, not as JSON."""
            return [part.strip() for part in raw_val.split(",") if part.strip()]


class BadSettings(SystemExit):
    """Ends the process with a line for each variable that the technician has to mend."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read from the environment once.

    Raises:
        BadSettings: when a variable cannot be read as what it should be.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings("\n".join(sorted({_complaint(problem) for problem in error.errors()}))) from None


def _complaint(problem: Any) -> str:
    """One line about one variable; what is secret is not repeated."""
    field = Settings.__fields__[str(problem["loc"][0])]
    name = field.field_info.extra["env"]
    said = "il valore" if field.type_ is SecretStr else f"«{os.environ.get(name)}»"
    # The words of our own validators are for whoever starts it, those of the library are not.
    why = f"{problem['msg']}. " if problem["type"] == "value_error" else ""
    return f"{name}: {said} non va bene. {why[:1].upper()}{why[1:]}Veda docs/operations.md."


def child_environment() -> dict[str, str]:
    """The environment of the processes of Rasa: ours, but nothing is reported to anybody."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    # Rasa lets a hundred wait at the door; whoever comes next is cut off instead of being told whom to call.
    door = {"SANIC_BACKLOG": "4096"}
    return {**os.environ, **quiet, **door}
