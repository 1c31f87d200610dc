"""Databases as older versions of the tables left them."""

import shutil
import sqlite3
import tempfile
from hashlib import sha256
from pathlib import Path

from storage.sqlite.connect import connect
from storage.sqlite.crash import no_crash
from storage.sqlite.migrate import migrate, migrations

_BODY = '{"key": "hip"}'
_DAY = "2027-03-01"
# A row in every table of version 1, as its bot wrote them.
_ROWS_1 = f"""
INSERT INTO meta (key, value) VALUES ('last_at', '100');
INSERT INTO person (person_id, language, created_at, seen_at)
VALUES (1, 'en', 1, 2), (2, 'en', 1, 2), (3, 'en', 1, 2);
INSERT INTO account (platform, user_ref, person_id, chat_ref, reach, reach_at)
VALUES ('terminal', 'u', 1, 'c', 'open', 3);
INSERT INTO conversation (
    person_id, platform, chat_ref, flow, step, draft, waits_for, updated_at
)
VALUES (1, 'terminal', 'c', 'subscribe', 'zone', '', 'text', 4);
INSERT INTO consent (
    consent_id, person_id, purpose, text_version, text_hash, language, given_at
)
VALUES (1, 1, 'scores', '1', 'h', 'en', 5);
INSERT INTO program_version (version_id, content_hash, program_key, body, loaded_at)
VALUES (1, '{sha256(_BODY.encode()).hexdigest()}', 'hip', '{_BODY}', 6);
INSERT INTO picture_ref VALUES ('terminal', 'p', 'r');
INSERT INTO enrollment (
    enrollment_id, person_id, version_id, track, state, reason, started_on, day_no, session_no,
    level, softness, form, place, on_date
)
VALUES (1, 1, 1, 'session', 'running', '', '{_DAY}', 1, 1, 0, 0, '', 'hip', '{_DAY}');
INSERT INTO due VALUES (50, 'enrollment', 1, 'card');
INSERT INTO delivery (
    delivery_id, subject, subject_id, day_no, slot, kind, person_id, platform, chat_ref,
    local_on, due_at, late_until, state, reason, args, rule
)
VALUES (
    1, 'enrollment', 1, 1, 'card', 'session', 1, 'terminal', 'c', '{_DAY}', 7, 8, 'planned', '',
    '', 'training_day'
);
INSERT INTO queue VALUES ('terminal', 0, 7, 1, NULL, NULL);
INSERT INTO session_run (
    enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no, reason
)
VALUES (1, 1, 1, '{_DAY}', '', 0, 0, 'open', 0, '');
INSERT INTO check_in VALUES (1, 1, 1, 'before', 3, 1, 9, NULL);
INSERT INTO safety_stop VALUES (1, 1, 1, 1, 'chest', '1', 10, NULL);
INSERT INTO change VALUES (1, 'enrollment', 1, 1, 11, 'enrolled', '', '');
INSERT INTO seen_update VALUES ('terminal', 'u', 12, 'c', 'handled', NULL);
"""  # noqa: S608  # the words above


def older_database(path: str, version: int) -> sqlite3.Connection:
    """Make a database by the first so many migrations alone, and give a connection to it."""
    connection = connect(path)
    with tempfile.TemporaryDirectory() as name:
        for migration in migrations()[:version]:
            shutil.copy(migration.path, name)
        migrate(connection, no_crash, Path(name))
    return connection


def filled_version_1(path: str) -> sqlite3.Connection:
    """Make a database of version 1 with a row in each table, and people 1 to 3."""
    connection = older_database(path, 1)
    connection.executescript(_ROWS_1)
    return connection
