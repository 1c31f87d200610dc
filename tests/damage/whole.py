"""Whole databases, as a bot leaves them, to be damaged; and what a start makes of them."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.ports.store import StorageError
from storage.program_files.codec import program_to_json
from storage.sqlite.runner import SqliteRunner
from tests.fakes.batch import keeping
from tests.fakes.rows import kept_person
from tests.service.shelf import shipped

DATABASE = "bot.db"
LOG, INDEX = f"{DATABASE}-wal", f"{DATABASE}-shm"
# Made anew by each start: no words of anybody are in them.
OF_NO_WORTH = {INDEX, f"{DATABASE}.lock"}
PAGE = 4096
FRAME = PAGE + 24
LATE = [f"late-{number}" for number in range(6)]

Files = dict[str, bytes]
Rows = dict[str, list[tuple[object, ...]]]


def files_in(folder: Path) -> Files:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def put(files: Files, folder: Path) -> Path:
    """Put files into a folder, and give the path of the database."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / DATABASE


def rows_in(connection: sqlite3.Connection) -> Rows:
    """Read all rows of all tables, also of text that is none any more."""
    connection.text_factory = _as_text
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608  # a table's own name
        for (name,) in (tuple(row) for row in names)
    }


def _as_text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def flipped(files: Files, name: str, *places: tuple[int, int]) -> Files:
    """Give the files with bits of one of them turned over: where, and which of a byte."""
    content = bytearray(files[name])
    for place, bits in places:
        content[place] ^= bits
    return {**files, name: bytes(content)}


@dataclass(frozen=True, slots=True)
class Started:
    """What came of a start: a line that refuses it, or the rows."""

    refusal: str = ""
    rows: Rows | None = None


def start(database: Path) -> Started:
    """Start on a database; a refusal is one line, and leaves every file as it was."""
    before = files_in(database.parent)
    try:
        runner = SqliteRunner.open(database)
    except StorageError as error:
        after = files_in(database.parent)
        for name in (before.keys() | after.keys()) - OF_NO_WORTH:
            assert before.get(name, b"") == after.get(name, b""), f"{name} was changed"
        line = str(error)
        assert line
        assert "\n" not in line
        return Started(refusal=line)
    with closing(runner):
        assert runner._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return Started(rows=rows_in(runner._connection))


class Whole:
    """One database: closed as it should be, and as it is when the bot is killed at the end.

    No dataclass: a failure would show some megabytes of fields.
    """

    def __init__(self, closed: Files, killed: Files, rows_at_commit: list[Rows]) -> None:
        self.closed = closed
        self.killed = killed
        self.rows_at_commit = rows_at_commit  # without the late commits, then after each

    @property
    def rows(self) -> Rows:
        return self.rows_at_commit[-1]

    @cached_property
    def killed_without_index(self) -> Files:
        """Give what is there after a power cut: nobody kept the index of the log."""
        return {name: content for name, content in self.killed.items() if name != INDEX}

    @cached_property
    def pages(self) -> dict[str, list[int]]:
        """Name the pages of the closed database, numbered from 0, by their kind."""
        return _kinds(self.closed[DATABASE])


def make_whole(folder: Path, people: int = 300) -> Whole:
    """Make a database with pages of every kind, and six commits that stand in the log alone."""
    folder.mkdir()
    database = folder / DATABASE
    with closing(SqliteRunner.open(database)) as runner:
        runner.run(lambda tx: [kept_person(tx, f"user-{number}") for number in range(people)])
        body = program_to_json(shipped().program)
        runner.run(lambda tx: tx.versions.keep("two-weeks", shipped().content_hash, body, 1))
        # Rows that leave free pages behind.
        runner.run(lambda tx: [tx.meta.put(f"gone-{number}", "x" * 3000) for number in range(20)])
        runner._connection.execute("DELETE FROM meta WHERE key LIKE 'gone-%'").close()
    closed = {name: content for name, content in files_in(folder).items() if name == DATABASE}
    with closing(SqliteRunner.open(database)) as runner:
        rows = [rows_in(runner._connection)]
        for key in LATE:
            runner.run(keeping(key))
            rows.append(rows_in(runner._connection))
        killed = {
            name: content
            for name, content in files_in(folder).items()
            if name in {DATABASE, LOG, INDEX}
        }
    return Whole(closed, killed, rows)


# https://www.sqlite.org/fileformat2.html#b_tree_pages
_TREE = {2: "index interior", 5: "table interior", 10: "index leaf", 13: "table leaf"}


def _kinds(content: bytes) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {"first": [0]}
    free = _free(content)
    for number in range(1, len(content) // PAGE):
        flag = content[number * PAGE]
        kind = free.get(number) or _TREE.get(flag, "overflow")
        kinds.setdefault(kind, []).append(number)
    return kinds


def _free(content: bytes) -> dict[int, str]:
    """Follow the list of free pages: trunks, each with its leaves."""
    free: dict[int, str] = {}
    trunk = int.from_bytes(content[32:36], "big")
    while trunk:
        free[trunk - 1] = "free trunk"
        page = content[(trunk - 1) * PAGE : trunk * PAGE]
        count = int.from_bytes(page[4:8], "big")
        for number in range(count):
            leaf = int.from_bytes(page[8 + 4 * number :][:4], "big")
            free[leaf - 1] = "free leaf"
        trunk = int.from_bytes(page[:4], "big")
    return free
