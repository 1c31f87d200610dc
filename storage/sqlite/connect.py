"""Opens connections with the pragmas that the promises rest on."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

# Another process, such as a backup, may hold the database for a moment. Longer than this, people
# are told that nothing was saved: a press must be answered while they look.
BUSY_TIMEOUT_MS = 5_000
# A log grown by one long read goes back to this size at the next checkpoint.
JOURNAL_BYTES = 16 * 1024 * 1024
# Every named query stays prepared; the module's own number is 128.
CACHED_STATEMENTS = 256

_PRAGMAS = (
    # Readers do not wait for the writer, nor the writer for them.
    "PRAGMA journal_mode = WAL",
    # NORMAL may lose the last commits when the power goes; "saved" is said after the commit.
    "PRAGMA synchronous = FULL",
    # Off by default in SQLite, for each connection anew.
    "PRAGMA foreign_keys = ON",
    # Another process may write for a moment: wait for it.
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    # What is deleted is overwritten with zeros: an erased person leaves no bytes in free pages.
    "PRAGMA secure_delete = ON",
    f"PRAGMA journal_size_limit = {JOURNAL_BYTES}",
    # Sorting may spill; health data must not be spilled into temporary files.
    "PRAGMA temp_store = MEMORY",
)


def connect(path: str) -> sqlite3.Connection:
    """Open a database for writing; `:memory:` opens one that is gone when closed.

    Transactions are begun and ended by us alone.
    """
    connection = _plain(path, uri=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(path: str) -> sqlite3.Connection:
    """Open a database on which every write fails, beside whoever writes to it."""
    # mode=ro: the file is never written, not even at close, when a writer would checkpoint.
    connection = _plain(f"file:{quote(str(Path(path).absolute()))}?mode=ro", uri=True)
    return _only_reading(connection)


def connect_checker(path: str) -> sqlite3.Connection:
    """Open a database to be checked: a reader's connection knows no CHECK constraints.

    It writes nothing as long as a reader is open that is closed after it.
    """
    return _only_reading(_plain(path, uri=False))


def _only_reading(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA query_only = ON").close()
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()
    connection.execute("PRAGMA temp_store = MEMORY").close()
    return connection


def _plain(path: str, *, uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, cached_statements=CACHED_STATEMENTS, uri=uri
    )
    connection.row_factory = sqlite3.Row
    return connection
