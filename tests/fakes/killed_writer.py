"""A process that writes and says what was saved, until it is killed or kills itself.

Usage: python -m tests.fakes.killed_writer DATABASE POINT NTH
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from storage.sqlite.store import SqliteStore
from tests.fakes.batch import keeping

IN_FLIGHT = 5


class KillsItself:
    """Ends the process with SIGKILL at the nth passing of a point; with none, never."""

    def __init__(self, point: str, nth: int) -> None:
        self._point = point
        self._left = nth

    def __call__(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def write_on(store: SqliteStore, writer: int) -> None:
    """Save fact after fact; a line is written only once its fact is saved."""
    number = 0
    while True:
        key = await store.transact(keeping(f"{writer}-{number}"))
        os.write(sys.stdout.fileno(), f"{key}\n".encode())
        number += 1
        if writer == 0 and number % 10 == 0:
            await store.scrub()


async def main(database: Path, point: str, nth: int) -> None:
    """Write with several callers at once."""
    store = await SqliteStore.open(database, KillsItself(point, nth))
    await asyncio.gather(*(write_on(store, writer) for writer in range(IN_FLIGHT)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
