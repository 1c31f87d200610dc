"""`knead ledger verify`: whole or not, as text and as JSON, and one line where it cannot read."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.sqlite.connect import connect
from storage.sqlite.runner import SqliteRunner
from tests.shell.command_line import JOIN, PATIENCE_S, Ended, Knead, one_line


def test_the_ledger_of_a_new_database_holds_nothing_and_is_whole(knead: Knead) -> None:
    knead("chat", typed="/quit\n")
    text = knead("ledger", "verify")
    assert text == Ended(0, "ledger: 1 person, 0 days, 0 occurrences, 0 problems\n", "")
    as_json = knead("ledger", "verify", "--json")
    assert as_json.code == 0
    assert json.loads(as_json.out) == {
        "people": 1,
        "enrollments": 0,
        "days": 0,
        "occurrences": 0,
        "problems": [],
    }


def test_the_ledger_names_what_is_wrong_and_ends_with_1(knead: Knead) -> None:
    knead("chat", typed=JOIN)
    with closing(sqlite3.connect(knead.database)) as connection:
        connection.execute("DELETE FROM due")
        connection.commit()
    text = knead("ledger", "verify")
    assert (text.code, text.err) == (1, "")
    *findings, closing_line = text.out.splitlines()
    assert findings
    assert closing_line.startswith("ledger: 1 person, ")
    assert closing_line.endswith(f"{len(findings)} problem{'s'[: len(findings) - 1]}")
    as_json = knead("ledger", "verify", "--json")
    assert as_json.code == 1
    problems = json.loads(as_json.out)["problems"]
    assert [problem["wrong"] for problem in problems] == findings


def test_the_ledger_can_be_verified_beside_a_running_bot(knead: Knead) -> None:
    running = knead.starts("chat")
    try:
        assert running.stdout is not None
        while not running.stdout.readline().startswith("  2 "):
            pass
        assert knead("ledger", "verify").code == 0
    finally:
        running.communicate("/quit\n", timeout=PATIENCE_S)


def missing(_path: Path) -> None:
    """Leave nothing there."""


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")


def no_database(path: Path) -> None:
    path.write_text("dear diary\n" * 50)


def newer(path: Path) -> None:
    SqliteRunner.open(path).close()
    with closing(connect(str(path))) as connection:
        connection.execute("PRAGMA user_version = 99")


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (missing, "There is no database at odd.db."),
        (foreign, "odd.db is a database of another program."),
        (no_database, "odd.db is not an SQLite database"),
        (newer, "odd.db was written by a newer Knead"),
        (folder, "odd.db is not a file"),
    ],
)
def test_the_ledger_of_no_database_of_ours_is_one_line_and_nothing_is_made(
    knead: Knead, make: Callable[[Path], None], words: str
) -> None:
    knead.set(database_url="sqlite:///odd.db")
    make(knead.folder / "odd.db")
    before = snapshot(knead.folder)
    assert one_line(knead("ledger", "verify"), 1).startswith(words)
    assert snapshot(knead.folder) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}
