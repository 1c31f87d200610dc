"""The store of a running bot on SQLite: one writer, one reader, one bot a database."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.ports.store import StorageError, Tx
from storage.sqlite.connect import connect, connect_reader
from storage.sqlite.crash import CrashAt, CrashPoint, no_crash
from storage.sqlite.errors import errors_made_known
from storage.sqlite.group_commit import GroupCommit
from storage.sqlite.lock import BotLock
from storage.sqlite.prepare import prepare
from storage.sqlite.scrub import TRIES, rewrite, try_to_empty_log

T = TypeVar("T")


class SqliteStore:
    """Fulfils `Store`. Made by `open`; ended by `close`, or by the end of the process."""

    def __init__(
        self, writer: GroupCommit, reader: GroupCommit, closing: AsyncExitStack, crash_at: CrashAt
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._closing = closing
        self._crash_at = crash_at

    @classmethod
    async def open(cls, path: Path, crash_point: CrashAt = no_crash) -> "SqliteStore":
        """Open a database for this bot alone, made or brought up to date where needed.

        Raises:
            DatabaseInUseError: if another bot runs on it.
            DatabaseDamagedError: if the file is not a whole database of Knead.
            DatabaseTooNewError: if a newer Knead wrote it.
            StorageError: if it cannot be written.
        """
        async with AsyncExitStack() as opened:
            lock = BotLock.take(path)
            opened.callback(lock.release)
            prepare(path, crash_point)
            writer = await GroupCommit.open(partial(connect, str(path)), crash_point)
            # Closed after the reader: who closes last empties the log, and a reader cannot.
            opened.push_async_callback(writer.close)
            reader = await GroupCommit.open(partial(connect_reader, str(path)), crash_point)
            opened.push_async_callback(reader.close)
            return cls(writer, reader, opened.pop_all(), crash_point)

    async def transact(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction and give its result once it is on disk; see `Store`."""
        return await self._writer.transact(fn)

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run a long read on a connection of its own; a write in `fn` fails."""
        return await self._reader.read(fn)

    async def scrub(self) -> None:
        """Leave no byte of deleted rows behind; transactions go on between the tries.

        Raises:
            StorageError: if a read held the log back for ten seconds, or the disk is full.
        """
        self._crash_at(CrashPoint.BEFORE_SCRUB)
        with errors_made_known():
            # Another process may have deleted it: what was read of it here is to go as well.
            self._writer.let_go()
            self._reader.let_go()  # not waited for: a long read would hold up the scrub
            await self._writer.run_on_thread(rewrite)
            for _ in range(TRIES):
                if await self._writer.run_on_thread(try_to_empty_log):
                    self._crash_at(CrashPoint.AFTER_SCRUB)
                    return
        raise StorageError("A long read holds the log; what was deleted is still in it.")

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is open; between commits never."""
        return self._writer.in_transaction or self._reader.in_transaction

    async def close(self) -> None:
        """Refuse new work, finish what is queued, and let the next bot in."""
        await self._closing.aclose()
