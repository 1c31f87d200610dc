"""Leaves nothing deleted in the file or its log.

Overwriting what is deleted (`secure_delete`) is not enough: a row that once moved to another page
may stay readable in the unused middle of its old one. Only writing the database anew is sure.
"""

import ctypes
import os
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path

from storage.sqlite.connect import BUSY_TIMEOUT_MS

# Writing anew holds all other work up, and the copy is built in memory: about a second here.
# In a larger database stale copies of rows may outlive their erasure until a page is used again.
REWRITTEN_UP_TO_BYTES = 64 * 1024 * 1024
# The room of a smaller copy is soon used for something else.
GIVEN_BACK_FROM_BYTES = 8 * 1024 * 1024

# Long reads hold the log back. One try waits this long, with no other work on the thread; the
# next try lets what was queued meanwhile go first.
TRY_MS = 100
TRIES = 100


def rewrite(connection: sqlite3.Connection) -> None:
    """Write the database anew, unless it is too large for that."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
    if pages * page_bytes <= REWRITTEN_UP_TO_BYTES:
        connection.execute("VACUUM").close()
        if pages * page_bytes >= GIVEN_BACK_FROM_BYTES:
            _give_back()


def _give_back() -> None:
    """Give the room of the copy back to the system, where its allocator would hold on to it.

    What lies above the copy by then keeps glibc from doing so by itself, and the copies of a
    database that grows would make the process grow with them.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Find malloc_trim, which glibc alone has (https://man7.org/linux/man-pages/man3/malloc_trim.3.html)."""
    if os.name != "posix":
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def try_to_empty_log(connection: sqlite3.Connection) -> bool:
    """Bring the log into the database, if no reader needs it; say whether it is empty now."""
    connection.execute(f"PRAGMA busy_timeout = {TRY_MS}").close()
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()
    return busy == 0 and _log_bytes(connection) == 0


def _log_bytes(connection: sqlite3.Connection) -> int:
    path: str = connection.execute("PRAGMA database_list").fetchone()["file"]
    log = Path(path + "-wal")
    return log.stat().st_size if path and log.exists() else 0
