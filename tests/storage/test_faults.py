"""A full disk or a busy database: nothing half saved, the callers are told, and it recovers."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.domain.address import Platform
from bot.ports.store import DatabaseDamagedError, NotSavedError, Tx
from storage.sqlite.connect import connect
from storage.sqlite.errors import errors_made_known, known
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.batch import in_one_batch, keeping, kept

PAGE = 4096
# Large enough for its own pages, and larger than what is left of a full database.
BIG = "x" * (40 * PAGE)


def keeping_much(key: str) -> Callable[[Tx], str]:
    def keep(tx: Tx) -> str:
        tx.meta.put(key, BIG)
        return key

    return keep


async def allow_pages(store: SqliteStore, more: int | None) -> None:
    """Let the database grow by some pages and no further; None: as far as it likes."""

    def limit(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        limit = 1 << 30 if more is None else pages + more
        connection.execute(f"PRAGMA max_page_count = {limit}")

    await store._writer.run_on_thread(limit)


async def test_a_full_disk_is_told_alone_and_what_comes_later_is_kept(store: SqliteStore) -> None:
    await allow_pages(store, 5)
    with pytest.raises(NotSavedError, match="disk is full; nothing was saved"):
        await store.transact(keeping_much("big"))
    assert not store.in_transaction
    assert await kept(store, ["big"]) == []
    assert await store.transact(keeping("small")) == "small"
    await allow_pages(store, None)
    assert await store.transact(keeping_much("big")) == "big"
    assert await kept(store, ["big", "small"]) == ["big", "small"]


async def test_a_full_disk_costs_the_one_that_needs_the_room_alone(store: SqliteStore) -> None:
    await allow_pages(store, 5)
    fns = [keeping("x"), keeping("y"), keeping_much("big"), keeping("z")]
    x, y, big, z = await in_one_batch(store, fns)
    assert (x, y, z) == ("x", "y", "z")
    assert isinstance(big, NotSavedError)
    assert await kept(store, ["x", "y", "big", "z"]) == ["x", "y", "z"]


async def test_one_that_hides_the_full_disk_is_not_told_that_it_was_saved(
    store: SqliteStore,
) -> None:
    def hide(tx: Tx) -> str:
        tx.meta.put("before", "kept")
        with suppress(sqlite3.Error):
            tx.meta.put("big", BIG)
        return "all is well"

    def hide_and_go_on(tx: Tx) -> str:
        hide(tx)
        with suppress(NotSavedError):
            tx.meta.put("later", "kept")
        return "all is well"

    await allow_pages(store, 5)
    for fn in (hide, hide_and_go_on):
        with pytest.raises(NotSavedError):
            await store.transact(fn)
        x, hidden, z = await in_one_batch(store, [keeping("x"), fn, keeping("z")])
        assert (x, z) == ("x", "z")
        assert isinstance(hidden, NotSavedError)
    assert await kept(store, ["before", "big", "later", "x", "z"]) == ["x", "z"]


async def test_a_transaction_is_of_no_use_after_its_end(runner: SqliteRunner) -> None:
    over = runner.run(lambda tx: tx)
    with pytest.raises(NotSavedError, match="no transaction"):
        over.meta.put("x", "kept")
    with pytest.raises(NotSavedError, match="no transaction"):
        over.deliveries.claim(Platform.TERMINAL, "me", 1, (1, 2), 3)


async def test_a_batch_is_told_when_another_process_keeps_the_database_to_itself(
    store: SqliteStore, database: Path
) -> None:
    await store._writer.run_on_thread(lambda c: c.execute("PRAGMA busy_timeout = 1").close())
    other = connect(str(database))
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotSavedError, match="stayed busy; nothing was saved"):
        await store.transact(keeping("alone"))
    outcomes = await in_one_batch_beside(store, ["x", "y"])
    assert [type(outcome) for outcome in outcomes] == [NotSavedError] * 2
    assert outcomes[0] is not outcomes[1]
    other.execute("ROLLBACK")
    other.close()
    assert await in_one_batch(store, [keeping("x"), keeping("y")]) == ["x", "y"]
    assert await kept(store, ["alone", "x", "y"]) == ["x", "y"]


async def in_one_batch_beside(store: SqliteStore, keys: list[str]) -> list[object]:
    """Ask for all at once while another process holds the database."""
    asked = [store.transact(keeping(key)) for key in keys]
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_a_reader_goes_on_while_another_process_writes(
    store: SqliteStore, database: Path
) -> None:
    await store.transact(keeping("x"))
    other = connect(str(database))
    other.execute("BEGIN EXCLUSIVE")
    assert await kept(store, ["x"]) == ["x"]
    other.close()


# The file may not grow beyond the limit: what a quota does, at the write of the commit itself.
NO_ROOM_AT_COMMIT = """
import asyncio, resource, sys
from contextlib import suppress
from pathlib import Path
from bot.domain.address import Platform
from bot.ports.store import NotSavedError
from storage.sqlite.store import SqliteStore
from tests.fakes.batch import in_one_batch, keeping, kept

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    await store.transact(keeping("before"))
    log = Path(sys.argv[1] + "-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 100, hard))
    outcomes = await in_one_batch(store, [keeping("x"), keeping("y")])
    try:
        await store.transact(keeping("z"))
    except NotSavedError as error:
        outcomes.append(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    print([type(outcome).__name__ for outcome in outcomes], store.in_transaction)
    await store.transact(keeping("after"))
    print(await kept(store, ["before", "x", "y", "z", "after"]))
    await store.close()

asyncio.run(main())
"""


def test_no_room_at_the_commit_is_told_to_the_whole_batch(database: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", NO_ROOM_AT_COMMIT, str(database)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.stdout.splitlines() == [
        "['NotSavedError', 'NotSavedError', 'NotSavedError'] False",
        "['before', 'after']",
    ]


def test_each_error_of_sqlite_means_one_thing_to_the_core() -> None:
    def of_code(code: int) -> BaseException:
        error = sqlite3.OperationalError("words of SQLite")
        error.sqlite_errorcode = code
        return error

    for code in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY_SNAPSHOT,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_READONLY_DBMOVED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
    ):
        assert isinstance(known(of_code(code)), NotSavedError)
    for code in (sqlite3.SQLITE_CORRUPT_INDEX, sqlite3.SQLITE_NOTADB):
        assert isinstance(known(of_code(code)), DatabaseDamagedError)
    for error in (
        of_code(sqlite3.SQLITE_CONSTRAINT_UNIQUE),
        sqlite3.ProgrammingError("no code"),
        ValueError("not of SQLite"),
    ):
        assert known(error) is error
        with pytest.raises(type(error)) as raised, errors_made_known():
            raise error
        assert raised.value is error
    full = of_code(sqlite3.SQLITE_FULL)
    with pytest.raises(NotSavedError) as told, errors_made_known():
        raise full
    assert told.value.__cause__ is full


def test_the_runner_tells_a_full_disk_as_the_store_does(runner: SqliteRunner) -> None:
    pages = runner._connection.execute("PRAGMA page_count").fetchone()[0]
    runner._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(NotSavedError):
        runner.run(keeping_much("big"))
    assert runner.run(keeping("small")) == "small"
