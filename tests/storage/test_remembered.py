"""What a transaction has read is remembered, and never reads otherwise than the database."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports.store import NotSavedError, Tx
from storage.sql import Sql
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect
from storage.sqlite.crash import no_crash
from storage.sqlite.guest import run_beside
from storage.sqlite.prepare import prepare
from storage.sqlite.runner import SqliteRunner
from storage.topics.transaction import SqlTx
from tests.fakes.any_write import WHERE, WHO, WRITES, Step, everything, furnish
from tests.fakes.rows import a_run


def furnished(connection: sqlite3.Connection) -> Committer:
    committer = Committer(connection, no_crash)
    committer.alone(Work(furnish))
    return committer


def without_memory(connection: sqlite3.Connection) -> Iterator[object]:
    tx = SqlTx(connection)
    for answer in everything(tx):
        yield answer
        tx.forget()


def held_beside(connection: sqlite3.Connection, tx: Tx) -> None:
    """Hold what a transaction reads against what one reads that remembers nothing."""
    for _ in range(2):  # the second time all of it is remembered
        assert list(everything(tx)) == list(without_memory(connection))


def sql_of(runner: SqliteRunner) -> Sql:
    sql: Sql = runner._committer._tx.runs._sql
    return sql


class GaveUpError(Exception):
    pass


Writes = list[tuple[Step, int]]


def work_of(connection: sqlite3.Connection, writes: Writes, *, gives_up: bool) -> Work[None]:
    """Give work that reads everything before and after each of its writes."""

    def steps(tx: Tx) -> None:
        held_beside(connection, tx)
        for write, number in writes:
            if tx.people.account_of(WHO) is not None:
                write(tx, number)
            held_beside(connection, tx)
        if gives_up:
            raise GaveUpError

    return Work(steps)


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(WRITES), st.integers(0, 4)), max_size=4),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_what_is_remembered_is_what_the_database_holds(
    drawn: list[tuple[Writes, bool]],
    is_one_commit: bool,  # noqa: FBT001  # drawn
) -> None:
    runner = SqliteRunner.open()
    connection = runner._connection
    committer = furnished(connection)
    works = [work_of(connection, writes, gives_up=gives_up) for writes, gives_up in drawn]
    for batch in [works] if is_one_commit else [[work] for work in works]:
        committer.together(batch)
    committer.read(reading := work_of(connection, [], gives_up=False))
    kept = [work for work, (_, gives_up) in zip(works, drawn, strict=True) if not gives_up]
    for work in (*kept, reading):
        work.result()
    runner.close()


def test_a_question_asked_again_is_not_asked_of_the_database(runner: SqliteRunner) -> None:
    furnished(runner._connection)
    run = []

    def steps(tx: Tx) -> None:
        first = tx.runs.all_of(WHERE), tx.runs.find(WHERE, 1), tx.runs.find(WHERE, 2)
        assert first == ([a_run(WHERE)], a_run(WHERE), None)
        runner._connection.set_trace_callback(run.append)
        assert (tx.runs.all_of(WHERE), tx.runs.find(WHERE, 1), tx.runs.find(WHERE, 2)) == first
        runner._connection.set_trace_callback(None)

    runner.run(steps)
    assert run == []


def test_a_row_that_did_not_change_is_the_very_same_value(runner: SqliteRunner) -> None:
    furnished(runner._connection)
    first = runner.run(lambda tx: tx.runs.find(WHERE, 1))
    assert runner.run(lambda tx: tx.runs.all_of(WHERE))[0] is first
    changed = a_run(WHERE, step_no=2)
    runner.run(lambda tx: tx.runs.save(changed))
    assert runner.run(lambda tx: tx.runs.find(WHERE, 1)) == changed


@pytest.mark.parametrize(
    "forget", [lambda tx: tx.people.erase(WHO), lambda tx: tx.check_ins.forget(WHO)]
)
def test_what_is_deleted_for_good_is_kept_at_hand_no_more(
    runner: SqliteRunner, forget: Callable[[Tx], int]
) -> None:
    furnished(runner._connection)
    assert runner.run(lambda tx: tx.runs.find(WHERE, 1)) is not None
    assert sql_of(runner)._made
    runner.run(forget)
    assert not sql_of(runner)._made


def test_a_write_over_many_rows_is_read_at_once(runner: SqliteRunner) -> None:
    furnished(runner._connection)

    def steps(_tx: Tx) -> None:
        sql = sql_of(runner)
        assert sql.found("delivery_by_id", lambda row: row["state"], delivery_id=1) == "planned"
        sql.run_each("delivery_mark_claimed", [{"delivery_id": 1}])
        assert sql.found("delivery_by_id", lambda row: row["state"], delivery_id=1) == "claimed"

    runner.run(steps)


def test_more_values_than_are_kept_at_hand_are_made_anew(
    runner: SqliteRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.MOST_MADE", 2)
    furnished(runner._connection)
    runs = [a_run(WHERE, day_no=day) for day in range(1, 8)]
    runner.run(lambda tx: [tx.runs.save(run) for run in runs])
    for _ in range(2):
        assert runner.run(lambda tx: tx.runs.all_of(WHERE)) == runs
    assert len(sql_of(runner)._made) <= 2


def test_a_list_that_was_given_is_the_callers_own(runner: SqliteRunner) -> None:
    furnished(runner._connection)

    def steps(tx: Tx) -> None:
        given_first = tx.runs.all_of(WHERE)
        assert isinstance(given_first, list)
        given_first.clear()
        assert len(tx.runs.all_of(WHERE)) == 1

    runner.run(steps)


def test_nothing_is_remembered_past_a_transaction_that_was_given_up(runner: SqliteRunner) -> None:
    furnished(runner._connection)

    def steps(tx: Tx) -> None:
        assert tx.runs.find(WHERE, 1) is not None
        assert tx.runs.all_of(WHERE)
        runner._connection.execute("ROLLBACK").close()
        with pytest.raises(NotSavedError):
            tx.runs.find(WHERE, 1)
        with pytest.raises(NotSavedError):
            tx.runs.all_of(WHERE)

    with pytest.raises(NotSavedError):
        runner.run(steps)


def test_what_another_process_writes_is_read_in_the_next_transaction(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    prepare(database, no_crash)
    with closing(connect(str(database))) as connection:
        committer = furnished(connection)

        def found(tx: Tx) -> object:
            return tx.runs.find(WHERE, 1), tx.runs.all_of(WHERE)

        committer.read(before := Work(found))
        changed = a_run(WHERE, step_no=3)
        run_beside(database, lambda tx: tx.runs.save(changed))
        committer.read(after := Work(found))
        assert before.result() != after.result() == (changed, [changed])
        run_beside(database, lambda tx: tx.runs.save(a_run(WHERE)))
        committer.alone(again := Work(found))
        assert again.result() == before.result()
