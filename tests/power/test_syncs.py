"""Each acknowledged commit was synced before; many at once share a sync; and a missing one shows."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.ports.store import NotSavedError, StorageError, Tx
from storage.sqlite import connect
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.batch import in_one_batch, keeping, kept
from tests.fakes.disk_record import DiskRecord, Synced, Wrote
from tests.fakes.power_cut import Disk, Mood, write_files
from tests.fakes.recorded_calls import RecordedCalls
from tests.fakes.recording_vfs import recording

AT_ONCE = 100
KEYS = [f"k{number}" for number in range(12)]


@pytest.fixture
def record(tmp_path: Path) -> DiskRecord:
    return DiskRecord(tmp_path / "lived")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "lived").mkdir()
    return tmp_path / "lived" / "bot.db"


def is_synced(record: DiskRecord, since: int, log: int) -> bool:
    """Tell whether the log was written to and synced after the last write, since a place."""
    kinds = [type(event) for event in record.events[since:] if getattr(event, "file", 0) == log]
    return Wrote in kinds and kinds[-1] is Synced


async def test_each_acknowledged_commit_was_synced_before(
    database: Path, record: DiskRecord, record_property: Callable[[str, object], None]
) -> None:
    with recording(record):
        store = await SqliteStore.open(database)
        first = len(record)
        for key in KEYS:
            before = len(record)
            await store.transact(keeping(key))
            assert is_synced(record, before, record.file_of(f"{database}-wal")), key
        syncs = sum(isinstance(event, Synced) for event in record.events[first:])
        await store.close()
    # The first commit also syncs the header of a new log.
    assert syncs == len(KEYS) + 1
    record_property("syncs_per_commit", syncs / len(KEYS))


async def test_a_hundred_at_once_share_a_sync(
    database: Path, record: DiskRecord, record_property: Callable[[str, object], None]
) -> None:
    with recording(record):
        store = await SqliteStore.open(database)
        await store.transact(keeping("first"))
        before = len(record)
        await in_one_batch(store, [keeping(f"k{number}") for number in range(AT_ONCE)])
        assert is_synced(record, before, record.file_of(f"{database}-wal"))
        syncs = sum(isinstance(event, Synced) for event in record.events[before:])
        await store.close()
    assert syncs == 1
    record_property("syncs_per_commit_of_a_hundred", syncs / AT_ONCE)


async def test_a_sync_that_fails_is_told_as_not_saved_and_costs_nothing_else(
    database: Path, record: DiskRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    RecordedCalls(record, monkeypatch)
    with recording(record) as disk:
        store = await SqliteStore.open(database)
        await store.transact(keeping("before"))
        disk.refuses_sync = True
        with pytest.raises(NotSavedError, match="disk could not be read or written"):
            await store.transact(keeping("alone"))
        among = await in_one_batch(store, [keeping("x"), keeping("y")])
        assert [type(each) for each in among] == [NotSavedError] * 2
        disk.refuses_sync = False
        await store.transact(keeping("after"))
        place = len(record)
        assert await kept(store, ["before", "alone", "x", "y", "after"]) == ["before", "after"]
        await store.close()
    left = database.parent.with_name("left")
    left.mkdir()
    after = Disk()
    after.follow(record.events[:place])
    write_files(after.after_cut(Mood.NOTHING, Random(0)), left)  # noqa: S311  # nothing is drawn
    assert _has(left / "bot.db", ["before", "after"])


def lost(database: Path, record: DiskRecord, mood: Mood) -> int:
    """Keep fact after fact, cut the power at each, and count those that were said to be kept."""
    places: list[int] = []
    with recording(record):
        runner = SqliteRunner.open(database)
        for key in KEYS:
            runner.run(keeping(key))
            places.append(len(record))
        runner.close()
    disk, followed, count = Disk(), 0, 0
    for number, place in enumerate(places):
        disk.follow(record.events[followed:place])
        followed = place
        left = database.parent.with_name(f"left-{place}")
        left.mkdir()
        write_files(disk.after_cut(mood, Random(number)), left)  # noqa: S311  # the same each time
        count += not _has(left / "bot.db", KEYS[: number + 1])
    return count


def _has(database: Path, keys: list[str]) -> bool:
    try:
        runner = SqliteRunner.open(database)
    except StorageError:
        return False
    missing = runner.run(lambda tx: _missing(tx, keys))
    runner.close()
    return not missing


def _missing(tx: Tx, keys: list[str]) -> list[str]:
    return [key for key in keys if tx.meta.get(key) is None]


@pytest.mark.parametrize("mood", [Mood.NOTHING, Mood.SCATTERED])
@pytest.mark.parametrize(
    ("synchronous", "is_safe"), [("FULL", True), ("NORMAL", False), ("OFF", False)]
)
def test_the_model_finds_a_missing_sync(
    database: Path,
    record: DiskRecord,
    monkeypatch: pytest.MonkeyPatch,
    synchronous: str,
    is_safe: bool,  # noqa: FBT001  # a parameter of the test
    mood: Mood,
) -> None:
    pragmas = [
        f"PRAGMA synchronous = {synchronous}" if "synchronous" in pragma else pragma
        for pragma in connect._PRAGMAS
    ]
    monkeypatch.setattr(connect, "_PRAGMAS", pragmas)
    RecordedCalls(record, monkeypatch)
    assert (lost(database, record, mood) == 0) is is_safe
