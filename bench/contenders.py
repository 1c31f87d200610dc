"""Who runs the same transactions, each on a copy of the database of its own."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.floors import Transaction, open_raw, run_raw
from bench.workloads import Fn
from storage.sqlite.store import SqliteStore


class Contender(Protocol):
    """Runs a part of the transactions, and comes back when all are committed."""

    async def run(self, part: slice) -> None: ...  # noqa: D102  # as the class


@dataclass(frozen=True, slots=True)
class Raw:
    """`sqlite3` alone, in this thread."""

    connection: sqlite3.Connection
    transactions: Sequence[Transaction]
    per_commit: int

    async def run(self, part: slice) -> None:
        """Run them one after another; nothing else waits on the event loop meanwhile."""
        run_raw(self.connection, self.transactions[part], self.per_commit)


@dataclass(frozen=True, slots=True)
class Stored:
    """The bot's store, with so many callers who each wait for their commit."""

    store: SqliteStore
    fns: Sequence[Fn]
    at_once: int

    async def run(self, part: slice) -> None:
        """Keep `at_once` transactions in flight."""
        left = iter(self.fns[part])

        async def one_after_another() -> None:
            for fn in left:
                await self.store.transact(fn)

        async with asyncio.TaskGroup() as group:
            for _ in range(self.at_once):
                group.create_task(one_after_another())


def copy_of(source: Path, name: str) -> Path:
    """Copy a database."""
    copied = source.with_name(f"{source.stem}-{name}.db")
    shutil.copy(source, copied)
    return copied


def open_raw_contender(
    source: Path, transactions: Sequence[Transaction], per_commit: int, opened: AsyncExitStack
) -> Raw:
    """Open the floor with one commit each, or the ceiling with many to a commit."""
    copied = copy_of(source, f"raw-{per_commit}")
    connection = opened.enter_context(closing(open_raw(copied)))
    return Raw(connection, transactions, per_commit)


async def open_stored_contender(
    source: Path, fns: Sequence[Fn], at_once: int, opened: AsyncExitStack
) -> Stored:
    """Open the bot's store."""
    store = await SqliteStore.open(copy_of(source, f"store-{at_once}"))
    opened.push_async_callback(store.close)
    return Stored(store, fns, at_once)
