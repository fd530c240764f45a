"""Every environment variable of Sportello, typed, in one place."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import BaseSettings, Field

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What the technician may change through the environment.

    A variable that is not set takes the default below; a variable that cannot be read as its type
    raises `pydantic.ValidationError` when the settings are first asked for.
    """

    carta_file: Path = Field(default=ROOT / "data" / "carta.yml", env="CARTA_FILE")
    carta_refresh_seconds: float = Field(default=2.0, env="CARTA_SECONDI", gt=0)
    host: str = Field(default="127.0.0.1", env="HOST")
    port: int = Field(default=5005, env="PORTA", gt=0, lt=65536)
    key_file: Path = Field(default=ROOT / ".sportello.key", env="FILE_CHIAVE")
    rest_channel: bool = Field(default=False, env="CANALE_REST")
    max_characters: int = Field(default=500, env="LIMITE_CARATTERI", gt=0)
    max_messages_per_minute: int = Field(default=30, env="LIMITE_MESSAGGI_AL_MINUTO", gt=0)
    max_body_bytes: int = Field(default=4096, env="LIMITE_BYTE", gt=0)
    answer_timeout_seconds: float = Field(default=20.0, env="ATTESA_SECONDI", gt=0)
    start_timeout_seconds: float = Field(default=180.0, env="AVVIO_SECONDI", gt=0)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read from the environment once."""
    return Settings()


def child_environment() -> dict[str, str]:
    """The environment of the processes of Rasa: ours, but nothing is reported to anybody."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return {**os.environ, **quiet}
