"""Names of the points at which a test may kill the process; in production nothing happens there."""

from collections.abc import Callable
from enum import StrEnum


class CrashPoint(StrEnum):
    """Where storage can be killed."""

    BEFORE_COMMIT = "store.before_commit"
    AFTER_COMMIT = "store.after_commit"
    BEFORE_SCRUB = "store.before_scrub"
    AFTER_SCRUB = "store.after_scrub"
    MIGRATE_BEFORE_COMMIT = "migrate.before_commit"
    MIGRATE_AFTER_COMMIT = "migrate.after_commit"
    MIGRATE_BEFORE_PLACED = "migrate.before_placed"  # a new database is whole, not yet in place


CrashAt = Callable[[str], None]


def no_crash(_point: str) -> None:
    """Go on, as always in production."""
