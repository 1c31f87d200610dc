"""Named SQL and the code that calls it fit each other, and every query finds its way by a key."""

import ast
import inspect
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path

import pytest
from aiosql.types import SQLOperationType

import storage.topics
from bot.domain.address import Platform
from bot.domain.change import What
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import CheckInKind, EnrollmentState, PauseReason, RunState
from bot.domain.person import Reach
from storage.sql import QUERIES_DIR, queries
from storage.sqlite.runner import SqliteRunner
from storage.topics.dues import SUBJECT_NOS, WHAT_NOS

MARKS = {
    "found": SQLOperationType.SELECT_ONE,
    "found_all": SQLOperationType.SELECT,
    "one": SQLOperationType.SELECT_ONE,
    "value": SQLOperationType.SELECT_ONE,
    "many": SQLOperationType.SELECT,
    "run": SQLOperationType.INSERT_UPDATE_DELETE,
    "run_on_one": SQLOperationType.INSERT_UPDATE_DELETE,
    "run_each": SQLOperationType.INSERT_UPDATE_DELETE_MANY,
}
# Queries that read a whole table, each with the reason why it may.
SCANS = {
    "account_all": "at start, to end erasures that were begun",
    "account_unseen_since": "once a day",
    "due_next_at": "it stops at the first row of the key",
    "version_add": "never: SQLite plans for deferred foreign keys, of which there are none",
    "version_bodies": "it gives all of them, at start",
    "queue_unowned": "at start, over what is unfinished",
    "owed_drop_all": "at a restore, over what a platform has not taken yet",
    "owed_drop_made_before": "each round, over what a platform has not taken yet: mostly nothing",
    "erase_seen_chats": "at an erasure, over two days of updates",
}


@dataclass(frozen=True)
class Call:
    place: str
    method: str
    name: str
    parameters: frozenset[str]


def calls() -> Iterator[Call]:
    """Find each call of a named query in the topic stores."""
    for path in sorted(Path(next(iter(storage.topics.__path__))).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=base, attr=method),
                    args=[ast.Constant(value=str(name)), *_],
                    keywords=keywords,
                ) if ast.unparse(base) in {"self._sql", "sql"}:
                    given = frozenset(keyword.arg or "**" for keyword in keywords)
                    yield Call(f"{path.name}:{node.lineno}", method, name, given)


def names() -> list[str]:
    return [name for name in queries().available_queries if not name.endswith("_cursor")]


def test_every_query_called_is_there_in_the_kind_and_with_the_parameters_called_for() -> None:
    found = list(calls())
    assert len(found) > 60
    for call in found:
        query = getattr(queries(), call.name)
        assert query.operation is MARKS[call.method], call
        if call.method != "run_each":
            declared = set(inspect.signature(query).parameters) - {"self"}
            assert call.parameters == declared, call


def test_every_query_is_called() -> None:
    assert set(names()) == {call.name for call in calls()}


def test_a_query_after_which_what_was_read_is_still_remembered_writes_nothing() -> None:
    for call in calls():
        if call.method in {"found", "found_all", "many"}:
            sql: str = getattr(queries(), call.name).sql
            assert sql.startswith("SELECT "), call


def test_no_query_of_one_value_gives_more() -> None:
    wide = {call.name for call in calls() if call.method == "value"}
    for name in wide:
        sql: str = getattr(queries(), name).sql
        asked = sql.partition("RETURNING ")[2] or sql.partition("SELECT ")[2].partition("FROM")[0]
        assert "," not in asked, name


@pytest.mark.parametrize("name", names())
def test_a_query_finds_its_rows_by_a_key(runner: SqliteRunner, name: str) -> None:
    sql: str = getattr(queries(), name).sql
    plan = runner._connection.execute(
        f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(every_parameter(), 1)
    )
    scans = [row["detail"] for row in plan if row["detail"].startswith("SCAN ")]
    assert bool(scans) == (name in SCANS), scans


def test_a_claim_and_a_look_at_what_is_due_sort_nothing(runner: SqliteRunner) -> None:
    for name in ("queue_ready", "queue_next_at", "queue_next_lane", "due_until", "due_next_at"):
        sql: str = getattr(queries(), name).sql
        plan = runner._connection.execute(
            f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(every_parameter(), 1)
        )
        details = [row["detail"] for row in plan]
        assert not any("TEMP B-TREE" in detail for detail in details), (name, details)


def every_parameter() -> set[str]:
    found = {"delivery_id", "owner", "until"}
    for name in names():
        found |= set(inspect.signature(getattr(queries(), name)).parameters)
    return found


def test_no_file_of_queries_is_left_unread() -> None:
    in_files = {
        line.partition(":")[2].strip().partition("(")[0].removesuffix("*!")
        for path in QUERIES_DIR.glob("*.sql")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("-- name:")
    }
    assert in_files == set(names())


@pytest.mark.parametrize(
    ("column", "choices"),
    [
        ("account.platform", Platform),
        ("account.reach", Reach),
        ("conversation.platform", Platform),
        ("enrollment.state", EnrollmentState),
        ("enrollment.reason", PauseReason),
        ("delivery.kind", DeliveryKind),
        ("delivery.state", DeliveryState),
        ("delivery.platform", Platform),
        ("queue.platform", Platform),
        ("session_run.state", RunState),
        ("check_in.kind", CheckInKind),
        ("change.what", What),
        ("seen_update.platform", Platform),
    ],
)
def test_a_closed_choice_is_the_same_in_code_and_table(
    runner: SqliteRunner, column: str, choices: type[StrEnum]
) -> None:
    table, _, name = column.partition(".")
    made = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    created: str = runner._connection.execute(made, (table,)).fetchone()["sql"]
    listed = created.partition(f"{name} IN (")[2].partition(")")[0]
    assert {word.strip().strip("'") for word in listed.split(",")} == set(choices)


def test_what_is_due_is_written_as_numbers_and_reads_as_names(runner: SqliteRunner) -> None:
    assert set(WHAT_NOS) == set(DueWhat)
    named = product(SUBJECT_NOS, DueWhat)
    dues = {Due(5, subject, no, what) for no, (subject, what) in enumerate(named)}
    for due in dues:
        runner.run(lambda tx, due=due: tx.dues.put(due))
    rows = list(runner._connection.execute("SELECT due_at, subject, subject_id, what FROM due"))
    assert len(rows) == len(dues)
    assert {Due(row[0], row[1], row[2], DueWhat(row[3])) for row in rows} == dues
    assert set(runner.run(lambda tx: tx.dues.until(5, 100))) == dues


@pytest.mark.parametrize(
    ("column", "numbers"), [("subject_no", SUBJECT_NOS), ("what_no", WHAT_NOS)]
)
def test_a_number_without_a_name_is_refused(
    runner: SqliteRunner, column: str, numbers: dict[str, int]
) -> None:
    runner.run(lambda tx: tx.dues.put(Due(5, "enrollment", 7, DueWhat.CARD)))
    for wrong in (-1, max(numbers.values()) + 1):
        with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
            runner._connection.execute(f"UPDATE due SET {column} = {wrong}")  # noqa: S608  # fixed words


def test_a_subject_without_a_number_is_refused(runner: SqliteRunner) -> None:
    with pytest.raises(LookupError):
        runner.run(lambda tx: tx.dues.put(Due(5, "moon", 7, DueWhat.CARD)))
