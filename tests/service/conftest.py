"""A desk for each test, checked at its end for a transaction left open."""

from collections.abc import Iterator

import pytest

from storage.sqlite.runner import SqliteRunner
from tests.service.desk import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    runner = SqliteRunner.open()
    yield Desk(runner)
    assert not runner.in_transaction
    runner.close()


@pytest.fixture
def runner() -> Iterator[SqliteRunner]:
    runner = SqliteRunner.open()
    yield runner
    runner.close()
