"""Parts of a bot that come from its settings; with `wiring` the only place of concrete classes."""

import hashlib
import hmac
import zoneinfo
from collections.abc import Callable

from adapters.system_clock import SystemTicker
from adapters.terminal_chat.words import TerminalWords
from bot.config import Config, SettingError
from bot.domain.place import Places
from bot.domain.program import ProgramVersion
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.words import Words
from bot.service.moment import House, Moment
from storage.program_files.loader import load_programs
from storage.secret import load_or_make_secret
from storage.tombstones import Tombstones


def use_pinned_zones() -> None:
    """Read time zones from the pinned tzdata alone, so that every machine counts the same days."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()


def checked_programs(config: Config) -> tuple[ProgramVersion, ...]:
    """Read the programs folder.

    Raises:
        SettingError: naming each problem with its file, line and column.
    """
    if not config.programs_dir.is_dir():
        msg = (
            f"KNEAD_PROGRAMS_DIR: there is no folder {config.programs_dir}. Start Knead in its own "
            "folder, or set the one that holds techniques/ and programs/."
        )
        raise SettingError(msg)
    loaded = load_programs(config.programs_dir)
    if loaded.problems:
        raise SettingError("\n".join(str(problem) for problem in loaded.problems))
    return loaded.programs


def moments_of(
    config: Config, clock: Clock, catalog: Catalog, words: Words, places: Places
) -> Callable[[], Moment]:
    """Give what makes the moments of a bot; `clock` never goes back."""
    ticker = SystemTicker()
    house = House(
        operator_name=config.operator_name,
        emergency_number=config.emergency_number,
    )

    def moment() -> Moment:
        return Moment(
            now=clock.now(),
            real_at=ticker.real_at(),
            catalog=catalog,
            words=words,
            places=places,
            house=house,
        )

    return moment


def terminal_words(say: Words) -> TerminalWords:
    """Give what the terminal itself says."""
    return TerminalWords(
        hint=say("terminal.hint"),
        edited=say("terminal.edited"),
        file_kept=say("terminal.file_kept"),
        file_failed=say("terminal.file_failed"),
        time_left=say("terminal.time_left", seconds="{seconds}"),
        goodbye=say("terminal.goodbye"),
    )


def tombstones_of(config: Config) -> Tombstones:
    """Give the marks of erased accounts, kept beside the database.

    Raises:
        StorageError: if the secret that they are made with cannot be read.
        SettingError: if the file named for it cannot.
    """
    secret = config.secret_bytes() or load_or_make_secret(config.secret_path)
    return Tombstones(config.tombstones_path, secret)


def webhook_secret(config: Config, token: str) -> str:
    """Give what proves that an update comes from Telegram: the same at each start, and no token.

    Raises:
        StorageError: if the secret that it is made with cannot be read.
        SettingError: if the file named for it cannot.
    """
    secret = config.secret_bytes() or load_or_make_secret(config.secret_path)
    return hmac.new(secret, f"telegram webhook {token}".encode(), hashlib.sha256).hexdigest()


def kept_secret(config: Config) -> bytes | None:
    """Give the secret as it is, and make none; None where there is none yet.

    Raises:
        StorageError: if it cannot be read.
        SettingError: if the file named for it cannot.
    """
    if config.names_a_secret:
        return config.secret_bytes()
    return load_or_make_secret(config.secret_path) if config.secret_path.exists() else None
