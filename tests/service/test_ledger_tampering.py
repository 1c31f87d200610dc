"""Each row that the ledger reads, deleted, doubled and altered by SQL: each is found and named."""

# ruff: noqa: S608  # the names put into the SQL are those of the schema

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache

import pytest

from bot.domain.ledger.finding import Finding
from bot.service.ledger import verify
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner
from tests.service import played
from tests.service.life import Life

TABLES = (
    *("delivery", "queue", "due", "session_run", "check_in", "change", "enrollment"),
    *("consent", "safety_stop", "person", "account", "program_version"),
)
LIVES: dict[str, Callable[[SqliteRunner], Life]] = {
    "waiting": played.waiting,
    "queued": played.queued,
    "stepping": played.stepping,
    "finished": played.finished,
}
# What is touched in which life; where a program is over, nothing is due or queued.
TOUCHED = [
    *(("finished", table) for table in TABLES if table not in ("due", "queue")),
    *(("queued", table) for table in ("queue", "due", "delivery", "enrollment")),
    *(("waiting", table) for table in ("due", "change")),
    *(("stepping", table) for table in ("due", "session_run")),
]
FAR_S = 10 * 86_400
MOST_OTHERS = 3

# What a second row of each table would be, where the schema refuses the very same: its key, and
# all that it may carry instead.
DOUBLES: dict[str, tuple[dict[str, object], ...]] = {
    "delivery": ({"slot": "later7"}, {"day_no": 99}),
    "queue": ({"not_before": 5}, {"lane": 2}),
    "due": tuple({"what_no": what_no} for what_no in range(5)),
    "session_run": ({"day_no": 2}, {"day_no": 4}, {"day_no": 99}),
    "check_in": ({}, {"replaced_at": 5}, *({"day_no": day_no} for day_no in (1, 2, 3, 5, 99))),
    "change": ({},),
    "enrollment": ({"state": "stopped"}, {"state": "finished"}),
    "consent": ({}, {"withdrawn_at": 2**40}),
    "safety_stop": ({},),
    "person": ({},),
    "account": ({"user_ref": "other"}, {"platform": "discord"}),
    "program_version": ({"content_hash": "0" * 64},),
}
# Columns that the database numbers by itself.
OWN_IDS = {
    "delivery": "delivery_id",
    "check_in": "check_in_id",
    "change": "change_id",
    "enrollment": "enrollment_id",
    "consent": "consent_id",
    "safety_stop": "stop_id",
    "person": "person_id",
    "program_version": "version_id",
}
# The last pass of these lives, doubled at once: pressed twice in one moment it stands twice.
MAY_STAND_TWICE = {("safety_stop", 3)}

# Columns that mean nothing to the ledger, or whose truth nothing else in the database tells.
UNTOLD = {
    "account.user_ref": "nothing else names the account of a platform",
    "account.chat_ref": "a chat may move, and no line says so",
    "account.thread_ref": "likewise",
    "account.reach_at": "when a chat was closed or opened is kept nowhere else",
    "check_in.score": "what somebody felt is known to them alone",
    "consent.text_version": "the words of a consent are in the catalog, not in the database",
    "consent.language": "likewise",
    "delivery.message_ref": "how a platform named a message is known to the platform",
    "delivery.thread_ref": "a chat may move, and no line says so",
    "delivery.chat_ref": "likewise, where no other chat is around it",
    "delivery.attempts": "how often a send was tried is kept nowhere else",
    "enrollment.cohort_id": "nothing uses it yet",
    "enrollment.level": "the pain rule is no matter of days and deliveries",
    "enrollment.softness": "likewise",
    "enrollment.form": "a usual form is the person's wish, without a line",
    "enrollment.place": "where it hurts is known to them alone",
    "person.language": "without a line",
    "person.created_at": "somebody may have been there long before they did anything",
    "person.seen_at": "likewise after it",
    "program_version.club_id": "nothing uses it yet",
    "program_version.loaded_at": "a version may lie there long before anybody begins it",
    "program_version.retired_at": "nothing uses it yet",
    "safety_stop.lists_version": "the lists are in the code, not in the database",
    "session_run.level": "the pain rule is no matter of days and deliveries",
    "session_run.softness": "likewise",
    "session_run.form": "a form is chosen with a press, without a line",
    "session_run.step_no": "how far somebody walked is kept nowhere else",
}
# Alterations of a kind that may fit all else as well as the truth does.
FITS_TOO = {
    ("change.at", "other"): "what was done an hour earlier may lead to the same days",
    ("change.new", "other"): "a pause that somebody ended early may have had any end",
    ("check_in.answered_at", "other"): "any moment of its day may have been the one",
    ("delivery.done_at", "other"): "a message may have been long on its way",
    ("delivery.done_at", "filled"): "a reminder not needed may have waited to be sent",
    ("safety_stop.at", "other"): "what was done minutes earlier may lead to the same days",
    ("safety_stop.enrollment_id", "emptied"): "the lists may be asked without a program",
    ("session_run.ended_at", "other"): "what hurts may be told days after",
    ("session_run.state", "other"): "done, and stopped for pain afterwards, look alike",
}


