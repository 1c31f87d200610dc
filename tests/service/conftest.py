"""A desk for each test, checked at its end for a transaction left open."""

from collections.abc import Iterator

import pytest

from storage.sqlite.runner import SqliteRunner
from tests.service.desk import Desk
from tests.service.life import Life, assert_ledger_agrees


@pytest.fixture
def desk() -> Iterator[Desk]:
    runner = SqliteRunner.open()
    yield Desk(runner)
    assert not runner.in_transaction
    runner.close()


@pytest.fixture
def runner() -> Iterator[SqliteRunner]:
    """Give a database; the ledger has to agree with every life that was lived on it."""
    Life.lived.clear()
    runner = SqliteRunner.open()
    yield runner
    for life in Life.lived:
        assert_ledger_agrees(life)
    runner.close()


@pytest.fixture
def life(runner: SqliteRunner) -> Life:
    return Life(runner)
