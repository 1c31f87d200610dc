"""Checks of the database itself: whole, current, its log, its zones, its time, its disk."""

import stat
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.domain.days import local_time
from bot.parts import use_pinned_zones
from bot.service.clocks import MOST_BACK_S
from bot.upkeep.checkup import Check, look, ok, wrong
from bot.upkeep.host import counted, when
from storage.sqlite.health import DatabaseHealth, free_bytes

# A log grown beyond this waits for a read that has held it back for long.
MUCH_LOG_BYTES = 64 * 1024 * 1024
# Writing the database anew, and a backup beside it, take twice its size.
ROOM_TIMES = 2
LEAST_ROOM_BYTES = 64 * 1024 * 1024
AHEAD_S = 60
MB = 1024 * 1024


def check_database(database: Path, health: DatabaseHealth, host_now: int) -> Iterator[Check]:
    """Check a database that could be looked at."""
    yield _check_content(database, health)
    yield _check_version(health)
    yield _check_log(health)
    yield _check_rights(database)
    yield _check_zones(health)
    yield _check_clock(health, host_now)
    yield _check_disk(database, health)


def _check_content(database: Path, health: DatabaseHealth) -> Check:
    if health.fault != "ok":
        return wrong(
            "database",
            f"{database} is damaged ({health.fault}). Restore a backup with `knead restore FILE`.",
        )
    if health.scrub_is_owed:
        return look("database", "whole; deleted rows wait to be written over by the bot")
    return ok("database", f"whole, {health.bytes / MB:.1f} MB")


def _check_version(health: DatabaseHealth) -> Check:
    if health.version < health.newest_version:
        return look(
            "version",
            f"{health.version} of its tables; this Knead wants {health.newest_version}. Run "
            "`knead migrate`, or start the bot.",
        )
    return ok("version", f"{health.version} of its tables, the newest")


def _check_log(health: DatabaseHealth) -> Check:
    """Tell of the log; each connection of the bot sets `synchronous` to FULL by itself."""
    if not health.is_wal:
        return look("log", "the journal mode is not wal; the next start sets it")
    if health.log_bytes > MUCH_LOG_BYTES:
        return look(
            "log",
            f"{health.log_bytes / MB:.1f} MB wait in the log: something reads for very long.",
        )
    return ok("log", f"wal, {health.log_bytes / MB:.1f} MB, synced with each commit")


def _check_rights(database: Path) -> Check:
    mode = stat.S_IMODE(database.stat().st_mode)
    if mode & 0o077:
        return look(
            "rights",
            f"others on this machine may read {database} ({mode:o}). Run `chmod 600` on it.",
        )
    return ok("rights", f"only its owner may read {database}")


def _check_zones(health: DatabaseHealth) -> Check:
    use_pinned_zones()
    release = version("tzdata")
    unknown = [zone for zone in health.zones if not _is_known(zone)]
    if unknown:
        return wrong("zones", f"tzdata {release} does not know {', '.join(unknown)}.")
    return ok("zones", f"tzdata {release} knows {counted(len(health.zones), 'zone', 'zones')}")


def _is_known(zone: str) -> bool:
    try:
        local_time(zone, 0)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _check_clock(health: DatabaseHealth, host_now: int) -> Check:
    now = host_now + health.offset_s
    if now < health.last_at - MOST_BACK_S:
        return wrong(
            "clock",
            f"The host says {when(host_now)}, which is {(health.last_at - now) // 60:,} min before "
            "the last time noted here. Set the clock right.",
        )
    if health.changed_at > host_now + AHEAD_S:
        return look(
            "clock",
            f"The database was last written at {when(health.changed_at)}, which is still to come.",
        )
    ahead = f", people's time {health.offset_s // 3600:,} h ahead" if health.offset_s else ""
    return ok("clock", f"{when(host_now)}{ahead}")


def _check_disk(database: Path, health: DatabaseHealth) -> Check:
    free = free_bytes(database.parent)
    if free < max(ROOM_TIMES * (health.bytes + health.log_bytes), LEAST_ROOM_BYTES):
        return wrong("disk", f"only {free / MB:,.0f} MB are free beside the database. Make room.")
    return ok("disk", f"{free / MB:,.0f} MB free")
