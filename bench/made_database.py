"""Databases of made-up people, as many as asked for, by the bot's own migrations.

Everybody is in their first week and has their next card in one and the same minute, the one that
ends at CARD_AT. Rows come in an order like that of life: people one after another, their user ids
and due times in no order. So pages are about as full as they would be.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.moments import programs
from bot.domain.address import Platform
from bot.domain.due import DueWhat
from storage.program_catalog import keep_programs
from storage.sqlite.crash import no_crash
from storage.sqlite.migrate import migrate
from storage.topics.dues import SUBJECT_NOS, WHAT_NOS
from storage.topics.transaction import SqlTx

PLATFORM = Platform.TELEGRAM
CARD_AT = 1_804_055_400  # 3 March 2027, a Wednesday, 06:30 UTC
FIRST_USER, USERS_APART = 1_000_000_000, 8_000  # ids of ten digits, like those of Telegram
# A prime, and one that no number of people here is a multiple of: a step through all of them in
# no order.
STEP, AROUND = 7_919, 1_000_003

_USER = f"CAST({FIRST_USER} + (i * {STEP} % {AROUND}) * {USERS_APART} AS TEXT)"
_EVERYBODY = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people) "
# Five zones in which the instant of the card is an hour that people choose.
_ZONE = (
    "CASE i % 5 WHEN 0 THEN 'Europe/Berlin' WHEN 1 THEN 'Europe/London' "
    "WHEN 2 THEN 'Europe/Athens' WHEN 3 THEN 'Asia/Kolkata' ELSE 'Asia/Tokyo' END"
)
_HOUR = "CASE i % 5 WHEN 0 THEN 450 WHEN 1 THEN 390 WHEN 2 THEN 510 WHEN 3 THEN 720 ELSE 930 END"

# What stands of a person who is in a program, without what happened so far.
STANDING = {
    "person": f"""
        INSERT INTO person (
            person_id, language, zone, hour_min, weekdays, quiet_from, quiet_to, day_ends_min,
            reminders, created_at, seen_at
        )
        SELECT i, 'en', {_ZONE}, {_HOUR}, '024', 1320, 360, 180, 1, {CARD_AT} - 200000 - i,
               {CARD_AT} - 90000
        FROM n
    """,
    "account": f"""
        INSERT INTO account (platform, user_ref, person_id, chat_ref, reach, reach_at)
        SELECT '{PLATFORM}', {_USER}, i, {_USER}, 'open', {CARD_AT} - 200000 - i FROM n
    """,
    "enrollment": """
        INSERT INTO enrollment (
            enrollment_id, person_id, version_id, track, state, reason, started_on, day_no,
            session_no, level, softness, form, place, on_date
        )
        SELECT i, i, 1, 'session', 'running', '', '2027-03-01', 2, 1, 0, 0, '', '', '2027-03-02'
        FROM n
    """,
    "due": f"""
        INSERT INTO due (due_at, subject_no, subject_id, what_no)
        SELECT {CARD_AT} - i * {STEP} % 60, {SUBJECT_NOS["enrollment"]}, i,
               {WHAT_NOS[DueWhat.CARD]}
        FROM n
    """,
}
# What stands of their agreement.
AGREED = {
    "consent": f"""
        INSERT INTO consent (
            consent_id, person_id, purpose, text_version, text_hash, language, given_at
        )
        SELECT i, i, 'scores', '1', lower(hex(zeroblob(32))), 'en', {CARD_AT} - 190000 - i FROM n
    """,
}
# Everybody's next card, planned and not sent.
PLANNED = {
    "delivery": f"""
        INSERT INTO delivery (
            delivery_id, subject, subject_id, day_no, slot, kind, person_id, platform, chat_ref,
            local_on, due_at, late_until, state, reason, args, rule
        )
        SELECT i, 'enrollment', i, 3, 'card', 'session', i, '{PLATFORM}', {_USER}, '2027-03-03',
               {CARD_AT}, {CARD_AT} + 20000, 'planned', '', '2', 'training_day'
        FROM n
    """,
    "queue": f"""
        INSERT INTO queue (platform, lane, not_before, delivery_id)
        SELECT '{PLATFORM}', 0, {CARD_AT}, i FROM n
    """,
}
# Everybody has that card, began its session, and is asked for the score before it.
BEGUN = {
    "delivery": PLANNED["delivery"].replace("'planned'", "'sent'"),
    "message": "UPDATE delivery SET message_ref = 'm' || delivery_id, done_at = due_at",
    "day": "UPDATE enrollment SET day_no = 3, on_date = '2027-03-03', session_no = 2",
    "run": f"""
        INSERT INTO session_run (
            enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
            reason, started_at
        )
        SELECT i, 3, 2, '2027-03-03', '', 0, 0, 'started', 0, '', {CARD_AT} + 60 FROM n
    """,
}


def user_ref_of(no: int) -> str:
    """Give the name that the platform knows person `no` by."""
    return str(FIRST_USER + (no * STEP % AROUND) * USERS_APART)


def make_database(path: Path, people: int, *kinds: dict[str, str]) -> None:
    """Make a database with so many people, and of each of them rows of these kinds."""
    # Not by the bot's own pragmas: what is lost by a fault here is made again.
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.row_factory = sqlite3.Row
        migrate(connection, no_crash)
        connection.execute("BEGIN")
        keep_programs(SqlTx(connection), programs(), at=0)
        connection.execute("COMMIT")
        add_rows(connection, people, *kinds)


def add_rows(connection: sqlite3.Connection, people: int, *kinds: dict[str, str]) -> None:
    """Add rows of these kinds for so many people."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    for kind in kinds:
        for sql in kind.values():
            statement = f"{_EVERYBODY}{sql}" if "FROM n" in sql else sql
            connection.execute(statement, {"people": people} if "FROM n" in sql else {})
    connection.execute("COMMIT")
