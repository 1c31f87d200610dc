"""Turns what SQLite says into what the core can act on."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from bot.ports.store import DatabaseDamagedError, NotSavedError

# Primary result codes, https://www.sqlite.org/rescode.html; the low byte of an extended code.
_PRIMARY = 0xFF
_NOT_SAVED = {
    sqlite3.SQLITE_FULL: "The disk is full",
    sqlite3.SQLITE_BUSY: "The database stayed busy",
    sqlite3.SQLITE_LOCKED: "The database stayed busy",
    sqlite3.SQLITE_IOERR: "The disk could not be read or written",
    sqlite3.SQLITE_READONLY: "The database can only be read",
    sqlite3.SQLITE_CANTOPEN: "The database file could not be opened",
    sqlite3.SQLITE_NOMEM: "The database had no memory left",
}
_RESTORE = "Restore a backup with `knead restore FILE`."
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def known(error: BaseException) -> BaseException:
    """Give what an error means to the core; the very same error where it means nothing more.

    A new error each time, so that no two callers share a traceback.
    """
    if not isinstance(error, sqlite3.Error):
        return error
    # Errors that the sqlite3 module raises by itself carry no code.
    code: int = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    meaning: BaseException
    if code in _NOT_SAVED:
        meaning = NotSavedError(f"{_NOT_SAVED[code]}; nothing was saved ({error}).")
    elif code in _DAMAGED:
        meaning = DatabaseDamagedError(f"The database is damaged ({error}). {_RESTORE}")
    else:
        return error
    meaning.__cause__ = error
    return meaning


@contextmanager
def errors_made_known() -> Generator[None]:
    """Raise what SQLite's errors mean to the core in their place."""
    try:
        yield
    except sqlite3.Error as error:
        meaning = known(error)
        if meaning is error:
            raise
        raise meaning from error
