"""An open store for each test, checked at its end for a transaction left open."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore


@pytest.fixture
def runner() -> Iterator[SqliteRunner]:
    runner = SqliteRunner.open()
    yield runner
    assert not runner.in_transaction
    runner.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(database)
    yield store
    assert not store.in_transaction
    await store.close()
