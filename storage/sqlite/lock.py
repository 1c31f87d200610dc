"""One bot a database: a lock on a file beside it, which the system frees however a bot ends."""

import fcntl
import os
from pathlib import Path

from bot.ports.store import DatabaseInUseError, StorageError
from storage.files import make_folder


class BotLock:
    """Held from `take` to `release`, or until the process is gone. The file stays."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, database: Path) -> "BotLock":
        """Take the lock of a database; its folder is made if it is not there.

        Raises:
            DatabaseInUseError: if another bot holds it.
            StorageError: if the folder cannot be written, or knows no locks.
        """
        path = database.with_name(database.name + ".lock")
        try:
            make_folder(database.parent)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            msg = f"{path} cannot be written ({error.strerror}); it stands beside the database."
            raise StorageError(msg) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace")
            os.close(descriptor)
            msg = (
                f"Another bot (process {holder}) runs on {database}. Stop it first, "
                "or give this one a database of its own with KNEAD_DATABASE_URL."
            )
            raise DatabaseInUseError(msg) from None
        except OSError as error:
            os.close(descriptor)
            msg = f"{path} cannot be locked ({error.strerror}). Keep the database on a local disk."
            raise StorageError(msg) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let the next bot in; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
