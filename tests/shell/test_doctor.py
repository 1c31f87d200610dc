"""`knead doctor`: a line for each check, an exit code, and nothing changed."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.config import Config
from bot.domain.program import ProgramVersion
from bot.parts import checked_programs
from bot.upkeep import database_checks, doctor, files_checks
from bot.upkeep.checkup import Checkup, look, ok, wrong
from storage.backup_note import BackupNote, keep_note
from storage.sqlite.lock import BotLock
from tests.shell.command_line import PROGRAMS, Ended, Knead

DAY_S = 86_400
CHECKS = (
    "settings",
    "sqlite",
    "programs",
    "bot",
    "database",
    "version",
    "log",
    "rights",
    "zones",
    "clock",
    "disk",
    "secret",
    "marks",
    "backup",
)


@cache
def shipped() -> tuple[ProgramVersion, ...]:
    """Read the programs that come with the bot, once for all tests."""
    return checked_programs(Config(programs_dir=PROGRAMS))


def read_once(config: Config) -> tuple[ProgramVersion, ...]:
    return shipped() if config.programs_dir == PROGRAMS else checked_programs(config)


@pytest.fixture
def joined(subscribed: Knead, monkeypatch: pytest.MonkeyPatch) -> Knead:
    """Give somebody who subscribed, with a backup made, and SQLite new enough."""
    monkeypatch.setattr(doctor, "is_sqlite_mended", lambda: True)
    monkeypatch.setattr(doctor, "checked_programs", read_once)
    assert subscribed("backup", "copy.db").code == 0
    return subscribed


def verdicts(done: Ended) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in json.loads(done.out)["checks"]}


def found(done: Ended, name: str) -> str:
    return next(
        check["found"] for check in json.loads(done.out)["checks"] if check["name"] == name
    )


def examined(knead: Knead, name: str) -> tuple[int, str, str]:
    """Give the exit code, and verdict and words of one check."""
    done = knead("doctor", "--json")
    return done.code, verdicts(done)[name], found(done, name)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_healthy_bot_is_ok_from_first_to_last_and_nothing_is_changed(joined: Knead) -> None:
    for end in ("-wal", "-shm"):  # left empty by the backup, which read beside nobody
        Path(f"{joined.database}{end}").unlink(missing_ok=True)
    before = snapshot(joined.folder)
    done = joined("doctor")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["ok", name] for name in CHECKS
    ]
    assert snapshot(joined.folder) == before


def test_as_json_it_is_one_object_on_one_line(joined: Knead) -> None:
    done = joined("doctor", "--json")
    assert done.out.count("\n") == 1
    read = json.loads(done.out)
    assert read["ok"] is True
    assert all(set(check) == {"name", "verdict", "found"} for check in read["checks"])


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(knead: Knead) -> None:
    done = knead("doctor")
    assert done.code == 0
    assert "none at data/knead.db yet; the first start makes it" in done.out
    assert list(knead.folder.iterdir()) == []


def test_a_setting_that_nobody_knows_is_wrong(knead: Knead) -> None:
    knead.set(lnaguage="en", language="tlh")
    done = knead("doctor", "--json")
    assert done.code == 1
    words = [check["found"] for check in json.loads(done.out)["checks"]]
    assert any("KNEAD_LNAGUAGE: there is no such setting" in line for line in words)
    assert any("KNEAD_LANGUAGE" in line for line in words)


def test_programs_with_problems_are_wrong_with_their_places(joined: Knead) -> None:
    broken = joined.folder / "broken"
    (broken / "programs").mkdir(parents=True)
    (broken / "techniques").mkdir()
    joined.set(programs_dir=broken)
    assert examined(joined, "programs")[:2] == (1, "wrong")
    (broken / "programs" / "odd.yaml").write_text("name: [")
    code, verdict, words = examined(joined, "programs")
    assert (code, verdict) == (1, "wrong")
    assert "odd.yaml:1" in words


def test_a_running_bot_is_seen(joined: Knead) -> None:
    lock = BotLock.take(joined.database)
    assert examined(joined, "bot") == (0, "ok", "runs")
    lock.release()
    assert examined(joined, "bot") == (0, "ok", "does not run")


def test_a_lock_that_cannot_be_read_is_wrong(
    joined: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_database: Path) -> bool:
        raise doctor.StorageError("it cannot be read")

    monkeypatch.setattr(doctor, "is_bot_running", refused)
    assert examined(joined, "bot") == (1, "wrong", "it cannot be read")


def test_an_old_sqlite_wants_a_look(joined: Knead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_sqlite_mended", lambda: False)
    code, verdict, words = examined(joined, "sqlite")
    assert (code, verdict) == (0, "look")
    assert "older than 3.51.3" in words


def sql(statement: str) -> Callable[[Knead], None]:
    """Run a statement on the database, foreign keys unheeded."""

    def run(knead: Knead) -> None:
        with closing(sqlite3.connect(knead.database, isolation_level=None)) as connection:
            connection.execute(statement)

    return run


def letter(knead: Knead) -> None:
    knead.database.write_bytes(b"dear diary\n" * 50)


def readable_by_all(knead: Knead) -> None:
    knead.database.chmod(0o644)


def no_secret(knead: Knead) -> None:
    knead.database.with_name("knead.db.secret").unlink()


def marks_without_secret(knead: Knead) -> None:
    no_secret(knead)
    knead.database.with_name("knead.db.tombstones").write_bytes(b"")


def short_secret(knead: Knead) -> None:
    knead.database.with_name("knead.db.secret").write_bytes(b"x")


def secret_for_all(knead: Knead) -> None:
    knead.database.with_name("knead.db.secret").chmod(0o644)


def cut_short(knead: Knead) -> None:
    knead.database.with_name("knead.db.restoring").write_bytes(b"")


def old_copy(knead: Knead, days: int = 0) -> None:
    path = knead.database.with_name("knead.db.before-restore-x")
    path.write_bytes(b"")
    then = path.stat().st_mtime - days * DAY_S
    os.utime(path, (then, then))


def older_copy(knead: Knead) -> None:
    old_copy(knead, 40)


def no_note(knead: Knead) -> None:
    knead.database.with_name("knead.db.last_backup").unlink()


def still_to_come(knead: Knead) -> None:
    then = knead.database.stat().st_mtime + DAY_S
    os.utime(knead.database, (then, then))


ORPHANS = "DELETE FROM person"
LATER = "INSERT OR REPLACE INTO meta VALUES ('last_at', '9999999999')"
OWED = "INSERT OR REPLACE INTO meta VALUES ('deleted_no', '7')"
AHEAD = "INSERT OR REPLACE INTO meta VALUES ('clock_offset_s', '360000')"
NOWHERE = "UPDATE person SET zone = 'Mars/Olympus'"


@pytest.mark.parametrize(
    ("spoil", "name", "verdict", "words"),
    [
        (letter, "database", "wrong", "is not an SQLite database"),
        (sql(ORPHANS), "database", "wrong", "knead restore FILE"),
        (sql(OWED), "database", "look", "wait to be written over"),
        (sql("PRAGMA user_version = 0"), "version", "look", "Run `knead migrate`"),
        (sql("PRAGMA journal_mode = DELETE"), "log", "look", "the next start sets it"),
        (readable_by_all, "rights", "look", "Run `chmod 600`"),
        (sql(NOWHERE), "zones", "wrong", "does not know Mars/Olympus"),
        (sql(LATER), "clock", "wrong", "Set the clock right"),
        (sql(AHEAD), "clock", "ok", "people's time 100 h ahead"),
        (still_to_come, "clock", "look", "which is still to come"),
        (no_secret, "secret", "look", "the next start makes a new one"),
        (marks_without_secret, "secret", "wrong", "Put it back"),
        (short_secret, "secret", "wrong", "holds no secret"),
        (secret_for_all, "secret", "look", "Run `chmod 600`"),
        (cut_short, "copies", "wrong", "cut short"),
        (old_copy, "copies", "look", "Delete it soon"),
        (older_copy, "copies", "wrong", "40 days old"),
        (no_note, "backup", "look", "never made"),
    ],
)
def test_what_is_not_well_is_named(
    joined: Knead, spoil: Callable[[Knead], None], name: str, verdict: str, words: str
) -> None:
    spoil(joined)
    code, is_verdict, said = examined(joined, name)
    assert (is_verdict, words in said) == (verdict, True), said
    assert code == (1 if verdict == "wrong" else 0)


@pytest.mark.parametrize(
    ("days", "verdict", "words"),
    [(0, "ok", "0 days ago"), (7, "ok", "7 days"), (8, "look", "8 days ago")],
)
def test_the_age_of_the_last_backup_is_told(
    joined: Knead, days: int, verdict: str, words: str
) -> None:
    now = int(joined.database.stat().st_mtime)
    keep_note(joined.database, BackupNote(at=now - days * DAY_S, path=Path("/gone/copy.db")))
    done = joined("doctor", "--json")
    assert verdicts(done)["backup"] == verdict
    assert words in found(done, "backup")
    assert "/gone/copy.db, not there any more" in found(done, "backup")


def test_a_full_disk_is_wrong(joined: Knead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_checks, "free_bytes", lambda _folder: 1_000_000)
    assert examined(joined, "disk")[:2] == (1, "wrong")


def test_much_log_wants_a_look(joined: Knead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_checks, "MUCH_LOG_BYTES", -1)
    assert examined(joined, "log")[:2] == (0, "look")


def test_marks_that_cannot_be_read_are_wrong(
    joined: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined.database.with_name("knead.db.tombstones").write_bytes(b"")
    monkeypatch.setattr(files_checks.os, "access", lambda _path, _mode: False)
    assert examined(joined, "marks")[:2] == (1, "wrong")


def test_a_line_is_a_line_and_well_is_what_has_nothing_wrong() -> None:
    assert look("disk", "two\nlines").line() == "look  disk       two lines"
    assert Checkup([ok("a", ""), look("b", "")]).is_well
    assert not Checkup([ok("a", ""), wrong("b", "")]).is_well
