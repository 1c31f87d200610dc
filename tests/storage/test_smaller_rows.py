"""From version 1 to 2 of the tables: every row comes over, and every rule still holds."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.due import Due, DueWhat
from bot.ports.store import DatabaseDamagedError, Tx
from storage.sqlite.connect import connect
from storage.sqlite.crash import no_crash
from storage.sqlite.migrate import migrate, version_of
from storage.sqlite.restore import restoring
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from storage.sqlite.upgrade import upgrade
from tests.fakes.killed_at import KilledConnection, NthCall, killed_at_each
from tests.fakes.older import filled_version_1, older_database

PEOPLE = (1, 2, 3)
STATES = ("running", "paused", "stopped", "finished")
TRACKS = ("session", "breaks")

Row = tuple[object, ...]
Content = dict[str, list[Row]]

# A new enrollment of a person on a track, or an old one in another state.
BEGUN = ("person_id", "track", "state")
BEGIN = """
INSERT INTO enrollment (
    person_id, track, state, version_id, reason, started_on, day_no, session_no, level, softness,
    form, place, on_date
)
VALUES (?, ?, ?, 1, '', '2027-03-01', 1, 1, 0, 0, '', '', '2027-03-01')
"""
TURN = "UPDATE enrollment SET state = ? WHERE enrollment_id = ?"
begun = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(TRACKS), st.sampled_from(STATES))
turned = st.tuples(st.sampled_from(STATES), st.integers(min_value=1, max_value=8))
PUT_DUE = "INSERT INTO due (due_at, subject, subject_id, what) VALUES (?, ?, ?, ?)"
due_rows = st.tuples(
    st.integers(min_value=-(2**40), max_value=2**40) | st.integers(min_value=50, max_value=53),
    st.sampled_from(["enrollment", "person"]),
    st.integers(min_value=1, max_value=3) | st.integers(min_value=-(2**63), max_value=2**63 - 1),
    st.sampled_from(list(DueWhat)),
)


def is_let_in(connection: sqlite3.Connection, sql: str, values: Sequence[object]) -> bool:
    """Change a row, and tell whether there was one and the rules of the table let it happen."""
    try:
        return connection.execute(sql, values).rowcount == 1
    except sqlite3.IntegrityError:
        return False


def enroll(connection: sqlite3.Connection, step: Sequence[object]) -> bool:
    """Take one step of `begun` or `turned`, and tell whether the rules let it happen."""
    return is_let_in(connection, BEGIN if len(step) == len(BEGUN) else TURN, step)


@pytest.fixture(scope="module")
def first() -> bytes:
    """A database of version 1, as bytes."""
    with closing(filled_version_1(":memory:")) as connection:
        return connection.serialize()


def opened(data: bytes) -> sqlite3.Connection:
    connection = connect(":memory:")
    connection.deserialize(data)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@pytest.fixture
def old(database: Path) -> Path:
    """A database of version 1, as a file that its bot closed."""
    filled_version_1(str(database)).close()
    return database


def content(connection: sqlite3.Connection) -> Content:
    """Give all rows of all tables by the columns that version 1 knows, and the ids given."""
    return {
        table: sorted(
            (
                tuple(row)
                for row in connection.execute(f"SELECT {names} FROM {table}")  # noqa: S608  # names of the schema
                if row[0] != "schema_version"
            ),
            key=repr,
        )
        for table, names in columns_1().items()
    }


@cache
def columns_1() -> dict[str, str]:
    """Give the columns of each table of version 1."""
    with closing(older_database(":memory:", 1)) as connection:
        return {
            table: ", ".join(
                row["name"] for row in connection.execute(f"PRAGMA table_info({table})")
            )
            for table in sorted(tables(connection))
        }


def content_of(path: Path) -> Content:
    with closing(connect(str(path))) as connection:
        check(connection)
        return content(connection)


def check(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def tables(connection: sqlite3.Connection) -> set[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return {row["name"] for row in connection.execute(sql)}


def test_there_is_a_row_to_take_over_in_every_table(first: bytes) -> None:
    with closing(opened(first)) as connection:
        assert all(content(connection).values())


@given(steps=st.lists(begun | turned, max_size=12), dues=st.lists(due_rows, max_size=12))
def test_every_row_comes_over_as_it_was(
    first: bytes, steps: list[tuple[object, ...]], dues: list[tuple[object, ...]]
) -> None:
    with closing(opened(first)) as connection:
        for step in steps:
            enroll(connection, step)
        for due in dues:
            is_let_in(connection, PUT_DUE, due)
        before = content(connection)
        migrate(connection, no_crash)
        assert version_of(connection) >= 2
        assert content(connection) == before
        check(connection)


@given(steps=st.lists(begun | turned, max_size=12))
def test_one_live_enrollment_a_track_is_allowed_exactly_as_before(
    first: bytes, steps: list[tuple[object, ...]]
) -> None:
    with closing(opened(first)) as older, closing(opened(first)) as newer:
        migrate(newer, no_crash)
        for step in steps:
            assert enroll(newer, step) == enroll(older, step), step
        assert content(newer) == content(older)


async def test_the_bot_opens_a_database_of_version_1_and_works_on(old: Path) -> None:
    card = Due(50, "enrollment", 1, DueWhat.CARD)
    moved = Due(60, "enrollment", 1, DueWhat.CARD)
    async with AsyncExitStack() as opened_things:
        store = await SqliteStore.open(old)
        opened_things.push_async_callback(store.close)
        assert await store.read(lambda tx: tx.dues.until(50, 10)) == [card]
        await store.transact(lambda tx: tx.dues.put(moved))
        assert await store.read(lambda tx: tx.dues.of("enrollment", 1)) == [moved]


def no_note(_tx: Tx) -> None:
    """Note nothing."""


def test_a_copy_of_before_is_of_version_1_and_whole(old: Path, tmp_path: Path) -> None:
    before = content_of(old)
    copies: list[int] = []

    def copy(version: int) -> Path:
        copies.append(version)
        return tmp_path / f"before-{version}.db"

    done = upgrade(old, copy, no_note)
    assert copies == [1]
    assert done.old == 1
    assert done.copy is not None
    with closing(connect(str(done.copy))) as connection:
        assert version_of(connection) == 1
    assert content_of(done.copy) == content_of(old) == before


def test_a_backup_of_version_1_is_brought_up_while_it_is_restored(
    old: Path, tmp_path: Path
) -> None:
    database = tmp_path / "restored.db"
    with restoring(old, database) as restored:
        restored.put_in_place(tmp_path / "aside.db")
    assert content_of(database) == content_of(old)
    runner = SqliteRunner.open(database)
    assert runner.run(lambda tx: tx.dues.next_at()) == 50
    runner.close()


def test_killed_before_any_statement_it_is_version_1_still_and_runs_again(
    old: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    shutil.copy(old, kept)
    before = content_of(old)

    def run(passes: NthCall) -> None:
        with closing(connect(str(old))) as connection:
            migrate(cast("sqlite3.Connection", KilledConnection(connection, passes)), no_crash)

    found: list[int] = []
    for _ in killed_at_each(run):
        with closing(connect(str(old))) as connection:
            found.append(version_of(connection))
            assert content(connection) == before
            migrate(connection, no_crash)
        assert content_of(old) == before
        shutil.copy(kept, old)
    assert set(found[:10]) == {1}
    assert found == sorted(found)


def strange(path: Path) -> Iterator[int]:
    with closing(connect(str(path))) as connection:
        yield version_of(connection)
        yield connection.execute("SELECT count(*) FROM due WHERE subject = 'moon'").fetchone()[0]


def test_a_row_that_no_bot_wrote_is_refused_and_not_lost(old: Path) -> None:
    with closing(connect(str(old))) as connection:
        assert is_let_in(connection, PUT_DUE, (50, "moon", 1, "card"))
    with pytest.raises(DatabaseDamagedError, match="cannot take all rows over"):
        SqliteRunner.open(old)
    assert list(strange(old)) == [1, 1]
