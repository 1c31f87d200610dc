"""Many transactions in one commit: each keeps or loses its own work, and nobody waits for ever."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.store import NotSavedError, StorageError, Tx
from storage.sqlite.connect import connect
from storage.sqlite.crash import CrashPoint
from storage.sqlite.store import SqliteStore
from tests.fakes.batch import in_one_batch, keeping, keeping_then, kept
from tests.fakes.crash import CountedPoints, SimulatedCrashError

KEYS = [f"k{number}" for number in range(200)]


@pytest.fixture
def points() -> CountedPoints:
    return CountedPoints()


@pytest.fixture
async def store(database: Path, points: CountedPoints) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(database, points)
    yield store
    assert not store.in_transaction
    await store.close()


async def test_of_200_with_20_that_raise_180_are_kept_in_one_commit(
    store: SqliteStore, points: CountedPoints
) -> None:
    errors = {key: ValueError(key) for key in KEYS[::10]}
    fns = [keeping_then(key, errors[key]) if key in errors else keeping(key) for key in KEYS]
    outcomes = await in_one_batch(store, fns)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == [
        key for key in KEYS if key not in errors
    ]
    # The very error of each, and no copy of it.
    raised = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert all(mine is given for mine, given in zip(errors.values(), raised, strict=True))
    assert await kept(store, KEYS) == [key for key in KEYS if key not in errors]
    assert points.passed[CrashPoint.AFTER_COMMIT] == 2  # one is of the helper that held the thread


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit(), SimulatedCrashError()]
)
async def test_whatever_a_function_raises_rolls_back_its_own_work_alone(
    store: SqliteStore, error: BaseException
) -> None:
    async def caught(key: str) -> BaseException | None:
        try:
            await store.transact(keeping_then(key, error))
        except BaseException as raised:  # noqa: BLE001  # any of them is the point
            return raised
        return None

    alone = await caught("alone")
    among = await in_one_batch(store, [keeping("x"), keeping_then("y", error), keeping("z")])
    assert alone is error
    assert among == ["x", error, "z"]
    assert await kept(store, ["alone", "x", "y", "z"]) == ["x", "z"]


async def test_stop_iteration_reaches_its_caller_as_an_error_too(store: SqliteStore) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await store.transact(keeping_then("k", StopIteration()))
    assert await in_one_batch(store, [keeping("x")]) == ["x"]


async def test_a_function_sees_what_the_ones_before_it_in_the_batch_did(
    store: SqliteStore,
) -> None:
    def count(tx: Tx) -> str:
        number = str(int(tx.meta.get("count") or 0) + 1)
        tx.meta.put("count", number)
        return number

    assert await in_one_batch(store, [count] * 50) == [str(number) for number in range(1, 51)]


async def test_a_cancelled_caller_cancels_neither_its_work_nor_that_of_others(
    store: SqliteStore,
) -> None:
    fns = [keeping("x"), keeping_then("y", ValueError()), keeping("z")]
    outcomes = await in_one_batch(
        store, fns, meanwhile=lambda tasks: (tasks[0].cancel(), tasks[1].cancel())
    )
    assert [type(outcome) for outcome in outcomes[:2]] == [asyncio.CancelledError] * 2
    assert outcomes[2] == "z"
    assert await kept(store, ["x", "y", "z"]) == ["x", "z"]
    assert not store.in_transaction


async def test_closing_finishes_what_is_queued_and_refuses_what_comes_after(
    database: Path,
) -> None:
    store = await SqliteStore.open(database)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(store.transact(keeping(key))) for key in KEYS]
        await asyncio.sleep(0)
        await store.close()
    assert [task.result() for task in tasks] == KEYS
    with pytest.raises(StorageError, match="closed"):
        await store.transact(keeping("late"))
    with pytest.raises(StorageError, match="closed"):
        await store.read(lambda _tx: None)
    await store.close()
    again = await SqliteStore.open(database)
    assert await kept(again, [*KEYS, "late"]) == KEYS
    await again.close()


async def test_a_constraint_that_fails_at_the_commit_costs_its_own_work_alone(
    store: SqliteStore, database: Path, points: CountedPoints
) -> None:
    other = connect(str(database))
    other.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    other.execute(
        "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
    )
    other.close()
    connection = store._writer._conn

    def orphan(tx: Tx) -> str:
        tx.meta.put("orphan", "kept")
        connection.execute("INSERT INTO child VALUES (7)")
        return "orphan"

    outcomes = await in_one_batch(store, [keeping("x"), orphan, keeping("y")])
    assert (outcomes[0], outcomes[2]) == ("x", "y")
    assert isinstance(outcomes[1], sqlite3.IntegrityError)
    assert await kept(store, ["x", "orphan", "y"]) == ["x", "y"]
    assert points.passed[CrashPoint.AFTER_COMMIT] == 3  # the helper, then x and y alone
    with pytest.raises(sqlite3.IntegrityError):
        await store.transact(orphan)


async def test_what_ends_a_commit_half_way_is_told_to_all_and_keeps_nothing(
    store: SqliteStore, points: CountedPoints
) -> None:
    def crash_from_now(_tasks: object) -> None:
        points.passed.clear()

    def arm(_tx: Tx) -> str:
        points.crash_at = CrashPoint.BEFORE_COMMIT
        return "armed"

    outcomes = await in_one_batch(store, [arm, keeping("x"), keeping("y")], crash_from_now)
    points.crash_at = None
    assert [type(outcome) for outcome in outcomes] == [SimulatedCrashError] * 3
    assert await kept(store, ["x", "y"]) == []
    assert await in_one_batch(store, [keeping("x")]) == ["x"]


async def test_what_goes_wrong_after_a_commit_is_told_to_all_though_all_is_kept(
    store: SqliteStore, points: CountedPoints
) -> None:
    points.crash_at = CrashPoint.AFTER_COMMIT
    with pytest.raises(SimulatedCrashError):
        await store.transact(keeping("x"))
    points.crash_at = None
    assert await kept(store, ["x"]) == ["x"]


async def test_a_fault_outside_any_function_leaves_no_caller_waiting(store: SqliteStore) -> None:
    committer = store._writer._committer
    store._writer._committer = None  # type: ignore[assignment]  # the fault
    with pytest.raises(AttributeError):
        await store.transact(keeping("x"))
    store._writer._committer = committer
    assert await in_one_batch(store, [keeping("x")]) == ["x"]


async def test_a_write_in_a_read_fails(store: SqliteStore) -> None:
    with pytest.raises(NotSavedError, match="only be read"):
        await store.read(keeping("x"))
    assert await kept(store, ["x"]) == []


async def test_a_read_sees_one_moment_however_long_it_takes(store: SqliteStore) -> None:
    await store.transact(keeping("x"))
    between = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look_twice(tx: Tx) -> tuple[str | None, str | None]:
        before = tx.meta.get("y")
        asyncio.run_coroutine_threadsafe(store.transact(keeping("y")), loop).result()
        loop.call_soon_threadsafe(between.set)
        return before, tx.meta.get("y")

    assert await store.read(look_twice) == (None, None)
    assert between.is_set()
    assert await kept(store, ["y"]) == ["y"]


async def test_the_pragmas_are_as_promised_on_both_connections(store: SqliteStore) -> None:
    def values(connection: sqlite3.Connection) -> dict[str, object]:
        names = ("synchronous", "foreign_keys", "secure_delete", "busy_timeout", "query_only")
        values = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        return values | {"journal": connection.execute("PRAGMA journal_mode").fetchone()[0]}

    writer = await store._writer.run_on_thread(values)
    reader = await store._reader.run_on_thread(values)
    assert writer == {
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5_000,
        "query_only": 0,
        "journal": "wal",
    }
    assert (reader["query_only"], reader["journal"]) == (1, "wal")
