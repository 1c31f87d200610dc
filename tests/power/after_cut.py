"""Starts a bot on what a power cut left, and looks whether all that was said still holds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.domain.address import Platform
from bot.domain.ids import VersionId
from bot.ports.store import Tx
from bot.service import loops
from bot.service.engine import Engine
from bot.service.ledger import verify
from bot.simulation.run_now import at_once, run_now
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner
from storage.tombstones import Tombstones
from tests.fakes.clock import FakeClock
from tests.fakes.messenger import FakeMessenger
from tests.power.busy_days import DATABASE, ERASED, BusyDays, digest_of
from tests.service.shelf import OneProgram
from tests.shell.room import SECRET, moments

NAMED_FOR_S = 24 * 60 * 60  # of the two days for which handled updates are named


def content_of_a_new_one() -> str:
    """Give the digest of a database that was just made."""
    runner = SqliteRunner.open()
    content = digest_of(runner._connection)
    runner.close()
    return content


def complaints(days: BusyDays, folder: Path, place: int, new: str) -> Iterator[str]:
    """Start the bot anew and tell each thing that is not as was said before the cut."""
    was_erased = any(each.is_erased and each.place <= place for each in days.answers)
    if was_erased and ERASED.encode() in b"".join(
        file.read_bytes() for file in folder.iterdir() if file.is_file()
    ):
        yield "an erased person's name is in the files"
    runner = SqliteRunner.open(folder / DATABASE)
    with closing(runner):
        yield from _wrong_at_start(days, runner._connection, place, new)
        now = max((each.now for each in days.commits if each.place <= place), default=0)
        _start(runner, folder, now)
        yield from _lost_answers(days, runner._connection, place, now)
        if was_erased and runner.run(_knows_the_erased):
            yield "an erased person is back"
        report = verify(SqliteLedger(runner._connection), now)
        yield from (finding.wrong for finding in report.findings)


def _wrong_at_start(
    days: BusyDays, connection: sqlite3.Connection, place: int, new: str
) -> Iterator[str]:
    """Hold all rows to those after the last commit; the next may be there too, as a whole."""
    contents = [new, *(each.content for each in days.commits)]
    said = sum(each.place <= place for each in days.commits)
    if digest_of(connection) not in contents[said : said + 2]:
        yield f"the rows are those of no moment after commit {said}"
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        yield str(found)
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        yield "a row points at nothing"


def _start(runner: SqliteRunner, folder: Path, now: int) -> None:
    version = runner._connection.execute("SELECT version_id FROM program_version").fetchone()
    catalog = OneProgram(VersionId(version[0] if version else 1))
    engine = Engine(
        store=runner,
        messengers=(FakeMessenger(),),
        moments=partial(moments, FakeClock(now), catalog),
        tombstones=Tombstones(folder / f"{DATABASE}.tombstones", SECRET),
        owner="third",
        aside=at_once,
    )
    run_now(loops.start(engine))


def _lost_answers(
    days: BusyDays, connection: sqlite3.Connection, place: int, now: int
) -> Iterator[str]:
    kept = {row[0] for row in connection.execute("SELECT update_ref FROM seen_update")}
    for each in days.answers:
        is_to_be_kept = each.who != ERASED and each.now > now - NAMED_FOR_S
        if each.place <= place and is_to_be_kept and each.update.update_ref not in kept:
            yield f"the answer to {each.update} is lost"


def _knows_the_erased(tx: Tx) -> bool:
    return tx.people.account(Platform.TERMINAL, f"user-{ERASED}") is not None
