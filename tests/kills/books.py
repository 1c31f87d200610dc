"""What the database of a running or killed bot tells of each person, by plain SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PERSON = "(SELECT person_id FROM account WHERE user_ref = :user)"
ENROLLMENT = f"(SELECT max(enrollment_id) FROM enrollment WHERE person_id = {PERSON})"  # noqa: S608  # no input

DAY_NO = f"SELECT day_no FROM enrollment WHERE enrollment_id = {ENROLLMENT}"  # noqa: S608  # as above


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the books tell of a person."""

    user_id: int
    name: str
    sql: str


class Books:
    """One look at a database."""

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    def read(self, fact: Fact) -> object:
        return self.of(fact.user_id, fact.sql)

    def of(self, user_id: int, sql: str) -> object:
        row = self._connection.execute(sql, {"user": str(user_id)}).fetchone()
        return None if row is None else row[0]

    def is_over(self, user_id: int, delivery_id: int) -> bool:
        """Tell whether a delivery is of another day than somebody's present one."""
        sql = f"""SELECT day_no <> ({DAY_NO}) OR unixepoch(local_on, '+27 hours') <= :now
            FROM delivery WHERE delivery_id = :delivery"""  # noqa: S608  # no input
        given = {"user": str(user_id), "delivery": delivery_id, "now": self._now}
        row = self._connection.execute(sql, given).fetchone()
        return row is not None and bool(row[0])

    def value(self, sql: str) -> object:
        row = self._connection.execute(sql).fetchone()
        return None if row is None else row[0]

    def tried(self) -> list[tuple[str, str, str, int]]:
        """Give chat, kind and state of each delivery that was begun, and how often it was."""
        sql = "SELECT chat_ref, kind, state, attempts FROM delivery WHERE attempts > 0"
        return self._connection.execute(sql).fetchall()

    def left_over(self, now: int) -> list[tuple[object, ...]]:
        """Give what is owed to nobody any more and did not end, or ended without a reason."""
        sql = """SELECT * FROM delivery WHERE CASE
            WHEN state IN ('planned', 'claimed', 'attempting') THEN late_until < ?
            ELSE state <> 'sent' AND reason = '' END"""
        return self._connection.execute(sql, (now,)).fetchall()


@contextmanager
def open_books(database: Path, now: int = 0) -> Iterator[Books]:
    """Open a database for reading alone; `now` is people's time."""
    uri = f"file:{quote(str(database))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        yield Books(connection, now)


def person_id(user_id: int) -> Fact:
    return Fact(user_id, "person", f"SELECT {PERSON}")


def known(user_id: int) -> Fact:
    return Fact(user_id, "is known", f"SELECT {PERSON} IS NOT NULL")


def standing(user_id: int) -> Fact:
    sql = f"SELECT state FROM enrollment WHERE enrollment_id = {ENROLLMENT}"  # noqa: S608  # no input
    return Fact(user_id, "standing", sql)


def score(user_id: int, kind: str, day_no: object) -> Fact:
    sql = f"""SELECT score FROM check_in WHERE enrollment_id = {ENROLLMENT}
        AND kind = '{kind}' AND day_no = {day_no} AND replaced_at IS NULL"""  # noqa: S608  # as above
    return Fact(user_id, f"{kind} of day {day_no}", sql)


def run(user_id: int, day_no: object) -> Fact:
    sql = f"""SELECT state FROM session_run WHERE enrollment_id = {ENROLLMENT}
        AND day_no = {day_no}"""  # noqa: S608  # as above
    return Fact(user_id, f"session of day {day_no}", sql)


def logged(user_id: int, what: str) -> Fact:
    sql = f"""SELECT count(*) FROM change WHERE what = '{what}' AND (
        actor_person_id = {PERSON} OR subject = 'enrollment' AND subject_id IN (
            SELECT enrollment_id FROM enrollment WHERE person_id = {PERSON}))"""  # noqa: S608  # as above
    return Fact(user_id, f"'{what}' in the log", sql)


def hour(user_id: int) -> Fact:
    return Fact(user_id, "hour", f"SELECT hour_min FROM person WHERE person_id = {PERSON}")  # noqa: S608  # as above


def step(user_id: int) -> Fact:
    sql = f"""SELECT step FROM conversation WHERE flow = 'subscribe'
        AND person_id = {PERSON}"""  # noqa: S608  # as above
    return Fact(user_id, "step of subscribing", sql)


def session_day(user_id: int, kind: str = "before") -> Fact:
    """Name the day that a score is kept under: a morning's belongs to the session before it."""
    before = f" AND day_no < ({DAY_NO})" if kind == "morning" else ""
    sql = f"""SELECT max(day_no) FROM session_run
        WHERE enrollment_id = {ENROLLMENT}{before}"""  # noqa: S608  # as above
    return Fact(user_id, "day of the session", sql)


def made_at(user_id: int) -> Fact:
    return Fact(user_id, "made", f"SELECT created_at FROM person WHERE person_id = {PERSON}")  # noqa: S608  # as above
