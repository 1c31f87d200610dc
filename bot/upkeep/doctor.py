"""`knead doctor`: looks at everything that a bot rests on, and changes nothing."""

from collections.abc import Iterator

from bot.config import Config, SettingError, read_config
from bot.parts import checked_programs
from bot.ports.store import StorageError
from bot.upkeep.checkup import Check, Checkup, look, ok, wrong
from bot.upkeep.database_checks import check_database
from bot.upkeep.files_checks import check_backup, check_left_behind, check_secret
from bot.upkeep.host import counted
from storage.sqlite.health import (
    is_bot_running,
    is_sqlite_mended,
    look_at,
    sqlite_version,
)


def examine(host_now: int) -> Checkup:
    """Check settings, programs, database, clock, disk, backup and secret."""
    try:
        config = read_config()
    except SettingError as error:
        lines = str(error).splitlines()
        return Checkup([wrong("settings", line) for line in lines])
    return Checkup(list(_checks(config, host_now)))


def _checks(config: Config, host_now: int) -> Iterator[Check]:
    yield ok("settings", f"database {config.database}, programs {config.programs_dir}")
    yield _check_sqlite()
    yield from _check_programs(config)
    yield _check_bot(config)
    yield from _check_database(config, host_now)
    yield from check_secret(config)
    yield check_backup(config, host_now)
    yield from check_left_behind(config, host_now)


def _check_sqlite() -> Check:
    version = sqlite_version()
    if is_sqlite_mended():
        return ok("sqlite", version)
    return look(
        "sqlite",
        f"{version} is older than 3.51.3, which mended a rare damage where two processes write at "
        "one moment. Use a Python that brings a newer one when you can.",
    )


def _check_programs(config: Config) -> Iterator[Check]:
    try:
        programs = checked_programs(config)
    except SettingError as error:
        yield from (wrong("programs", line) for line in str(error).splitlines())
        return
    if programs:
        yield ok("programs", f"{counted(len(programs), 'program', 'programs')}, no problems")
    else:
        yield wrong("programs", f"{config.programs_dir} holds no program.")


def _check_bot(config: Config) -> Check:
    try:
        is_running = is_bot_running(config.database)
    except StorageError as error:
        return wrong("bot", str(error))
    return ok("bot", "runs" if is_running else "does not run")


def _check_database(config: Config, host_now: int) -> Iterator[Check]:
    if not config.database.exists():
        yield look("database", f"none at {config.database} yet; the first start makes it")
        return
    try:
        health = look_at(config.database)
    except StorageError as error:
        yield wrong("database", str(error))
        return
    yield from check_database(config.database, health, host_now)
