"""Leaves nothing deleted in the file or its log.

Overwriting what is deleted (`secure_delete`) is not enough: a row that once moved to another page
may stay readable in the unused middle of its old one. Only writing the database anew is sure.
"""

import sqlite3
from pathlib import Path

from storage.sqlite.connect import BUSY_TIMEOUT_MS

# Writing anew holds all other work up, and the copy is built in memory: about a second here.
# In a larger database stale copies of rows may outlive their erasure until a page is used again.
REWRITTEN_UP_TO_BYTES = 64 * 1024 * 1024

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
