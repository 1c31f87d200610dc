"""The settings: read once from the environment or `.env` into one frozen value."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    SettingsConfigDict,
)

PREFIX = "KNEAD_"
SQLITE = "sqlite:///"
# Names that later versions read; set already, they do no harm.
LATER = frozenset(
    f"{PREFIX}{name}"
    for name in (
        "TELEGRAM_API_URL",
        "TELEGRAM_WEBHOOK_URL",
        "DISCORD_API_URL",
        "DISCORD_GATEWAY_URL",
        "HTTP_PORT",
    )
)


class SettingError(Exception):
    """A setting is missing or cannot be used; the message names it and what to do."""


class Config(BaseSettings):
    """All settings of one bot; each is `KNEAD_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: str = "sqlite:///data/knead.db"
    programs_dir: Path = Path("programs")
    operator_name: Annotated[str, Field(max_length=100)] = "this computer"
    emergency_number: Annotated[str, Field(max_length=20)] = "112"
    language: Literal["en"] = "en"
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    secret: SecretStr | None = None
    secret_file: Path | None = None
    telegram_token: SecretStr | None = None
    telegram_token_file: Path | None = None
    discord_token: SecretStr | None = None
    discord_token_file: Path | None = None

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, url: str) -> str:
        if not url.startswith(SQLITE) or url.removeprefix(SQLITE) in ("", ":memory:"):
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

    @property
    def secret_path(self) -> Path:
        """Give where the secret is kept that was made at the first start."""
        return self.database.with_name(f"{self.database.name}.secret")

    @property
    def tombstones_path(self) -> Path:
        """Give where the marks of erased accounts are kept."""
        return self.database.with_name(f"{self.database.name}.tombstones")

    @property
    def names_a_secret(self) -> bool:
        """Tell whether a secret of the operator's own is set."""
        return self.secret is not None or self.secret_file is not None

    def secret_bytes(self) -> bytes | None:
        """Give the secret that was set, from its value or its file; None: make one.

        Raises:
            SettingError: if the named file cannot be read or is empty.
        """
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        if self.secret_file is None:
            return None
        try:
            found = self.secret_file.read_bytes().strip()
        except OSError as error:
            msg = f"{PREFIX}SECRET_FILE: {self.secret_file} cannot be read ({error.strerror})"
            raise SettingError(msg) from error
        if not found:
            msg = f"{PREFIX}SECRET_FILE: {self.secret_file} is empty"
            raise SettingError(msg)
        return found


def setting_names() -> frozenset[str]:
    """Give the names of all settings that this version reads."""
    return frozenset(f"{PREFIX}{name.upper()}" for name in Config.model_fields)


def read_config() -> Config:
    """Read the settings.

    Raises:
        SettingError: naming each one that is unknown or cannot be used, and why.
    """
    problems = _unknown()
    try:
        config = Config()
    except ValidationError as error:
        problems += [_explain(str(fault["loc"][0]), fault["msg"]) for fault in error.errors()]
    else:
        if not problems:
            return config
    raise SettingError("\n".join(sorted(problems)))


def _explain(field: str, wrong: str) -> str:
    return f"{PREFIX}{field.upper()}: {wrong.removeprefix('Value error, ')}"


def _unknown() -> list[str]:
    """Name each setting that nothing reads: most often a slip of the pen."""
    try:
        sources = (EnvSettingsSource(Config), DotEnvSettingsSource(Config))
    except (OSError, UnicodeDecodeError) as error:
        msg = f".env cannot be read ({type(error).__name__})"
        raise SettingError(msg) from error
    given = {name.upper() for source in sources for name in source.env_vars}
    known = setting_names()
    return [
        f"{name}: there is no such setting{_meant(name, known)}"
        for name in given - known - LATER
        if name.startswith(PREFIX)
    ]


def _meant(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
