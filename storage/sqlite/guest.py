"""Writes to a database beside its running bot: one transaction, and nothing of the log's care."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.ports.store import Tx
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect
from storage.sqlite.crash import no_crash
from storage.sqlite.errors import errors_made_known

T = TypeVar("T")


def run_beside(database: Path, fn: Callable[[Tx], T]) -> T:
    """Run `fn` as one transaction; whoever runs the bot waits for it no longer than for a commit.

    Raises:
        NotSavedError: if the database stayed busy or has no room.
    """
    work = Work(fn)
    with errors_made_known(), closing(connect(str(database))) as connection:
        # The bot alone brings its log into the database: two that do it at once are a danger in
        # SQLite before 3.51.3 (https://www.sqlite.org/wal.html#the_wal_reset_bug).
        connection.execute("PRAGMA wal_autocheckpoint = 0").close()
        Committer(connection, no_crash).alone(work)
    return work.result()
