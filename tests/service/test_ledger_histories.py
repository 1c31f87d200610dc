"""Whatever happens, in whatever order: the ledger finds nothing wrong with what really was."""

from collections.abc import Iterator

import pytest

from storage.sqlite.runner import SqliteRunner
from tests.service.life import assert_ledger_agrees
from tests.service.wanderer import Wanderer

LIVES, STEPS, LOOK_EVERY = 12, 160, 8


@pytest.fixture
def database() -> Iterator[SqliteRunner]:
    runner = SqliteRunner.open()
    yield runner
    assert not runner.in_transaction
    runner.close()


@pytest.mark.parametrize("seed", range(LIVES))
def test_no_history_is_mistaken_for_a_fault(database: SqliteRunner, seed: int) -> None:
    wanderer = Wanderer(database, seed)
    for step in range(STEPS):
        wanderer.step()
        if step % LOOK_EVERY == 0:
            assert_ledger_agrees(wanderer.life)
    assert_ledger_agrees(wanderer.life)
    assert wanderer.life.rows()
