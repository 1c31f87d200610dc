"""Checks of what stands beside the database: secret, marks, backups, what was left behind."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.config import Config, SettingError
from bot.parts import kept_secret
from bot.ports.store import StorageError
from bot.upkeep.checkup import Check, look, ok, wrong
from bot.upkeep.host import DAY_S, counted
from bot.upkeep.restore_checks import DAYS_KEPT
from storage.backup_note import read_note
from storage.sqlite.health import left_behind
from storage.sqlite.restore import RESTORING

BACKUP_DAYS = 7


def check_secret(config: Config) -> Iterator[Check]:
    """Check that the marks of erased people can be made and read, by their owner alone."""
    try:
        secret = kept_secret(config)
    except (StorageError, SettingError, OSError) as error:
        yield wrong("secret", str(error))
        return
    stones = config.tombstones_path
    if secret is None and stones.exists():
        yield wrong(
            "secret",
            f"{config.secret_path} is missing, and without it the marks of erased people cannot "
            "be read. Put it back.",
        )
    elif secret is None and config.database.exists():
        yield look("secret", f"{config.secret_path} is missing; the next start makes a new one")
    else:
        yield _check_rights("secret", config.secret_path, "there")
    if stones.exists() and not os.access(stones, os.R_OK | os.W_OK):
        yield wrong("marks", f"{stones} cannot be read and written by this user.")
    else:
        yield _check_rights("marks", stones, "of erased people, readable")


def _check_rights(name: str, path: Path, found: str) -> Check:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return look(name, f"others on this machine may read {path}. Run `chmod 600` on it.")
    return ok(name, found if path.exists() else "none needed yet")


def check_backup(config: Config, host_now: int) -> Check:
    """Check how old the last backup is."""
    note = read_note(config.database)
    if note is None:
        if not config.database.exists():
            return ok("backup", "none needed yet")
        return look("backup", "never made. Make one with `knead backup FILE`.")
    days = max(0, host_now - note.at) // DAY_S
    age = counted(days, "day", "days")
    where = str(note.path) if note.path.exists() else f"{note.path}, not there any more"
    if days > BACKUP_DAYS:
        return look("backup", f"the last one was made {age} ago ({where}). Make a new one.")
    return ok("backup", f"the last one was made {age} ago ({where})")


def check_left_behind(config: Config, host_now: int) -> Iterator[Check]:
    """Check for copies that may hold people who were erased since."""
    for path in left_behind(config.database):
        days = max(0, host_now - int(path.stat().st_mtime)) // DAY_S
        if path.name.endswith(RESTORING):
            yield wrong("copies", f"{path} is left of a restore that was cut short. Delete it.")
        elif days > DAYS_KEPT:
            age = counted(days, "day", "days")
            yield wrong("copies", f"{path} is {age} old and may hold erased people. Delete it.")
        else:
            yield look("copies", f"{path} may hold people who were erased since. Delete it soon.")
