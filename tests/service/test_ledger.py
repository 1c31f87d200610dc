"""`ledger verify` on a real database: its counts, its words, and what only the whole tells."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports.store import StorageError
from bot.service.consenting import withdraw_consent
from bot.service.ledger import LedgerReport, verify
from storage.sqlite.ledger_rows import SqliteLedger, open_ledger
from storage.sqlite.runner import SqliteRunner
from tests.service import played
from tests.service.life import Life


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def lived(path: Path) -> Life:
    """Live the first week into a file, and leave the bot running on it."""
    return played.first_week(SqliteRunner.open(path))


def report_of(life: Life) -> LedgerReport:
    return verify(SqliteLedger(life.runner._connection), life.now)


def test_an_empty_database_is_whole(runner: SqliteRunner) -> None:
    report = verify(SqliteLedger(runner._connection), 1_800_000_000)
    assert report.as_text() == "ledger: 0 people, 0 days, 0 occurrences, 0 problems"


def test_a_running_bot_is_looked_at_from_beside(path: Path, lived: Life) -> None:
    with open_ledger(path) as books:
        report = verify(books, lived.now)
    assert report.as_text() == "ledger: 1 person, 7 days, 10 occurrences, 0 problems"
    assert report.enrollments == 1
    lived.runner.close()


def test_looking_writes_nothing(path: Path, lived: Life) -> None:
    with open_ledger(path) as books, pytest.raises(sqlite3.OperationalError):
        books._connection.execute("DELETE FROM delivery")
    lived.runner.close()


def test_a_database_that_is_not_there_is_no_whole_one(path: Path) -> None:
    with pytest.raises(StorageError), open_ledger(path):
        pass


def test_each_problem_is_a_line_before_the_last(lived: Life) -> None:
    lived.runner._connection.execute("DELETE FROM delivery WHERE slot = 'card' AND day_no = 3")
    lines = report_of(lived).as_text().splitlines()
    assert lines[0] == "enrollment 1, day 3 (2027-03-03): the session card is missing"
    assert lines[-1].endswith(f"9 occurrences, {len(lines) - 1} problems")
    lived.runner.close()


def test_as_json_it_is_one_object(lived: Life) -> None:
    whole = json.loads(report_of(lived).as_json())
    assert whole == {
        "people": 1,
        "enrollments": 1,
        "days": 7,
        "occurrences": 10,
        "problems": [],
    }
    lived.runner._connection.execute("DELETE FROM session_run WHERE day_no = 3")
    problems = json.loads(report_of(lived).as_json())["problems"]
    assert next(problem for problem in problems if problem["table"] == "session_run") == {
        "person_id": 1,
        "enrollment_id": 1,
        "day_no": 3,
        "table": "session_run",
        "row": "day 3",
        "wrong": "enrollment 1, day 3 (2027-03-03): its card was given, and the session is missing",
    }
    lived.runner.close()


def test_no_problem_ever_tells_a_score(lived: Life) -> None:
    lived.runner._connection.execute("UPDATE check_in SET score = 10, day_no = 7")
    report = report_of(lived)
    assert report.findings
    told = " ".join(finding.wrong for finding in report.findings)
    assert "10" not in told.replace("2027-03-10", "")
    lived.runner.close()


def test_peoples_time_may_run_ahead_of_the_hosts(lived: Life) -> None:
    books = SqliteLedger(lived.runner._connection)
    assert verify(books, lived.now - 86_400).findings
    lived.desk.run(lambda tx: tx.meta.put("clock_offset_s", "86400"))
    assert verify(books, lived.now - 86_400).findings == ()
    lived.desk.run(lambda tx: tx.meta.put("clock_offset_s", "0"))
    lived.desk.run(lambda tx: tx.meta.put("last_at", str(lived.now)))
    assert verify(books, lived.now - 86_400).findings == ()
    lived.runner.close()


def test_scores_that_went_with_their_consent_leave_no_gap(lived: Life) -> None:
    lived.desk.run(lambda tx: withdraw_consent(lived.desk.turn(tx, lived.person_id)))
    lived.desk.agrees(lived.person_id)
    assert report_of(lived).findings == ()
    lived.runner.close()


def test_people_who_were_erased_leave_no_gap(lived: Life) -> None:
    gone = lived.desk.arrives("ben")
    lived.desk.agrees(gone)
    assert report_of(lived).people == 2
    lived.desk.run(lambda tx: tx.people.erase(gone))
    report = report_of(lived)
    assert (report.people, report.findings) == (1, ())
    lived.runner.close()


def test_rows_that_are_nobodys_are_named(lived: Life) -> None:
    connection = lived.runner._connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE due SET subject_id = 7")
    connection.execute(
        "UPDATE delivery SET person_id = NULL, subject = 'club' WHERE delivery_id = 1"
    )
    connection.execute(
        "INSERT INTO change (subject, subject_id, at, what, old, new)"
        " VALUES ('club', 3, 1804000000, 'wish', '', '')"
    )
    connection.execute("UPDATE consent SET person_id = 9")
    connection.execute("UPDATE safety_stop SET stop_id = 70 WHERE stop_id = 3")
    (line,) = connection.execute("SELECT max(change_id) FROM change").fetchone()
    wrongs = [finding.wrong for finding in report_of(lived).findings]
    for wrong in (
        "due card of enrollment 7 is nobody's",
        "delivery 1 is nobody's",
        f"change {line} is nobody's",
        "a row of consent points at a row of person that is missing",
        "safety_stop 70 has a number that was never given",
    ):
        assert any(wrong in each for each in wrongs), (wrong, wrongs)
    lived.runner.close()


def test_a_damaged_file_is_named(path: Path, lived: Life) -> None:
    lived.runner.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'delivery_person'")
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        report = verify(SqliteLedger(connection), lived.now)
    assert any(finding.table == "database" for finding in report.findings)
