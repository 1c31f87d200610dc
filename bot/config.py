"""The settings: read once from the environment or `.env` into one frozen value."""

import re
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
_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/?")
_URL_WITH_PATH = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9/._~-]+)")
_LOOPBACK = re.compile(r"https?://(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?/?$")
_TELEGRAM_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{30,100}")
# Names that later versions read; set already, they do no harm.
LATER = frozenset(
    f"{PREFIX}{name}"
    for name in (
        "DISCORD_API_URL",
        "DISCORD_GATEWAY_URL",
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
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    # Bot API: about 30 messages a second; more only with paid broadcasts or a server of one's own.
    telegram_per_second: Annotated[float, Field(gt=0, le=10_000)] = 25.0
    http_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    discord_token: SecretStr | None = None
    discord_token_file: Path | None = None

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, url: str) -> str:
        if not url.startswith(SQLITE) or url.removeprefix(SQLITE) in ("", ":memory:"):
            msg = "use sqlite:///path, such as sqlite:///data/knead.db"
            raise ValueError(msg)
        return url

    @field_validator("telegram_api_url")
    @classmethod
    def _is_api(cls, url: str) -> str:
        if not _URL.fullmatch(url):
            msg = "use an address such as https://api.telegram.org"
            raise ValueError(msg)
        return url.rstrip("/")

    @field_validator("telegram_webhook_url")
    @classmethod
    def _is_webhook(cls, url: str | None) -> str | None:
        if url is not None and not _URL_WITH_PATH.fullmatch(url):
            msg = "use the address that Telegram can reach, such as https://knead.example.org/telegram"
            raise ValueError(msg)
        return url

    @property
    def database(self) -> Path:
        """Give the path of the database file."""
        return Path(self.database_url.removeprefix(SQLITE))

    @property
    def names_telegram(self) -> bool:
        """Tell whether a token of Telegram is set."""
        return self.telegram_token is not None or self.telegram_token_file is not None

    @property
    def names_discord(self) -> bool:
        """Tell whether a token of Discord is set."""
        return self.discord_token is not None or self.discord_token_file is not None

    @property
    def is_telegram_real(self) -> bool:
        """Tell whether people are at the other end: a loopback address is a test's."""
        return _LOOPBACK.match(self.telegram_api_url) is None

    @property
    def telegram_webhook_path(self) -> str | None:
        """Give the path at which updates are posted, where they are."""
        url = self.telegram_webhook_url
        found = None if url is None else _URL_WITH_PATH.fullmatch(url)
        return None if found is None else found[1]

    def telegram_token_text(self) -> str | None:
        """Give Telegram's token, from its value or its file; None where none is set.

        Raises:
            SettingError: if it cannot be read, or is not the form of a token.
        """
        token = _secret_text("TELEGRAM_TOKEN", self.telegram_token, self.telegram_token_file)
        if token is not None and not _TELEGRAM_TOKEN.fullmatch(token):
            msg = (
                f"{PREFIX}TELEGRAM_TOKEN: this is not a token of BotFather, which has digits, a "
                "colon and 30 or more signs"
            )
            raise SettingError(msg)
        return token

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
        return _secret_bytes("SECRET", self.secret, self.secret_file)


def _secret_text(name: str, value: SecretStr | None, file: Path | None) -> str | None:
    found = _secret_bytes(name, value, file)
    return None if found is None else found.decode(errors="replace").strip()


def _secret_bytes(name: str, value: SecretStr | None, file: Path | None) -> bytes | None:
    if value is not None:
        return value.get_secret_value().encode()
    if file is None:
        return None
    try:
        found = file.read_bytes().strip()
    except OSError as error:
        msg = f"{PREFIX}{name}_FILE: {file} cannot be read ({error.strerror})"
        raise SettingError(msg) from error
    if not found:
        msg = f"{PREFIX}{name}_FILE: {file} is empty"
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
