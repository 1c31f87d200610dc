"""What the commands of the operator share: the lock that a running bot holds, and the time."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.days import in_utc
from bot.ports.store import DatabaseInUseError, StorageError
from storage.sqlite.lock import BotLock

DAY_S = 86_400


@contextmanager
def without_bot(database: Path, then: str) -> Generator[None]:
    """Hold the lock of a database, so that no bot runs or starts meanwhile.

    Raises:
        StorageError: if a bot runs; the line says to stop it, `then` do what was asked.
    """
    try:
        lock = BotLock.take(database)
    except DatabaseInUseError as error:
        msg = f"A bot, or another command, is at work on {database}. Stop it first, then {then}."
        raise StorageError(msg) from error
    try:
        yield
    finally:
        lock.release()


def when(at: int) -> str:
    """Write an instant in UTC."""
    return f"{in_utc(at):%Y-%m-%d %H:%M} UTC"


def stamp(at: int) -> str:
    """Write an instant in UTC as a part of a file's name."""
    return f"{in_utc(at):%Y%m%dT%H%M%SZ}"


def free_name(path: Path) -> Path:
    """Give a path that nothing stands at: the one given, or it with a number behind."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found


def counted(number: int, one: str, many: str) -> str:
    """Write a number of things."""
    return f"{number:,} {one if number == 1 else many}"
