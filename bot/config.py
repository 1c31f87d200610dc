"""The settings: read once from the environment or `.env` into one frozen value."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SQLITE = "sqlite:///"


class SettingError(Exception):
    """A setting is missing or cannot be used; the message names it and what to do."""


class Config(BaseSettings):
    """All settings of one bot; each is `KNEAD_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="KNEAD_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: str = "sqlite:///data/knead.db"
    programs_dir: Path = Path("programs")
    operator_name: str = "this computer"
    emergency_number: str = "112"
    language: Literal["en"] = "en"
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    secret: SecretStr | None = None
    secret_file: Path | None = None
    telegram_token: SecretStr | None = None
    telegram_token_file: Path | None = None
    discord_token: SecretStr | None = None
    discord_token_file: Path | None = None
    http_port: Annotated[int, Field(ge=1, le=65535)] | None = None

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, url: str) -> str:
        if not url.startswith(SQLITE) or not url.removeprefix(SQLITE):
            msg = "use sqlite:///path, such as sqlite:///data/knead.db"
            raise ValueError(msg)
        return url

    @property
    def database(self) -> Path:
        """Give the path of the database file."""
        return Path(self.database_url.removeprefix(SQLITE))

    @property
    def names_a_platform(self) -> bool:
        """Tell whether a token of a chat platform is set."""
        tokens = (self.telegram_token, self.telegram_token_file)
        return any(
            value is not None for value in (*tokens, self.discord_token, self.discord_token_file)
        )

    def secret_bytes(self) -> bytes | None:
        """Give the secret that was set, from its value or its file; None: make one.

        Raises:
            SettingError: if the named file cannot be read.
        """
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        if self.secret_file is None:
            return None
        try:
            return self.secret_file.read_text().strip().encode()
        except OSError as error:
            msg = f"KNEAD_SECRET_FILE: {self.secret_file} cannot be read ({error.strerror})"
            raise SettingError(msg) from error


def read_config(**given: object) -> Config:
    """Read the settings; what is given here wins over the environment.

    Raises:
        SettingError: naming each setting that cannot be used, and why.
    """
    try:
        return Config(**given)  # type: ignore[arg-type]  # pydantic checks each value by its field
    except ValidationError as error:
        raise SettingError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    return "\n".join(
        f"KNEAD_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()
    )