@cache
def kept(name: str) -> tuple[bytes, int]:
    """Give a life's database as bytes, and its last moment."""
    runner = SqliteRunner.open()
    life = LIVES[name](runner)
    data: bytes = runner._connection.serialize()
    runner.close()
    return data, life.now


class Tampered:
    """A copy of a life's database, in which one thing after another is touched and put right."""

    def __init__(self, name: str) -> None:
        data, self._now = kept(name)
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.deserialize(data)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA foreign_keys = OFF")

    def findings(self) -> Sequence[Finding]:
        return verify(SqliteLedger(self.db), self._now).findings

    def after(self, sql: str, values: Sequence[object]) -> Sequence[Finding] | None:
        """Give what is found after a change, which is undone; None if the schema refuses it."""
        self.db.execute("BEGIN")
        try:
            self.db.execute(sql, values)
            return self.findings()
        except sqlite3.IntegrityError:
            return None
        finally:
            self.db.execute("ROLLBACK")

    def columns(self, table: str) -> list[sqlite3.Row]:
        return list(self.db.execute(f"PRAGMA table_info({table})"))

    def others(self, table: str, column: sqlite3.Row, value: object) -> list[object]:
        """Give some values that other rows have in a column."""
        name = column["name"]
        found = self.db.execute(
            f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT ? LIMIT {MOST_OTHERS}",
            [value],
        )
        return [row[0] for row in found]

    def rows(self, table: str) -> list[tuple[sqlite3.Row, str, list[object]]]:
        """Give each row as it is written, with the condition that finds it, and its values."""
        key = [column["name"] for column in self.columns(table) if column["pk"]]
        names = ", ".join(column["name"] for column in self.columns(table))
        where = " AND ".join(f"{name} = ?" for name in key)
        return [
            (row, where, [row[name] for name in key])
            for row in self.db.execute(f"SELECT {names} FROM {table}")
        ]


@pytest.fixture
def tampered(life: str) -> Iterator[Tampered]:
    copy = Tampered(life)
    with closing(copy.db):
        yield copy


@pytest.mark.parametrize("life", LIVES)
def test_what_was_lived_is_whole(tampered: Tampered) -> None:
    assert tampered.findings() == ()


@pytest.mark.parametrize(("life", "table"), TOUCHED)
def test_each_row_deleted_is_found_and_its_table_named(tampered: Tampered, table: str) -> None:
    rows = tampered.rows(table)
    assert rows
    for row, where, key in rows:
        found = tampered.after(f"DELETE FROM {table} WHERE {where}", key)
        assert found is not None
        assert table in {finding.table for finding in found}, dict(row)


@pytest.mark.parametrize(("life", "table"), TOUCHED)
def test_each_row_doubled_is_found_and_its_table_named(tampered: Tampered, table: str) -> None:
    own_id = OWN_IDS.get(table)
    for row, _, key in tampered.rows(table):
        for changed in DOUBLES[table]:
            values = dict(row) | changed | ({own_id: None} if own_id else {})
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            found = tampered.after(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
            )
            if found is not None and (table, key[0]) not in MAY_STAND_TWICE:
                assert table in {finding.table for finding in found}, (dict(row), changed)


def alterations(
    column: sqlite3.Row, value: object, others: Sequence[object]
) -> Iterator[tuple[str, object]]:
    """Give what a value may be altered to, and how."""
    for other in others:
        if value is not None and other is not None:
            yield "other", other
    match value:
        case None:
            yield from (("filled", other) for other in (*others, 1, "2027-03-09"))
        case int() if column["name"].endswith(("_at", "_until", "at", "not_before")):
            yield from (("earlier", value - FAR_S), ("later", value + FAR_S))
        case int():
            yield from (("other", value + 1), ("other", value - 1))
        case _:
            yield from (("other", "tampered"), ("other", ""))
    if value is not None and not column["notnull"] and not column["pk"]:
        yield "emptied", None


@pytest.mark.no_cover  # what it runs is covered elsewhere; counting lines would double its time
@pytest.mark.parametrize(("life", "table"), TOUCHED)
def test_each_column_altered_is_found(tampered: Tampered, table: str) -> None:
    missed = []
    for column in tampered.columns(table):
        name = f"{table}.{column['name']}"
        for row, where, key in tampered.rows(table) if name not in UNTOLD else ():
            value = row[column["name"]]
            for how, altered in alterations(column, value, tampered.others(table, column, value)):
                found = tampered.after(
                    f"UPDATE {table} SET {column['name']} = ? WHERE {where}", [altered, *key]
                )
                if altered != value and found == () and (name, how) not in FITS_TOO:
                    missed.append((name, how, value, altered, key))
    assert missed == []


def test_each_excuse_names_a_column_and_says_why() -> None:
    copy = Tampered("finished")
    with closing(copy.db):
        columns = {
            f"{table}.{column['name']}" for table in TABLES for column in copy.columns(table)
        }
    assert set(UNTOLD) | {name for name, _ in FITS_TOO} <= columns
    assert all([*UNTOLD.values(), *FITS_TOO.values()])
