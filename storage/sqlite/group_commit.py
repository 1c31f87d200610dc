"""Commits many transactions at once, on aiosqlite's own thread.

The one file that touches private parts of aiosqlite (0.22): `_tx`, the queue of its thread, and
`_conn`, the connection of the sqlite3 module. While one commit runs, the next batch gathers by
itself; no timer is needed.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite

from bot.ports.store import StorageError, Tx
from storage.sqlite.committer import Committer, Work
from storage.sqlite.crash import CrashAt

if TYPE_CHECKING:
    from queue import SimpleQueue

T = TypeVar("T")


class _Waiting:
    """Work of any result type, and the future at which its caller waits."""

    __slots__ = ("done", "work")

    # Any: a batch holds work of callers who know their own types.
    def __init__(self, work: Work[Any], done: asyncio.Future[None]) -> None:
        self.work = work
        self.done = done

    def settle(self) -> None:
        """Wake the caller, unless it was cancelled and waits no more."""
        if not self.done.done():
            self.done.set_result(None)


class GroupCommit(aiosqlite.Connection):
    """A connection on a thread of its own that runs plain functions as transactions."""

    _committer: Committer

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        # aiosqlite's own queue: (who waits, what to run on the thread).
        self._orders: SimpleQueue[tuple[asyncio.Future[Any] | None, Callable[[], object]]]
        self._orders = self._tx  # pyright: ignore[reportUnknownMemberType]  # its Future has no type
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()
        self._called = False
        self._closing = False

    @classmethod
    async def open(
        cls, connector: Callable[[], sqlite3.Connection], crash_at: CrashAt
    ) -> "GroupCommit":
        """Start the thread and open the connection there; use it on this event loop alone."""
        self = cls(connector)
        _ = await self
        self._committer = Committer(self._conn, crash_at)
        return self

    async def transact(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction, many in one commit; see `Store.transact`.

        Raises:
            NotSavedError: if the database has no room, or stayed busy.
            StorageError: if the connection is closed.
        """
        self._refuse_if_closing()
        work = Work(fn)
        waiting = _Waiting(work, self._loop.create_future())
        self._waiting.append(waiting)
        # Order matters on both threads: append, then look at the mark; clear the mark, then take
        # what waits. So either this call is taken by the batch under way, or one is called for.
        if not self._called:
            self._called = True
            self._orders.put_nowait((None, self._commit_waiting))
        await waiting.done
        return work.result()

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` on one unchanging view of the database and keep nothing of it."""
        work = Work(fn)
        await self.run_on_thread(lambda _connection: self._committer.read(work))
        return work.result()

    async def run_on_thread(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function on the connection between two batches, outside any transaction."""
        self._refuse_if_closing()
        done: asyncio.Future[T] = self._loop.create_future()
        self._orders.put_nowait((done, lambda: fn(self._conn)))
        return await done

    def let_go(self) -> None:
        """Keep nothing in memory of what was read before, from the end of what runs now."""
        self._orders.put_nowait((None, self._committer.let_go))

    async def close(self) -> None:
        """Refuse new work, finish what is queued, and close."""
        self._closing = True
        await super().close()

    def _refuse_if_closing(self) -> None:
        if self._closing:
            raise StorageError("The database is closed.")

    def _commit_waiting(self) -> None:
        self._called = False
        batch: list[_Waiting] = []
        while self._waiting:
            batch.append(self._waiting.popleft())
        if batch:
            works = [waiting.work for waiting in batch]
            try:
                self._committer.together(works)
            except BaseException as error:  # noqa: BLE001  # no caller may wait for ever
                for work in works:
                    work.fail(error)
            # One call for the batch: each wakes the event loop with a write to a pipe.
            self._loop.call_soon_threadsafe(_settle, batch)


def _settle(batch: list[_Waiting]) -> None:
    for waiting in batch:
        waiting.settle()
