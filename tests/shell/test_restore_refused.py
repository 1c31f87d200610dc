"""What a restore refuses, and what it tells the operator to know."""

from pathlib import Path

import pytest

from bot.ports.store import StorageError
from bot.service import loops
from storage.tombstones import KEPT_S
from tests.shell.restoring import BACKUP_AT, DAY_S, RESTORED_AT, opened, restored, since_backup


async def test_a_running_bot_is_not_restored_under(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        with pytest.raises(StorageError, match="Stop it first, then restore"):
            await restored(room, backup)
        assert (await room.rows_of()).enrollment is not None


async def test_the_database_itself_is_no_backup(database: Path) -> None:
    async with since_backup(database) as (room, _backup):
        pass
    with pytest.raises(StorageError, match="is the database itself"):
        await restored(room, database)


async def test_a_backup_older_than_the_marks_is_refused_unless_asked_for(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance_to(BACKUP_AT + KEPT_S + 60)
    with pytest.raises(StorageError, match=r"The backup is 35 days old\..*--even-old"):
        await restored(room, backup)
    await restored(room, backup, even_old=True)
    async with opened(room):
        pass


async def test_without_the_secret_of_the_marks_nothing_is_restored(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with since_backup(database) as (room, backup):
        await room.joins("ben")
        await room.taps(await room.asks("delete", "ben"), "Delete all", "ben")
    monkeypatch.setattr("tests.shell.restoring.SECRET", b"another secret, just as long as that")
    with pytest.raises(StorageError, match="the secret is not the one of the time of the backup"):
        await restored(room, backup)


async def test_it_is_told_where_no_marks_are_there(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        pass
    assert "There are no marks of erased people here" in "\n".join(
        (await restored(room, backup)).lines()
    )


async def test_a_clock_set_back_stops_a_restore(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance_to(RESTORED_AT)
        await loops.work(room.engine)
    room.clock.set_back(DAY_S)
    with pytest.raises(StorageError, match="The host's clock is 24 h behind"):
        await restored(room, backup)
