"""Every environment variable of Sportello, typed, in one place."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import BaseSettings, ConstrainedStr, Field, ValidationError, validator

ROOT = Path(__file__).resolve().parent.parent


class Origin(ConstrainedStr):
    """A site as a browser names it: `https://www.comune.it`, with a port where it is not the usual one."""

    to_lower = True
    regex = re.compile(r"^https?://[a-z0-9.-]+(:\d+)?$")


class Settings(BaseSettings):
    """What the technician may change through the environment.

    A variable that is not set takes the default below; one that cannot be read as its type raises
    `pydantic.ValidationError`, of which `get_settings` makes a line to read.
    """

    carta_file: Path = Field(default=ROOT / "data" / "carta.yml", env="CARTA_FILE")
    carta_refresh_seconds: float = Field(default=2.0, env="CARTA_SECONDI", gt=0)
    host: str = Field(default="127.0.0.1", env="HOST")
    port: int = Field(default=5005, env="PORTA", gt=0, lt=65536)
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

    @validator("origins", pre=True, each_item=True)
    def _without_slash(cls, value: str) -> str:
        """Takes an address as it is copied from a browser."""
        return value.rstrip("/")

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
        fields = {str(problem["loc"][0]) for problem in error.errors()}
        names = sorted(Settings.__fields__[field].field_info.extra["env"] for field in fields)
        lines = [f"{name}: «{os.environ.get(name)}» non va bene. Veda docs/operations.md." for name in names]
        raise BadSettings("\n".join(lines)) from error


def child_environment() -> dict[str, str]:
    """The environment of the processes of Rasa: ours, but nothing is reported to anybody."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return {**os.environ, **quiet}
